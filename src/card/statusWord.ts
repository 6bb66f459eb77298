/**
 * Status words: what SW1 SW2 mean, ISO/IEC 7816-4:2005 §5.1.3 tables 5 and 6. An error status word
 * is never authenticated, so it never proves that a write did not happen.
 */

import type { Bilingual } from '../model/index.ts';
import { EXACT_MEANINGS, PATTERNS, type StatusWordPattern } from './statusWordTable.ts';

/** SW1 SW2 as one number. */
export type StatusWord = number;

export const SW_SUCCESS = 0x9000;
export const SW_END_OF_FILE = 0x6282;
export const SW_WRONG_LENGTH = 0x6700;
export const SW_LOGICAL_CHANNEL_NOT_SUPPORTED = 0x6881;
export const SW_SECURE_MESSAGING_NOT_SUPPORTED = 0x6882;
export const SW_INCOMPATIBLE_FILE = 0x6981;
export const SW_SECURITY_NOT_SATISFIED = 0x6982;
export const SW_PIN_BLOCKED = 0x6983;
export const SW_CONDITIONS_NOT_SATISFIED = 0x6985;
export const SW_NO_CURRENT_FILE = 0x6986;
export const SW_WRONG_DATA = 0x6a80;
export const SW_FUNCTION_NOT_SUPPORTED = 0x6a81;
export const SW_FILE_NOT_FOUND = 0x6a82;
export const SW_RECORD_NOT_FOUND = 0x6a83;
export const SW_NO_SPACE = 0x6a84;
export const SW_WRONG_P1_P2 = 0x6a86;
export const SW_REFERENCE_NOT_FOUND = 0x6a88;
export const SW_OFFSET_OUTSIDE = 0x6b00;
export const SW_INSTRUCTION_UNKNOWN = 0x6d00;
export const SW_CLASS_UNKNOWN = 0x6e00;
export const SW_MEMORY_FAILURE = 0x6581;

/** SW1 values whose SW2 is a count. */
export const SW1_MORE_BYTES = 0x61;
export const SW1_WRONG_LE = 0x6c;

/** `9000`, `6A82`: four upper-case hexadecimal digits. */
export function statusWordText(sw: StatusWord): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}

/**
 * What a status word means, in both languages, with the count it carries in its place: the exact word
 * first, then the family (`63Cx`, `61xx`, all of `69xx`). Undefined when the tables do not name it.
 */
export function meaningOf(sw: StatusWord): Bilingual | undefined {
  const exact: Readonly<Record<string, Bilingual>> = EXACT_MEANINGS;
  const text = statusWordText(sw);
  if (Object.hasOwn(exact, text)) return exact[text];
  const pattern = patternOf(sw);
  if (!pattern) return undefined;
  const { zh, en } = pattern.meaning;
  const count = String(pattern.countOf?.(sw));
  return { zh: zh.replace('{count}', count), en: en.replace('{count}', count) };
}

/** The number that SW2 carries: bytes to fetch (61xx), the right Le (6Cxx), tries left (63Cx). */
export function countOf(sw: StatusWord): number | undefined {
  return patternOf(sw)?.countOf?.(sw);
}

function patternOf(sw: StatusWord): StatusWordPattern | undefined {
  return PATTERNS.find(({ first, last }) => sw >= first && sw <= last);
}
