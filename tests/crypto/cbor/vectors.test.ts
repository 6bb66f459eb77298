/** RFC 8949 appendix A (82 examples) and appendix F (94 malformed items), under OneCard's profile. */

import { describe, expect, test } from 'vitest';
import {
  type CborRule,
  type CborValue,
  decodeCbor,
  encodeCbor,
} from '../../../src/crypto/index.ts';
import { hex, refusal } from '../support.ts';

const ONE_TO_25 = Array.from({ length: 25 }, (_, index) => index + 1);

/** Appendix A, what the profile takes. */
const ACCEPTED: readonly (readonly [string, CborValue])[] = [
  ['00', 0],
  ['01', 1],
  ['0a', 10],
  ['17', 23],
  ['1818', 24],
  ['1819', 25],
  ['1864', 100],
  ['1903e8', 1000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['20', -1],
  ['29', -10],
  ['3863', -100],
  ['3903e7', -1000],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['40', new Uint8Array()],
  ['4401020304', Uint8Array.of(1, 2, 3, 4)],
  ['60', ''],
  ['6161', 'a'],
  ['6449455446', 'IETF'],
  ['62225c', '"\\'],
  ['62c3bc', '\u00fc'],
  ['63e6b0b4', '\u6c34'],
  ['64f0908591', '\u{10151}'],
  ['80', []],
  ['83010203', [1, 2, 3]],
  ['8301820203820405', [1, [2, 3], [4, 5]]],
  ['98190102030405060708090a0b0c0d0e0f101112131415161718181819', ONE_TO_25],
  ['a0', new Map()],
  [
    'a201020304',
    new Map([
      [1, 2],
      [3, 4],
    ]),
  ],
  [
    'a26161016162820203',
    new Map<string, CborValue>([
      ['a', 1],
      ['b', [2, 3]],
    ]),
  ],
  ['826161a161626163', ['a', new Map([['b', 'c']])]],
  [
    'a56161614161626142616361436164614461656145',
    new Map([
      ['a', 'A'],
      ['b', 'B'],
      ['c', 'C'],
      ['d', 'D'],
      ['e', 'E'],
    ]),
  ],
];

/** Appendix A, what the profile leaves out, with the rule that says so. */
const LEFT_OUT: Readonly<Partial<Record<CborRule, string>>> = {
  'integer-range': '1bffffffffffffffff 3bffffffffffffffff',
  'no-float':
    'f90000 f98000 f93c00 fb3ff199999999999a f93e00 f97bff fa47c35000 fa7f7fffff ' +
    'fb7e37e43c8800759c f90001 f90400 f9c400 fbc010666666666666 f97c00 f97e00 f9fc00 fa7f800000 ' +
    'fa7fc00000 faff800000 fb7ff0000000000000 fb7ff8000000000000 fbfff0000000000000',
  'simple-value': 'f7 f0 f818 f8ff',
  tag:
    'c249010000000000000000 c349010000000000000000 c074323031332d30332d32315432303a30343a30305a ' +
    'c11a514b67b0 c1fb41d452d9ec200000 d74401020304 d818456449455446 ' +
    'd82076687474703a2f2f7777772e6578616d706c652e636f6d',
  'definite-length':
    '5f42010243030405ff 7f657374726561646d696e67ff 9fff 9f018202039f0405ffff 9f01820203820405ff ' +
    '83018202039f0405ff 83019f0203ff820405 ' +
    '9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff bf61610161629f0203ffff ' +
    '826161bf61626163ff bf6346756ef563416d7421ff',
};

const leftOut = Object.entries(LEFT_OUT).flatMap(([rule, items]) =>
  items.split(' ').map((item) => [item, rule] as const),
);

describe('appendix A', () => {
  test('is complete', () => {
    expect(ACCEPTED.length + leftOut.length).toBe(82);
  });

  test.each(ACCEPTED)('%s is its value, both ways', (item, value) => {
    expect(decodeCbor(hex(item))).toEqual(value);
    expect(encodeCbor(value)).toEqual(hex(item));
  });

  test.each(leftOut)('%s is left out by the rule %s', (item, rule) => {
    expect(refusal(() => decodeCbor(hex(item))).detail).toMatchObject({ rule });
  });
});

/** Appendix F, group by group. */
const MALFORMED: Readonly<Record<string, string>> = {
  'end of input in a head':
    '18 19 1a 1b 1901 1a0102 1b01020304050607 38 58 78 98 9a01ff00 b8 d8 f8 f900 fa0000 fb000000',
  'strings with short content':
    '41 61 5affffffff00 5bffffffffffffffff010203 7affffffff00 7b7fffffffffffffff010203',
  'arrays and maps with too few items': '81 818181818181818181 8200 a1 a20102 a100 a2000000',
  'tag without content': 'c0',
  'indefinite strings without break': '5f4100 7f6100',
  'indefinite arrays and maps without break':
    '9f 9f0102 bf bf01020102 819f 9f8000 9f9f9f9f9fffffffff 9f819f819f9fffffff',
  'reserved additional information':
    '1c 1d 1e 3c 3d 3e 5c 5d 5e 7c 7d 7e 9c 9d 9e bc bd be dc dd de fc fd fe',
  'simple values below 32 in two bytes': 'f800 f801 f818 f81f',
  'chunks of another type': '5f00ff 5f21ff 5f6100ff 5f80ff 5fa0ff 5fc000ff 5fe0ff 7f4100ff',
  'chunks of indefinite length': '5f5f4100ffff 7f7f6100ffff',
  'break on its own': 'ff',
  'break in a definite array, map or tag':
    '81ff 8200ff a1ff a1ff00 a100ff a20000ff 9f81ff 9f829f819f9fffffffff',
  'odd number of items in an indefinite map': 'bf00ff bf000000ff',
  'no length for these major types': '1f 3f df',
};

const malformed = Object.entries(MALFORMED).flatMap(([group, items]) =>
  items.split(' ').map((item) => [item, group] as const),
);

describe('appendix F', () => {
  test('is complete', () => {
    expect(malformed).toHaveLength(94);
  });

  test.each(malformed)('%s is refused: %s', (item) => {
    expect(refusal(() => decodeCbor(hex(item))).code).toMatch(/^crypto\.cbor-/);
  });

  test('malformed heads are named malformed', () => {
    const groups = ['end of input in a head', 'strings with short content', 'break on its own'];
    const exceptFloats = groups
      .flatMap((group) => MALFORMED[group]!.split(' '))
      .filter((item) => !/^[df]/.test(item) || item === 'ff');
    for (const item of exceptFloats) {
      expect(refusal(() => decodeCbor(hex(item))).code, item).toBe('crypto.cbor-malformed');
    }
  });
});
