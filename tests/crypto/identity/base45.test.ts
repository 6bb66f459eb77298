/** Base45 by RFC 9285, and what lenient decoders let through. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from '../../../src/crypto/index.ts';
import { refusal } from '../support.ts';
import vectors from '../vectors/base45.json' with { type: 'json' };

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('RFC 9285', () => {
  test.each(vectors.examples)('$text is $base45', ({ text, base45 }) => {
    expect(encodeBase45(utf8(text))).toBe(base45);
    expect(decodeBase45(base45)).toEqual(utf8(text));
  });

  test.each(vectors.refused)('%o is refused', ({ base45 }) => {
    expect(refusal(() => decodeBase45(base45)).code).toBe('crypto.base45-malformed');
  });
});

test.each([
  ['one character', 'A', 0],
  ['three and one', 'BB8A', 3],
  ['four and one', 'BB8BB8A', 6],
  ['a pair above one byte', ':S', 0],
  ['the least pair above one byte', 'V5', 0],
  ['the least group above two bytes', 'GGW', 0],
  ['the largest group', ':::', 0],
  ['lower case', 'bb8', 0],
  ['a line end behind', 'BB8\n', 3],
  ['a line end inside', 'BB\n', 0],
  ['a full-width digit', 'BB８', 0],
  ['an emoji', 'BB8😀', 3],
  ['an underscore', 'BB_', 0],
  ['a NUL', 'B\0B', 0],
])('%s is refused', (_name, text, offset) => {
  const refused = refusal(() => decodeBase45(text));
  expect(refused).toEqual({
    code: 'crypto.base45-malformed',
    detail: { offset, characters: text.length },
  });
});

test('the largest values that fit', () => {
  expect(decodeBase45('FGW')).toEqual(Uint8Array.of(0xff, 0xff));
  expect(decodeBase45('U5')).toEqual(Uint8Array.of(0xff));
  expect(decodeBase45('')).toEqual(new Uint8Array());
});

test('every byte string has one text, and every text that is taken one byte string', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes);
    }),
  );
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'.split('');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 }), (text) => {
      try {
        expect(encodeBase45(decodeBase45(text))).toBe(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'crypto.base45-malformed' });
      }
    }),
    { numRuns: 2000 },
  );
});
