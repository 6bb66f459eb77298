/**
 * A body becomes a value once: UTF-8, no field twice, no deeper than a bill goes. JSON.parse alone
 * keeps the last of two equal fields, so that two programs may read two requests.
 */

import { OneCardError } from '../../errors/index.ts';
import { BODY_DEPTH_MAX } from '../limits.ts';

/** @throws OneCardError `desk.body-malformed` with the rule that is broken */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  assertDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('not-json');
  }
  assertNoFieldTwice(text);
  return value;
}

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('not-utf-8');
  }
}

/** Strings, and the marks that open, close and separate, in one pass; everything else is skipped. */
function* tokens(text: string): Generator<string> {
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === '"') {
      const end = endOfString(text, index);
      yield text.slice(index, end);
      index = end - 1;
    } else if ('{}[]:'.includes(character)) yield character;
  }
}

/** The place after the closing quote, or the end of a text that has none. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return Math.min(index + 1, text.length);
}

function assertDepth(text: string): void {
  let depth = 0;
  for (const token of tokens(text)) {
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth > BODY_DEPTH_MAX) throw malformed('too-deep');
  }
}

/** For text that JSON.parse has taken: a string before a colon is a field of the innermost object. */
function assertNoFieldTwice(text: string): void {
  const open: Set<string>[] = [];
  let last = '';
  for (const token of tokens(text)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const fields = open.at(-1)!;
      // Two spellings of one name are one name.
      const name = String(JSON.parse(last));
      if (fields.has(name)) throw malformed('field-twice');
      fields.add(name);
    }
    last = token;
  }
}

function malformed(rule: string): OneCardError {
  return new OneCardError('desk.body-malformed', { rule });
}
