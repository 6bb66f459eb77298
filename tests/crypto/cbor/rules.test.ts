/** Every rule of the reader, broken alone, with the offset of the breach. */

import { describe, expect, test } from 'vitest';
import {
  CARD_LIMITS,
  CBOR_RULES,
  type CborRule,
  DOCUMENT_LIMITS,
  decodeCbor,
  encodeCbor,
} from '../../../src/crypto/index.ts';
import { hex, refusal } from '../support.ts';

const CASES: readonly (readonly [CborRule, string, number, string])[] = [
  ['truncated', '', 0, 'nothing at all'],
  ['truncated', '8201', 0, 'one item of two'],
  ['truncated', '82 01 42 00', 2, 'a byte string one byte short'],
  ['truncated', '9a05f5e100', 0, 'a hundred million items announced in five bytes'],
  ['truncated', 'bb 7fffffffffffffff', 0, 'a map of 2^63 pairs'],
  ['truncated', 'a1 01', 0, 'a key without its value'],
  ['trailing-bytes', '01 00', 1, 'a byte too many'],
  ['trailing-bytes', 'a0 a0', 1, 'two items'],
  ['reserved-head', '82 01 1c', 2, 'additional information 28'],
  ['reserved-head', '81 ff', 1, 'a break in a definite array'],
  ['definite-length', '81 9f01ff', 1, 'an indefinite array inside'],
  ['definite-length', '7f6161ff', 0, 'an indefinite text'],
  ['shortest-head', '1817', 0, '23 in two bytes'],
  ['shortest-head', '82 00 3817', 2, '-24 in two bytes'],
  ['shortest-head', '1900ff', 0, '255 in three bytes'],
  ['shortest-head', '1a0000ffff', 0, '65535 in five bytes'],
  ['shortest-head', '1b00000000ffffffff', 0, '2^32-1 in nine bytes'],
  ['shortest-head', '3b00000000ffffffff', 0, '-2^32 in nine bytes'],
  ['shortest-head', '5803 010203', 0, 'a length of 3 in two bytes'],
  ['shortest-head', 'b90000', 0, 'an empty map with a 16-bit count'],
  ['key-order', 'a2 02 00 01 00', 3, 'keys 2, 1'],
  ['key-order', 'a2 20 00 00 00', 3, '-1 before 0'],
  ['key-order', 'a2 6161 00 01 00', 4, 'text before integer'],
  ['key-order', 'a2 626161 00 6162 00', 5, 'the longer text first'],
  ['duplicate-key', 'a2 01 00 01 00', 3, 'key 1 twice'],
  ['duplicate-key', 'a2 6161 00 6161 01', 4, 'key "a" twice'],
  ['integer-range', '1b0020000000000000', 0, '2^53'],
  ['integer-range', '3b001fffffffffffff', 0, '-2^53'],
  ['no-float', '81 f93c00', 1, '1.0'],
  ['no-float', 'fb3ff0000000000000', 0, '1.0 in nine bytes'],
  ['simple-value', 'f7', 0, 'undefined'],
  ['simple-value', 'f8ff', 0, 'simple value 255'],
  ['simple-value', 'e0', 0, 'simple value 0'],
  ['tag', 'c0 60', 0, 'a date'],
  ['tag', 'd2 80', 0, 'the tag of COSE_Sign1, which parseCose alone takes'],
  ['tag', 'd81b 82 6161 60', 0, 'a tag by which some decoders build errors'],
  ['key-type', 'a1 4101 00', 1, 'a byte string as key'],
  ['key-type', 'a1 f5 00', 1, 'true as key'],
  ['key-type', 'a1 80 00', 1, 'an array as key'],
  ['utf-8', '61 ff', 0, 'a byte that begins no character'],
  ['utf-8', '63 eda080', 0, 'a surrogate'],
  ['utf-8', '62 c0af', 0, 'an overlong slash'],
  ['utf-8', '62 e6b0', 0, 'a character cut off'],
  ['utf-8', '64 f4908080', 0, 'beyond U+10FFFF'],
  ['byte-order-mark', '64 efbbbf61', 0, 'a text that begins with U+FEFF'],
  ['depth', '818181818181818180', 8, 'nine arrays'],
  ['depth', 'a101a101a101a101a101a101a101a101a0', 16, 'nine maps'],
];

