/**
 * The short way for machines' documents: strict JSON by the platform's own parser, some hundred times
 * faster than the careful reader, which is asked only when something has to be refused and shown.
 */

import { type DocumentValue, HIDDEN_CHARACTER } from './tree.ts';

/** Characters: a bill of 20,000 lines has some eight million; what is larger is read token by token. */
const CHARACTERS_MAX = 16 * 1024 * 1024;
/** Collections inside each other: a bill needs four, a plan nine; what is deeper is read token by token. */
const DEPTH_MAX = 16;

/**
 * The value of `text`, or undefined when it is no strict JSON object or holds anything that the careful
 * reader refuses: a field twice, a field that would change what an object is, a hidden character, depth.
 */
export function plainJson(text: string): DocumentValue | undefined {
  if (text.length > CHARACTERS_MAX || !/^\s*\{/.test(text)) return undefined;
  let value: DocumentValue;
  try {
    value = JSON.parse(text) as DocumentValue;
  } catch {
    return undefined;
  }
  // Of a field that stands twice the parser keeps the last: the text then names more than there are.
  return fieldsOf(value, 1) === namesIn(text) ? value : undefined;
}

/** How many fields there are; NaN, which equals nothing, where one may not be there. */
function fieldsOf(value: DocumentValue, depth: number): number {
  if (typeof value === 'string') return HIDDEN_CHARACTER.test(value) ? Number.NaN : 0;
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (value === null || typeof value !== 'object') return 0;
  if (depth > DEPTH_MAX) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const each of value) count += fieldsOf(each, depth + 1);
    return count;
  }
  for (const [name, each] of Object.entries(value)) {
    if (name === '__proto__' || HIDDEN_CHARACTER.test(name)) return Number.NaN;
    count += 1 + fieldsOf(each, depth + 1);
  }
  return count;
}

/** How many texts of strict JSON stand before a colon. */
function namesIn(text: string): number {
  let names = 0;
  for (let start = text.indexOf('"'); start !== -1; ) {
    const end = endOfText(text, start);
    let next = end + 1;
    while (isSpace(text.charCodeAt(next))) next += 1;
    if (text.charCodeAt(next) === COLON) names += 1;
    start = text.indexOf('"', next);
  }
  return names;
}

const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** The quote that ends the text which begins at `start`: the next one that no backslash escapes. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
}

/** RFC 8259 §2: blank, tab, line feed, carriage return. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
