/** The short way through a document and the careful one: whatever the short one takes, the careful one reads alike. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson } from '../../../src/settlement/document/json.ts';
import { readCarefully, readSource } from '../../../src/settlement/document/source.ts';
import { parseBill } from '../../../src/settlement/index.ts';
import { changed, refusedDocument, text } from '../support.ts';

const BILL = 'examples/bills/yinjiang-inpatient.json';

/** What the careful reader makes of a text, or undefined where it refuses. */
function careful(document: string): unknown {
  try {
    return readCarefully('bill', document, 'a.json').value;
  } catch {
    return undefined;
  }
}

const name = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'toString', '1', '', 'a"b', 'a\\', '\\"', '：', ':'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(name, fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true })),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  ),
}));

test('what is strict JSON is the same value either way', () => {
  const spaced = fc.constantFrom(undefined, 1, '\t');
  fc.assert(
    fc.property(fc.dictionary(name, tree, { maxKeys: 4 }), spaced, (value, indent) => {
      const document = JSON.stringify(value, undefined, indent);
      const plain = plainJson(document);
      if (plain !== undefined) expect(plain).toEqual(careful(document));
    }),
    { numRuns: 500 },
  );
});

test('a text with some characters changed is never taken where the careful reader refuses', () => {
  const bill = text(BILL).replaceAll(/\s+/g, ' ');
  const piece = fc.constantFrom(
    '"',
    '\\',
    ':',
    ',',
    '{',
    '}',
    '[',
    '\u200b',
    '\u0000',
    '"a":1,',
    '1',
  );
  const change = fc.tuple(fc.nat(bill.length - 1), fc.nat(3), piece);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const document = changes.reduce(
        (so, [at, length, put]) => so.slice(0, at) + put + so.slice(at + length),
        bill,
      );
      const plain = plainJson(document);
      if (plain !== undefined) expect(careful(document)).toEqual(plain);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['a list', '[1]'],
  ['a text', '"a"'],
  ['a field twice', '{"a":1,"a":1}'],
  ['a field twice, once escaped', '{"a":1,"\\u0061":2}'],
  ['a field twice, far inside', '{"a":[{"b":{"c":1 , "c" :2}}]}'],
  ['a field that changes what an object is', '{"__proto__":{"a":1}}'],
  ['a hidden character in a value', '{"a":"x\\u200b"}'],
  ['a hidden character in a name', '{"a\\u200b":1}'],
  ['a lone surrogate', '{"a":"\\ud800"}'],
  ['a number beyond all numbers', '{"a":1e999}'],
  ['depth', `{"a":${'['.repeat(20)}${']'.repeat(20)}}`],
  ['YAML', 'a: 1'],
  ['YAML in braces', '{a: 1}'],
  ['a comment', '{"a":1} # b'],
  ['a mark in front', '\uFEFF{"a":1}'],
])('%s is left to the careful reader', (_, document) => {
  expect(plainJson(document)).toBeUndefined();
});

test.each([
  ['{"a":":","b":"\\":"}', { a: ':', b: '":' }],
  ['{"a":"\\\\","b":"\\\\\\""}', { a: '\\', b: '\\"' }],
  [' \n{"a" \t\r\n: {"b":[{"a":0}]}}\n', { a: { b: [{ a: 0 }] } }],
  ['{}', {}],
])('%s is taken', (document, value) => {
  expect(plainJson(document)).toEqual(value);
});

test('a problem still has its line and column', () => {
  const wrong = changed(BILL, ['"level": "county"', '"level": "city"']);
  expect(plainJson(wrong)).toBeDefined();
  const [problem] = refusedDocument(() => parseBill(wrong, BILL)).problems;
  const line = wrong.split('\n').findIndex((each) => each.includes('"city"')) + 1;
  expect(problem).toMatchObject({ rule: 'field.not-one-of', path: 'provider.level', line });
  const source = readSource('bill', wrong, BILL);
  const same = readCarefully('bill', wrong, BILL).problem('field.missing', ['lines', 3, 'name']);
  expect(source.problem('field.missing', ['lines', 3, 'name'])).toEqual(same);
});
