/** Two-way properties, and a slice of fuzz: whatever is accepted has exactly one form. */

import { Decoder } from 'cbor-x';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWellFormed } from '../../../src/bytes.ts';
import {
  type CborInput,
  type CborValue,
  decodeCbor,
  encodeCbor,
} from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';

const text = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 90 }))
  .filter((value) => isWellFormed(value) && !value.startsWith('\ufeff'));

const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -300, max: 300 }),
  text,
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }),
);

const value: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -30, max: 30 }), text), {
        maxLength: 5,
      })
      .chain((keys) =>
        fc
          .array(tie('value'), { minLength: keys.length, maxLength: keys.length })
          .map((values) => new Map(keys.map((key, index) => [key, values[index]!]))),
      ),
  ),
})).value;

test('what goes in comes out', () => {
  fc.assert(
    fc.property(value, (each) => {
      expect(decodeCbor(encodeCbor(each))).toEqual(each);
    }),
    { numRuns: 2000 },
  );
});

test('bigints come back as the same number', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (each) => {
      const input: CborInput = [BigInt(each)];
      expect(decodeCbor(encodeCbor(input))).toEqual([each]);
    }),
  );
});

/** A reader that others wrote, as a witness: what ours takes, it reads alike. */
const witness = new Decoder({
  useRecords: false,
  mapsAsObjects: false,
  variableMapSize: true,
  tagUint8Array: false,
  copyBuffers: true,
});

test('another reader reads the same', () => {
  const plain = (read: unknown): unknown => {
    if (typeof read === 'bigint') return Number(read);
    if (read instanceof Uint8Array) return Uint8Array.from(read);
    if (Array.isArray(read)) return read.map(plain);
    if (!(read instanceof Map)) return read;
    return new Map([...read].map(([key, item]) => [plain(key), plain(item)]));
  };
  fc.assert(
    fc.property(value.map(encodeCbor), (bytes) => {
      expect(plain(witness.decode(bytes))).toEqual(decodeCbor(bytes));
    }),
    { numRuns: 1000 },
  );
});

/** Accepts bytes that are the one form of their value; refuses with a named rule; nothing else. */
function isAccepted(bytes: Uint8Array): boolean {
  let decoded: CborValue;
  try {
    decoded = decodeCbor(bytes);
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    expect(error.code).toMatch(/^crypto\.cbor-/);
    expect(error.detail.offset).toBeLessThanOrEqual(bytes.length);
    return false;
  }
  expect(encodeCbor(decoded)).toEqual(bytes);
  return true;
}

/** Mostly heads that lead somewhere, so that random bytes get past the first. */
const headBytes = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(0x00, 0x17, 0x18, 0x19, 0x20, 0x38, 0x41, 0x61, 0x80, 0x81, 0x82, 0xa0, 0xa1),
);

test('random bytes', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(headBytes, { maxLength: 12 }), (bytes) => {
      if (isAccepted(Uint8Array.from(bytes))) accepted += 1;
    }),
    { numRuns: 20_000 },
  );
  expect(accepted).toBeGreaterThan(200);
});

test('canonical bytes with one change', () => {
  const change = fc.record({
    bytes: value.map(encodeCbor),
    position: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('replace', 'insert', 'delete', 'cut'),
  });
  let accepted = 0;
  fc.assert(
    fc.property(change, ({ bytes, position, byte, kind }) => {
      const at = position % bytes.length;
      const changed = [...bytes];
      if (kind === 'replace') changed[at] = byte;
      else if (kind === 'insert') changed.splice(at, 0, byte);
      else changed.splice(at, kind === 'delete' ? 1 : changed.length);
      if (isAccepted(Uint8Array.from(changed))) accepted += 1;
    }),
    { numRuns: 5000 },
  );
  expect(accepted).toBeGreaterThan(200);
});
