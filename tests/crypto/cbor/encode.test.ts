/** What the encoder takes, refuses and leaves alone. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { compareKeys } from '../../../src/crypto/cbor/value.ts';
import { type CborInput, decodeCbor, documentHash, encodeCbor } from '../../../src/crypto/index.ts';

const SAFE = Number.MAX_SAFE_INTEGER;

describe('integers take the shortest head, number and bigint alike', () => {
  test.each([
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65_535, '19ffff'],
    [65_536, '1a00010000'],
    [2 ** 31, '1a80000000'],
    [2 ** 32 - 1, '1affffffff'],
    [2 ** 32, '1b0000000100000000'],
    [SAFE, '1b001fffffffffffff'],
    [-1, '20'],
    [-24, '37'],
    [-25, '3818'],
    [-256, '38ff'],
    [-257, '390100'],
    [-65_536, '39ffff'],
    [-65_537, '3a00010000'],
    [-(2 ** 32), '3affffffff'],
    [-(2 ** 32) - 1, '3b0000000100000000'],
    [-SAFE, '3b001ffffffffffffe'],
  ])('%i is %s', (value, expected) => {
    expect(toHex(encodeCbor(value))).toBe(expected);
    expect(toHex(encodeCbor(BigInt(value)))).toBe(expected);
    expect(decodeCbor(encodeCbor(value))).toBe(value);
  });
});

describe('a value that no record may hold is the caller’s bug', () => {
  const deep = (levels: number): CborInput => (levels === 0 ? 0 : [deep(levels - 1)]);
  const circular: CborInput[] = [];
  circular.push(circular);

  test.each<readonly [string, unknown, typeof TypeError | typeof RangeError]>([
    ['2^53', SAFE + 1, RangeError],
    ['-2^53', -SAFE - 1, RangeError],
    ['2^53 as bigint', BigInt(SAFE) + 1n, RangeError],
    ['-2^53 as bigint', -BigInt(SAFE) - 1n, RangeError],
    ['a fraction', 1.5, RangeError],
    ['-0', -0, RangeError],
    ['NaN', Number.NaN, RangeError],
    ['Infinity', Number.POSITIVE_INFINITY, RangeError],
    ['undefined', undefined, TypeError],
    ['undefined in an array', [undefined], TypeError],
    ['a hole in an array', Array(2), TypeError],
    ['a plain object', { a: 1 }, TypeError],
    ['a date', new Date(0), TypeError],
    ['a set', new Set([1]), TypeError],
    ['a symbol', Symbol('a'), TypeError],
    ['a function', () => 0, TypeError],
    ['another typed array', new Uint16Array(1), TypeError],
    ['a lone surrogate', '\ud800', TypeError],
    ['a lone surrogate as key', new Map([['\udc00', 1]]), TypeError],
    ['a leading byte order mark', '\ufeffa', RangeError],
    ['a bigint key', new Map([[1n, 1]]), TypeError],
    ['a boolean key', new Map([[true, 1]]), TypeError],
    ['a fractional key', new Map([[0.5, 1]]), RangeError],
    ['nine levels', deep(9), RangeError],
    ['a circle', circular, RangeError],
  ])('%s', (_name, value, error) => {
    expect(() => encodeCbor(value as CborInput)).toThrow(error);
  });

  test('eight levels are taken', () => {
    expect(toHex(encodeCbor(deep(8)))).toBe('818181818181818100');
  });
});

describe('bytes', () => {
  test('results do not share memory, with each other or with what went in', () => {
    const source = Uint8Array.of(1, 2, 3);
    const first = encodeCbor(source);
    const second = encodeCbor(source);
    expect(first.buffer).not.toBe(second.buffer);
    const decoded = decodeCbor(first) as Uint8Array;
    first.fill(0);
    expect(decoded).toEqual(source);
  });

  test('a Buffer goes in like any Uint8Array and comes out plain', () => {
    const encoded = encodeCbor(Buffer.from([1, 2]));
    expect(toHex(encoded)).toBe('420102');
    const decoded = decodeCbor(Buffer.from(encoded));
    expect(Object.getPrototypeOf(decoded)).toBe(Uint8Array.prototype);
  });

  test('a view into a larger buffer is read within its bounds', () => {
    const larger = Uint8Array.of(0xff, 0x42, 0x01, 0x02, 0xff);
    expect(decodeCbor(larger.subarray(1, 4))).toEqual(Uint8Array.of(1, 2));
  });
});

describe('map keys', () => {
  const key = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.integer({ min: -30, max: 30 }),
    fc.string({ unit: 'grapheme' }),
    fc.string({ minLength: 20, maxLength: 30, unit: 'binary-ascii' }),
  );

  test('sort as their encoded bytes do', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const ofBytes = Buffer.compare(encodeCbor(a), encodeCbor(b));
        expect(Math.sign(compareKeys(a, b))).toBe(ofBytes);
      }),
      { numRuns: 2000 },
    );
  });

  test('the order of insertion changes neither bytes nor hash', () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 12 }), (keys) => {
        const entries = keys.map((each, index) => [each, index] as const);
        const [forward, backward] = [new Map(entries), new Map(entries.toReversed())];
        expect(encodeCbor(backward)).toEqual(encodeCbor(forward));
        expect(documentHash(backward)).toEqual(documentHash(forward));
      }),
    );
  });
});
