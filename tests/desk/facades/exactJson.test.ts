import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ExactDecimal,
  type ExactValue,
  exactJson,
  exactJsonText,
  parseExactJson,
} from '../../../src/desk/facades/shared/exactJson.ts';

/** The value with every number as floating point, as others read it. */
function rounded(value: ExactValue): unknown {
  if (value instanceof ExactDecimal) return Number(value.text);
  if (Array.isArray(value)) return (value as readonly ExactValue[]).map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rounded(each)]));
}

/** JSON of few levels, its numbers without exponents. */
const json = fc
  .jsonValue({ maxDepth: 5 })
  .map((value) => JSON.stringify(value))
  .filter((text) => !/\d[eE][+-]?\d/.test(text));

test('what is read is what JSON.parse reads, and what is written is read alike', () => {
  fc.assert(
    fc.property(json, (text) => {
      const value = parseExactJson(text);
      expect(rounded(value)).toEqual(JSON.parse(text));
      expect(parseExactJson(exactJson(value))).toEqual(value);
      expect(parseExactJson(exactJsonText(value))).toEqual(value);
    }),
  );
});

test('every digit of a number is kept, wherever it stands', () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.stringMatching(/^\d{1,20}$/))
    .map(([whole, fraction]) => `${whole}.${fraction}`);
  fc.assert(
    fc.property(decimal, fc.string(), (text, name) => {
      const body = `{${JSON.stringify(name)}:[${text},{"a":${text}}],"s":${JSON.stringify(text)}}`;
      // The same name twice is refused, as for every body.
      fc.pre(name !== 's');
      expect(exactJson(parseExactJson(body))).toBe(body);
    }),
  );
});

test('nothing that is written is markup, and what is no decimal is no number', () => {
  expect(exactJsonText({ '<a>': '</script>&\u2028' })).toBe(
    '{"\\u003ca\\u003e":"\\u003c/script\\u003e\\u0026\\u2028"}',
  );
  for (const text of ['1e3', '.5', '1.', '01', 'NaN', '+1', '']) {
    expect(() => new ExactDecimal(text)).toThrow(RangeError);
  }
  expect(() => parseExactJson('[1E3]')).toThrow(/desk\.body-malformed/);
});
