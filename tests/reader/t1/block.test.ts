import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { decodeBlock, encodeBlock, type T1Block } from '../../../src/reader/t1/block.ts';
import { edcOf } from '../../../src/reader/t1/edc.ts';

const block = (text: string, edc: 'lrc' | 'crc' = 'lrc') => decodeBlock(fromHex(text), edc);

describe('blocks as they were seen on a line', () => {
  test.each([
    ['00c101fe3e', { kind: 'S', type: 'ifs', isResponse: false, value: 254 }],
    ['00e101fe1e', { kind: 'S', type: 'ifs', isResponse: true, value: 254 }],
    ['00810081', { kind: 'R', sequence: 0, fault: 'edc' }],
    ['00800080', { kind: 'R', sequence: 0, fault: undefined }],
    ['00900090', { kind: 'R', sequence: 1, fault: undefined }],
    ['00c000c0', { kind: 'S', type: 'resynch', isResponse: false, value: 0 }],
  ] as const)('%s', (hex, expected) => {
    expect(block(hex)).toEqual({ outcome: 'block', block: expected });
    expect(toHex(encodeBlock(expected, 'lrc'))).toBe(hex);
  });

  test('an I-block with a SELECT', () => {
    expect(block('00000500a4040000a5')).toEqual({
      outcome: 'block',
      block: { kind: 'I', sequence: 0, hasMore: false, information: fromHex('00a4040000') },
    });
  });
});

describe('CRC', () => {
  // Recorded between libccid, a Gemalto reader and an OsEID card.
  test.each([
    ['00c101fe', '544e'],
    ['00e101fe', '5775'],
    ['00000500a4000000', 'b8da'],
    ['009000', '206e'],
    ['008000', 'b5ff'],
    ['00c000', 'f399'],
    ['00e000', 'd0aa'],
    ['00600700028a01aa9000', 'a633'],
    ['0020146f1781027fff82013883023f008603113fff8502', '1029'],
  ])('%s is followed by %s', (bytes, crc) => {
    expect(toHex(edcOf('crc', fromHex(bytes)))).toBe(crc);
    expect(block(bytes + crc, 'crc').outcome).toBe('block');
  });
});

test.each([
  ['', 'other'],
  ['0000', 'other'],
  ['000000', 'other'],
  ['00000001', 'edc'],
  ['0000010000', 'edc'],
  ['00000201', 'other'],
  ['01000001', 'other'],
  ['00010001', 'other'],
  ['00830083', 'other'],
  ['00a000a0', 'other'],
  ['0080010081', 'other'],
  ['00c400c4', 'other'],
  ['00e400e4', 'other'],
  ['00c100c1', 'other'],
  ['00c10100c0', 'other'],
  ['00c101ff3f', 'other'],
  ['00c30100c2', 'other'],
  ['00c00100c1', 'other'],
])('%s is broken: %s', (hex, fault) => {
  expect(block(hex)).toEqual({ outcome: 'broken', fault });
});

const bit = fc.constantFrom(0 as const, 1 as const);
const anyBlock: fc.Arbitrary<T1Block> = fc.oneof(
  fc.record({
    kind: fc.constant('I' as const),
    sequence: bit,
    hasMore: fc.boolean(),
    information: fc.uint8Array({ maxLength: 254 }),
  }),
  fc.record({
    kind: fc.constant('R' as const),
    sequence: bit,
    fault: fc.constantFrom(undefined, 'edc' as const, 'other' as const),
  }),
  fc.record({
    kind: fc.constant('S' as const),
    type: fc.constantFrom('ifs' as const, 'wtx' as const),
    isResponse: fc.boolean(),
    value: fc.integer({ min: 1, max: 254 }),
  }),
  fc.record({
    kind: fc.constant('S' as const),
    type: fc.constantFrom('resynch' as const, 'abort' as const),
    isResponse: fc.boolean(),
    value: fc.constant(0),
  }),
);

test('encode and decode are inverse, with either code', () => {
  fc.assert(
    fc.property(anyBlock, fc.constantFrom('lrc' as const, 'crc' as const), (value, edc) => {
      expect(decodeBlock(encodeBlock(value, edc), edc)).toEqual({ outcome: 'block', block: value });
    }),
  );
});

test('one changed byte is always seen', () => {
  fc.assert(
    fc.property(
      anyBlock,
      fc.constantFrom('lrc' as const, 'crc' as const),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (value, edc, position, change) => {
        const bytes = encodeBlock(value, edc);
        const index = position % bytes.length;
        bytes[index] = bytes[index]! ^ change;
        expect(decodeBlock(bytes, edc).outcome).toBe('broken');
      },
    ),
  );
});

test('more than 254 bytes do not fit', () => {
  const information = new Uint8Array(255);
  expect(() => encodeBlock({ kind: 'I', sequence: 0, hasMore: false, information }, 'lrc')).toThrow(
    RangeError,
  );
});
