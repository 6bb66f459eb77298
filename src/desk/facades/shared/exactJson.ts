/**
 * JSON whose numbers never become floating point: read as the text that they were written in, written
 * as the text that they are. Interfaces of hospital systems send amounts as numbers.
 */

import { utf8 } from '../../../bytes.ts';
import { parseJson } from '../../guard/json.ts';

/** What was read: every number is the text of its digits. */
export type ExactValue =
  | string
  | boolean
  | null
  | readonly ExactValue[]
  | { readonly [name: string]: ExactValue };

/** A number as it is to be written, such as `12.50`. */
export class ExactNumber {
  readonly text: string;

  /** @throws RangeError unless `text` is a JSON number without exponent */
  constructor(text: string) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) {
      throw new RangeError('"text" expected a decimal number');
    }
    this.text = text;
  }
}

/** What can be written; undefined fields are left out. */
export type ExactOutput =
  | string
  | boolean
  | null
  | ExactNumber
  | readonly ExactOutput[]
  | { readonly [name: string]: ExactOutput | undefined };

/** Whole strings, so that digits inside them are left alone, or one number. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** @throws OneCardError `desk.body-malformed`, as for every body */
export function parseExactJson(text: string): ExactValue {
  parseJson(utf8(text));
  const quoted = text.replaceAll(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  return JSON.parse(quoted) as ExactValue;
}

/** As `jsonText`: no text of a card or bill is ever markup. */
export function exactJsonText(value: ExactOutput): string {
  return written(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function written(value: ExactOutput): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value as { readonly [name: string]: ExactOutput | undefined });
  const parts = fields.flatMap(([name, each]) =>
    each === undefined ? [] : [`${JSON.stringify(name)}:${written(each)}`],
  );
  return `{${parts.join(',')}}`;
}
