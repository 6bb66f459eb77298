import { describe, expect, test } from 'vitest';
import {
  encodeLogRecord,
  frameLogRecord,
  LOG_RECORD_BYTES,
  parseLogRecord,
  unframeLogRecord,
} from '../../../src/card/index.ts';
import { type CborValue, decodeCbor, encodeCbor } from '../../../src/crypto/index.ts';
import type { CardLogRecord } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { NOW, SAM_ID, settlementId } from '../issued.ts';
import { flipped, refusal } from '../refusal.ts';

const RECORD: CardLogRecord = {
  sequence: 7,
  attempt: 1,
  kind: 'pending',
  writtenAt: NOW,
  provider: 'H99920200001',
  total: amount(100_000n),
  fundsPay: amount(62_500n),
  samId: SAM_ID,
  settlementId: settlementId(7),
  coreHash: new Uint8Array(16).fill(0xaa),
  previousHash: new Uint8Array(16).fill(0xbb),
};

test.each(['pending', 'void'] as const)('a %s record comes back as it went in', (kind) => {
  const record = { ...RECORD, kind };
  expect(parseLogRecord(unframeLogRecord(frameLogRecord(encodeLogRecord(record))))).toEqual(record);
});

test('the largest record fits 128 bytes', () => {
  const largest = encodeLogRecord({
    ...RECORD,
    sequence: 2 ** 32 - 1,
    attempt: 255,
    total: amount(2n ** 53n - 1n),
    fundsPay: amount(2n ** 53n - 1n),
  });
  expect(frameLogRecord(largest)).toHaveLength(LOG_RECORD_BYTES);
});

test.each([
  [1, 0, '1: out-of-range'],
  [3, 2, '3: out-of-range'],
  [5, 'H9992020000', '5: shape'],
  [5, 'h99920200001', '5: shape'],
  [6, -1, '6: out-of-range'],
  [9, new Uint8Array(16), '9: shape'],
  [10, new Uint8Array(32), '10: byte-count'],
  [11, new Uint8Array(15), '11: byte-count'],
  [12, 6, '12: out-of-range'],
  [13, 0, ': unknown-key'],
] as const)('key %i #%#', (key, value, expected) => {
  const fields = new Map(decodeCbor(encodeLogRecord(RECORD)) as ReadonlyMap<number, CborValue>);
  fields.set(key, value as CborValue);
  const { code, detail } = refusal(() => parseLogRecord(encodeCbor(fields)));
  expect(code).toBe('card.malformed-file');
  expect(`${detail.field}: ${detail.rule}`).toBe(expected);
});

describe('the frame', () => {
  const bytes = frameLogRecord(encodeLogRecord(RECORD));

  test('is 53, one length byte, the record, zeros', () => {
    const length = encodeLogRecord(RECORD).length;
    expect([...bytes.subarray(0, 2)]).toEqual([0x53, length]);
    expect(bytes.subarray(2 + length).every((byte) => byte === 0)).toBe(true);
  });

  test.each([
    [bytes.subarray(1), 127, 'record-size'],
    [flipped(bytes, 0), 0, 'tag'],
    [bytes.with(1, 0), 1, 'length'],
    [bytes.with(1, 127), 1, 'length'],
    [bytes.with(127, 1), 127, 'unused-byte'],
  ])('%# is refused', (record, offset, rule) => {
    expect(refusal(() => unframeLogRecord(record))).toEqual({
      code: 'card.malformed-frame',
      detail: { file: 'EF.LOG', offset, rule },
    });
  });

  test('no cut of a record, filled up with zeros or with an older record, passes for a whole one', () => {
    const content = encodeLogRecord(RECORD);
    const older = frameLogRecord(encodeLogRecord({ ...RECORD, sequence: 6 }));
    for (let cut = 1; cut < 2 + content.length; cut++) {
      for (const rest of [new Uint8Array(LOG_RECORD_BYTES), older]) {
        const torn = bytes.map((byte, index) => (index < cut ? byte : rest[index]!));
        const isOlder = torn.every((byte, index) => byte === older[index]);
        let read: CardLogRecord | undefined;
        try {
          read = parseLogRecord(unframeLogRecord(torn));
        } catch {
          continue;
        }
        expect([cut, isOlder, read.sequence]).toEqual([cut, true, 6]);
      }
    }
  });

  test.each([0, 127])('%i bytes are no content', (length) => {
    expect(() => frameLogRecord(new Uint8Array(length))).toThrow(RangeError);
  });
});
