/**
 * JSON whose numbers never become floating point: read as the text that they were written in, written
 * as the text that they are. Interfaces of hospital systems send amounts as numbers.
 */

import { utf8 } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import { parseJson } from '../../guard/json.ts';

/** A number as it was, or is to be, written, such as `12.50`. */
export class ExactDecimal {
  readonly text: string;

  /** @throws RangeError unless `text` is a JSON number without exponent */
  constructor(text: string) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) {
      throw new RangeError('"text" expected a decimal number');
    }
    this.text = text;
  }
}

/** What was read. */
export type ExactValue =
  | string
  | boolean
  | null
  | ExactDecimal
  | readonly ExactValue[]
  | { readonly [name: string]: ExactValue };

/** What can be written; undefined fields are left out. */
export type ExactOutput =
  | string
  | boolean
  | null
  | ExactDecimal
  | readonly ExactOutput[]
  | { readonly [name: string]: ExactOutput | undefined };

/** Whole strings, so that digits inside them are left alone, or one number. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** @throws OneCardError `desk.body-malformed`, as for every body; a number with an exponent is none */
export function parseExactJson(text: string): ExactValue {
  const rounded = parseJson(utf8(text));
  const quoted = text.replaceAll(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  return exact(rounded, JSON.parse(quoted));
}

/** The same value twice, the second time with the text of every number. */
function exact(rounded: unknown, text: unknown): ExactValue {
  if (typeof rounded === 'number') return numberOf(String(text));
  if (Array.isArray(rounded)) {
    return rounded.map((each, at) => exact(each, (text as readonly unknown[])[at]));
  }
  if (typeof rounded !== 'object' || rounded === null) return rounded as ExactValue;
  const entries = Object.entries(rounded).map(
    ([name, each]) => [name, exact(each, (text as Record<string, unknown>)[name])] as const,
  );
  return Object.fromEntries(entries);
}

function numberOf(text: string): ExactDecimal {
  try {
    return new ExactDecimal(text);
  } catch (cause) {
    throw new OneCardError('desk.body-malformed', { rule: 'number-with-exponent' }, { cause });
  }
}

/** As `jsonText`: no text of a card or bill is ever markup. */
export function exactJsonText(value: ExactOutput): string {
  return exactJson(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Without escapes for pages: what is signed, and what is compared. */
export function exactJson(value: ExactOutput): string {
  if (value instanceof ExactDecimal) return value.text;
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value as { readonly [name: string]: ExactOutput | undefined });
  const parts = fields.flatMap(([name, each]) =>
    each === undefined ? [] : [`${JSON.stringify(name)}:${exactJson(each)}`],
  );
  return `{${parts.join(',')}}`;
}
