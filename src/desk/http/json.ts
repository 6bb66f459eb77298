/** Values as JSON: amounts as whole fen in decimal text, bytes as hexadecimal text, maps as objects. */

import { toHex } from '../../bytes.ts';

/** `<`, `>` and `&` are written as escapes, so that no text of a card or bill is ever markup. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, plain) ?? 'null';
  return text.replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}

const PASSING = new WeakSet<Response>();

/** An answer that is none for good: the same request under its key goes on with the work. */
export function passing(response: Response): Response {
  PASSING.add(response);
  return response;
}

export function isPassing(response: Response): boolean {
  return PASSING.has(response);
}

/** An answer of this value. */
export function answer(status: number, value: unknown): Response {
  return new Response(jsonText(value), {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
  });
}
