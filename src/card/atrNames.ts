/**
 * Names of cards by their answer to reset, from the `smartcard_list.txt` that pcsc-tools installs.
 * The file is read when the first name is asked for and is never required.
 *
 * ```
 * # comment
 * 3B 6F 00 00 80 5A 29 13 0[1-5] 11 3[36] .. .. .. .. 82 90 00
 * <tab>name
 * <tab>another name
 * ```
 *
 * A pattern covers a whole answer to reset, digit by digit: a digit, `.` for any, `[…]` for one of
 * several, each repeatable by `*`. It is matched here and never handed to a regular expression engine,
 * so that no line of the file can hang the program.
 */

import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The list of 2023 has 484 KB and 5,000 entries: room to grow, not to fill the memory. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const ENTRIES_MAX = 100_000;
/** Digits of the longest answer to reset and a few classes; longer lines are skipped. */
const PATTERN_CHARACTERS_MAX = 512;
const NAMES_PER_ENTRY_MAX = 64;
const NAME_CHARACTERS_MAX = 200;

const DIGITS = '0123456789ABCDEF';
const ANY_DIGIT = 0xffff;

/** One hexadecimal digit of a pattern: bit n stands for digit n. */
interface PatternDigit {
  readonly digits: number;
  readonly isRepeated: boolean;
}

interface CardNameEntry {
  readonly pattern: readonly PatternDigit[];
  readonly names: readonly string[];
}

/** Looks names up; empty when no pattern of the list covers the answer to reset. */
export type CardNames = (atr: Uint8Array) => readonly string[];

export interface CardNamesOptions {
  /** Files to look for, the first that can be read is taken; the usual places when absent. */
  readonly paths?: readonly string[];
}

/** A lookup that reads the list at its first use, and knows no name where there is no list. */
export function installedCardNames({
  paths = usualPaths(),
}: CardNamesOptions = {}): (atr: Uint8Array) => Promise<readonly string[]> {
  let names: Promise<CardNames> | undefined;
  return async (atr) => {
    names ??= readFirst(paths);
    return (await names)(atr);
  };
}

/** The names in the text of a `smartcard_list.txt`. Lines that are no pattern are skipped. */
export function parseCardNames(text: string): CardNames {
  const entries: CardNameEntry[] = [];
  let names: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (/^\s/.test(line)) {
      const name = line.trim().slice(0, NAME_CHARACTERS_MAX);
      if (name !== '' && names.length < NAMES_PER_ENTRY_MAX) names.push(name);
      continue;
    }
    names = [];
    const pattern = /^[0-9A-Fa-f.[]/.test(line) ? parsePattern(line) : undefined;
    if (pattern && entries.length < ENTRIES_MAX) entries.push({ pattern, names });
  }
  return (atr) => {
    const digits = Array.from(atr).flatMap((byte) => [byte >> 4, byte & 0x0f]);
    return entries.filter(({ pattern }) => covers(pattern, digits)).flatMap((entry) => entry.names);
  };
}

function parsePattern(line: string): readonly PatternDigit[] | undefined {
  const text = line.replaceAll(' ', '').toUpperCase();
  if (text.length > PATTERN_CHARACTERS_MAX) return undefined;
  const pattern: PatternDigit[] = [];
  for (let offset = 0; offset < text.length; ) {
    const end = text[offset] === '[' ? text.indexOf(']', offset) : offset;
    const digits = end < 0 ? 0 : digitsOf(text.slice(offset, end + 1));
    if (digits === 0) return undefined;
    const isRepeated = text[end + 1] === '*';
    pattern.push({ digits, isRepeated });
    offset = end + (isRepeated ? 2 : 1);
  }
  return pattern.length === 0 ? undefined : pattern;
}

/** Bits of the digits that `text`, one character or a class, allows; 0 when it is neither. */
function digitsOf(text: string): number {
  if (text === '.') return ANY_DIGIT;
  if (!text.startsWith('[')) return text.length === 1 ? bitOf(text) : 0;
  let digits = 0;
  // Some entries separate the members of a class by commas.
  const members = text.slice(1, -1).replaceAll(',', '');
  for (let index = 0; index < members.length; index++) {
    const isRange = members[index + 1] === '-' && index + 2 < members.length;
    const first = DIGITS.indexOf(members[index]!);
    const last = isRange ? DIGITS.indexOf(members[index + 2]!) : first;
    if (first < 0 || last < first) return 0;
    for (let digit = first; digit <= last; digit++) digits |= 1 << digit;
    if (isRange) index += 2;
  }
  return digits;
}

function bitOf(character: string): number {
  const digit = DIGITS.indexOf(character);
  return digit < 0 ? 0 : 1 << digit;
}

/** Walks all positions of the pattern at once: pattern × digits steps, whatever the pattern. */
function covers(pattern: readonly PatternDigit[], digits: readonly number[]): boolean {
  let positions = skipRepeated(pattern, [0]);
  for (const digit of digits) {
    const next: number[] = [];
    for (const position of positions) {
      const expected = pattern[position];
      if (!expected || (expected.digits & (1 << digit)) === 0) continue;
      next.push(expected.isRepeated ? position : position + 1);
    }
    if (next.length === 0) return false;
    positions = skipRepeated(pattern, next);
  }
  return positions.includes(pattern.length);
}

function skipRepeated(
  pattern: readonly PatternDigit[],
  positions: readonly number[],
): readonly number[] {
  const reached = new Set(positions);
  for (const position of reached) {
    if (pattern[position]?.isRepeated) reached.add(position + 1);
  }
  return [...reached];
}

async function readFirst(paths: readonly string[]): Promise<CardNames> {
  for (const path of paths) {
    try {
      if ((await stat(path)).size > FILE_BYTES_MAX) continue;
      return parseCardNames(await readFile(path, 'utf8'));
    } catch {
      // Not installed here, or not readable: the next place.
    }
  }
  return () => [];
}

/** Where pcsc-tools installs the list, and where it keeps an updated copy. */
function usualPaths(): readonly string[] {
  return [
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'smartcard_list.txt'),
    '/usr/share/pcsc/smartcard_list.txt',
    '/usr/local/share/pcsc/smartcard_list.txt',
    '/usr/local/pcsc/smartcard_list.txt',
    '/opt/homebrew/share/pcsc/smartcard_list.txt',
  ];
}