test.each(CASES)('%s: %s at offset %i (%s)', (rule, item, offset) => {
  const refused = refusal(() => decodeCbor(hex(item)));
  expect(refused).toEqual({ code: CBOR_RULES[rule], detail: { rule, offset } });
});

test('every rule but those of size has its cases', () => {
  const tested = new Set<string>(CASES.map(([rule]) => rule));
  const untested = Object.keys(CBOR_RULES).filter((rule) => !tested.has(rule));
  expect(untested).toEqual(['items', 'size']);
});

describe('what lies just inside the rules', () => {
  test.each([
    ['8181818181818180', 'eight arrays'],
    ['1b001fffffffffffff', '2^53-1'],
    ['3b001ffffffffffffe', '-(2^53-1)'],
    ['1b0000000100000000', '2^32'],
    ['3affffffff', '-2^32'],
    ['3b0000000100000000', '-2^32-1'],
    ['65 61efbbbf62', 'U+FEFF inside a text'],
    ['a1 69 5f5f70726f746f5f5f 01', 'the key __proto__'],
    ['a4 00 00 20 00 60 00 6161 00', 'keys 0, -1, "", "a"'],
    ['61 00', 'a control character: for the schema to judge'],
  ])('%s (%s)', (item) => {
    expect(encodeCbor(decodeCbor(hex(item)))).toEqual(hex(item));
  });

  test('__proto__ stays a key like any other', () => {
    const map = decodeCbor(hex('a1 69 5f5f70726f746f5f5f 01'));
    expect(map).toEqual(new Map([['__proto__', 1]]));
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});

describe('limits', () => {
  const arrayOf = (count: number) => encodeCbor(Array.from({ length: count }, () => 0));

  test('items: the array counts too', () => {
    expect(decodeCbor(arrayOf(CARD_LIMITS.itemsMax - 1))).toHaveLength(CARD_LIMITS.itemsMax - 1);
    const refused = refusal(() => decodeCbor(arrayOf(CARD_LIMITS.itemsMax)));
    expect(refused).toEqual({
      code: 'crypto.cbor-too-large',
      detail: { rule: 'items', offset: CARD_LIMITS.itemsMax + 2 },
    });
  });

  test('items can be raised for local documents', () => {
    expect(decodeCbor(arrayOf(20_000), DOCUMENT_LIMITS)).toHaveLength(20_000);
    expect(decodeCbor(arrayOf(5000), { itemsMax: 5001 })).toHaveLength(5000);
  });

  test('size', () => {
    const bytes = encodeCbor(new Uint8Array(100));
    expect(decodeCbor(bytes, { bytesMax: 102 })).toHaveLength(100);
    expect(refusal(() => decodeCbor(bytes, { bytesMax: 101 }))).toEqual({
      code: 'crypto.cbor-too-large',
      detail: { rule: 'size', offset: 101 },
    });
  });

  test.each([
    { bytesMax: 0 },
    { bytesMax: DOCUMENT_LIMITS.bytesMax + 1 },
    { itemsMax: DOCUMENT_LIMITS.itemsMax + 1 },
    { itemsMax: Number.POSITIVE_INFINITY },
    { bytesMax: Number.NaN },
  ])('no limit goes away: %o', (limits) => {
    expect(() => decodeCbor(hex('00'), limits)).toThrow(RangeError);
  });

  test('a bomb of depth is refused by its ninth byte', () => {
    const bomb = new Uint8Array(60_000).fill(0x81);
    expect(refusal(() => decodeCbor(bomb)).detail).toEqual({ rule: 'depth', offset: 8 });
  });
});
