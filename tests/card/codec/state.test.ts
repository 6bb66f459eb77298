import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeSlot,
  encodeState,
  parseSlot,
  parseState,
  SLOT_BYTES,
  STATE_BODY_BYTES_MAX,
} from '../../../src/card/index.ts';
import { type CborValue, decodeCbor, encodeCbor } from '../../../src/crypto/index.ts';
import type { CardState } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { instant } from '../../../src/time.ts';
import { NOW, SAM_ID, settlementId, USAGE } from '../issued.ts';
import { flipped, refusal } from '../refusal.ts';

const STATE: CardState = {
  sequence: 7,
  attempt: 2,
  settlementId: settlementId(7),
  usage: USAGE,
  writtenAt: NOW,
  samId: SAM_ID,
  logHash: new Uint8Array(32).fill(0xaa),
  offline: { count: 3, sum: amount(12_345n), centreMetAt: NOW },
};
const MAC = new Uint8Array(16).fill(0xcc);

function changed(change: (fields: Map<number, CborValue>) => void): string {
  const fields = new Map(decodeCbor(encodeState(STATE)) as ReadonlyMap<number, CborValue>);
  change(fields);
  const { code, detail } = refusal(() => parseState(encodeCbor(fields), 'EF.STATE-B'));
  expect([code, detail.file]).toEqual(['card.malformed-file', 'EF.STATE-B']);
  return `${detail.field}: ${detail.rule}`;
}

describe('the body', () => {
  test('comes back as it went in', () => {
    expect(parseState(encodeState(STATE))).toEqual(STATE);
  });

  test.each([
    [1, -1, '1: out-of-range'],
    [1, 2 ** 32, '1: out-of-range'],
    [1, 0, '3: presence'],
    [2, 0, '2: out-of-range'],
    [2, 256, '2: out-of-range'],
    [3, new Uint8Array(16), '3: shape'],
    [4, new Map([[1, 2026]]), '4.2: missing'],
    [
      4,
      new Map([
        [1, 2026],
        [2, -1],
        [3, 0],
        [4, 0],
      ]),
      '4.2: out-of-range',
    ],
    [
      4,
      new Map([
        [1, 1899],
        [2, 0],
        [3, 0],
        [4, 0],
      ]),
      '4.1: out-of-range',
    ],
    [
      4,
      new Map([
        [1, 2026],
        [2, 0],
        [3, 0],
        [4, 65_536],
      ]),
      '4.4: out-of-range',
    ],
    [5, -1, '5: out-of-range'],
    [5, 7_258_118_400, '5: out-of-range'],
    [6, new Uint8Array(9), '6: byte-count'],
    [7, new Uint8Array(31), '7: byte-count'],
    [8, [0, 0], '8: item-count'],
    [8, [0, -1, 0], '8.1: out-of-range'],
    [9, 0, ': unknown-key'],
  ] as const)('key %i #%#: %s', (key, value, expected) => {
    expect(changed((fields) => void fields.set(key, value as CborValue))).toBe(expected);
  });

  test('a state that follows none has no settlement, any other has one', () => {
    expect(changed((fields) => void fields.delete(3))).toBe('3: presence');
    const { settlementId: _, ...first } = { ...STATE, sequence: 0 };
    expect(parseState(encodeState(first))).toEqual(first);
  });

  test('property: every state within its limits comes back, and fits its slot', () => {
    const fen = fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }).map(amount);
    const seconds = fc.integer({ min: 0, max: 7_258_118_399 }).map((each) => instant(each * 1000));
    const count = fc.integer({ min: 0, max: 0xffff });
    const state = fc.record({
      sequence: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      attempt: fc.integer({ min: 1, max: 255 }),
      settlementId: fc.integer({ min: 0, max: 255 }).map(settlementId),
      usage: fc.record({
        year: fc.integer({ min: 1900, max: 2199 }),
        deductibleMet: fen,
        benefitDrawn: fen,
        admissions: count,
      }),
      writtenAt: seconds,
      samId: fc.constant(SAM_ID),
      logHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      offline: fc.record({ count, sum: fen, centreMetAt: seconds }),
    });
    fc.assert(
      fc.property(state, (each) => {
        const body = encodeState(each);
        expect(parseState(body)).toEqual(each);
        const slot = encodeSlot(body, MAC, each.sequence);
        expect(parseSlot(slot, 'EF.STATE-A')).toEqual({ body, mac: MAC });
      }),
    );
  });
});

describe('the slot', () => {
  const body = encodeState(STATE);
  const slot = encodeSlot(body, MAC, STATE.sequence);

  test('is 223 bytes: frame, checksum, zeros, end mark', () => {
    expect(slot).toHaveLength(SLOT_BYTES);
    const end = 4 + body.length;
    expect([...slot.subarray(0, 4)]).toEqual([0x53, 0x82, 0, body.length]);
    expect([...slot.subarray(end, end + 2)]).toEqual([0x8e, 0x10]);
    expect(slot.subarray(end + 18, SLOT_BYTES - 4).every((byte) => byte === 0)).toBe(true);
    expect([...slot.subarray(SLOT_BYTES - 4)]).toEqual([0, 0, 0, 7]);
  });

  test.each([
    [0, 'tag'],
    [1, 'length-form'],
    [4 + body.length, 'tag'],
    [4 + body.length + 1, 'length'],
    [4 + body.length + 18, 'unused-byte'],
    [SLOT_BYTES - 5, 'unused-byte'],
  ])('a change at byte %i is no slot: %s', (offset, rule) => {
    const { code, detail } = refusal(() => parseSlot(flipped(slot, offset), 'EF.STATE-A'));
    expect(code).toBe('card.malformed-frame');
    expect(detail).toEqual({ file: 'EF.STATE-A', offset, rule });
  });

  test('the largest body fits, one byte more does not', () => {
    const largest = new Uint8Array(STATE_BODY_BYTES_MAX).fill(1);
    expect(parseSlot(encodeSlot(largest, MAC, 1), 'EF.STATE-A').body).toEqual(largest);
    const larger = new Uint8Array(STATE_BODY_BYTES_MAX + 1);
    expect(() => encodeSlot(larger, MAC, 1)).toThrow(RangeError);
    expect(() => encodeSlot(body, new Uint8Array(8), 1)).toThrow(RangeError);
  });

  test('another size is no slot', () => {
    expect(refusal(() => parseSlot(slot.subarray(1), 'EF.STATE-A')).detail.rule).toBe('slot-size');
  });
});
