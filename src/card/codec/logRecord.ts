/**
 * A record of EF.LOG, 128 bytes:
 *
 * ```
 * 53 LL <LL bytes of CBOR> 00 … 00                 LL = 01..7E
 * ```
 *
 * | key | content |
 * |---|---|
 * | 1 | sequence that the settlement gives the card |
 * | 2 | attempt, 1 to 255 |
 * | 3 | 0 pending, 1 void |
 * | 4 | when it was written, seconds |
 * | 5 | medical institution, 12 characters |
 * | 6 | total of the bill, fen |
 * | 7 | what the funds pay of it, fen |
 * | 8 | security module, 8 bytes |
 * | 9 | settlement id, 16 bytes |
 * | 10 | first 16 bytes of the settlement's core hash |
 * | 11 | first 16 bytes of the digest of the record before; zeros in the first |
 * | 12 | the sequence again: the end mark of a record that was written whole |
 *
 * The digest of a record is the suite's, over the exact CBOR bytes.
 */

import type { CardLogRecord } from '../../model/index.ts';
import { LOG_RECORD_BYTES } from '../files.ts';
import { assertZeroFill, malformedFrame, TAG_CONTENT } from '../frame.ts';
import { encodeTlv } from '../tlv.ts';
import {
  amountOf,
  bytesOf,
  decodeFile,
  encodeChecked,
  inside,
  integerOf,
  malformed,
  mapOf,
  type Place,
  secondsOf,
  toFen,
  toSeconds,
} from './fields.ts';
import { idBytes, samIdOf, settlementIdBytes, settlementIdOf, textOf } from './identifiers.ts';
import { ATTEMPT_MAX, SEQUENCE_MAX } from './state.ts';

const FILE = 'EF.LOG';
const HEAD_BYTES = 2;
export const LOG_CONTENT_BYTES_MAX = LOG_RECORD_BYTES - HEAD_BYTES;
/** Bytes of the two hashes in a record: half a digest, so that the whole fits 128 bytes. */
export const SHORT_HASH_BYTES = 16;
const KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/** On the card as its index. */
const KINDS = ['pending', 'void'] as const;
/** fixmedins_code: 12 characters. */
const PROVIDER = /^[\dA-Z]{12}$/;

/** @throws OneCardError `card.malformed-file`. */
export function parseLogRecord(content: Uint8Array): CardLogRecord {
  const root: Place = { file: FILE, field: '' };
  const fields = mapOf(decodeFile(content, FILE), root, KEYS);
  const at = (key: number) => [fields.get(key), inside(root, key)] as const;
  const provider = textOf(...at(5), 12);
  if (!PROVIDER.test(provider)) throw malformed(inside(root, 5), 'shape');
  const sequence = integerOf(...at(1), 1, SEQUENCE_MAX);
  integerOf(...at(12), sequence, sequence);
  return {
    sequence,
    attempt: integerOf(...at(2), 1, ATTEMPT_MAX),
    kind: KINDS[integerOf(...at(3), 0, KINDS.length - 1)]!,
    writtenAt: secondsOf(...at(4)),
    provider,
    total: amountOf(...at(6), 0),
    fundsPay: amountOf(...at(7), 0),
    samId: samIdOf(...at(8)),
    settlementId: settlementIdOf(...at(9)),
    coreHash: bytesOf(...at(10), SHORT_HASH_BYTES),
    previousHash: bytesOf(...at(11), SHORT_HASH_BYTES),
  };
}

/** Canonical bytes of a record, without frame. @throws RangeError when a field is out of its limits. */
export function encodeLogRecord(record: CardLogRecord): Uint8Array {
  return encodeChecked(
    new Map<number, number | string | Uint8Array>([
      [1, record.sequence],
      [2, record.attempt],
      [3, KINDS.indexOf(record.kind)],
      [4, toSeconds(record.writtenAt)],
      [5, record.provider],
      [6, toFen(record.total)],
      [7, toFen(record.fundsPay)],
      [8, idBytes(record.samId)],
      [9, settlementIdBytes(record.settlementId)],
      [10, record.coreHash],
      [11, record.previousHash],
      [12, record.sequence],
    ]),
    parseLogRecord,
  );
}

/** The 128 bytes of a record. @throws RangeError when the content does not fit. */
export function frameLogRecord(content: Uint8Array): Uint8Array {
  if (content.length === 0 || content.length > LOG_CONTENT_BYTES_MAX) {
    throw new RangeError(`"content" expected 1 to ${LOG_CONTENT_BYTES_MAX} bytes`);
  }
  const record = new Uint8Array(LOG_RECORD_BYTES);
  record.set(encodeTlv(TAG_CONTENT, content));
  return record;
}

/** The content of 128 bytes; the inverse of `frameLogRecord`. @throws OneCardError `card.malformed-frame`. */
export function unframeLogRecord(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== LOG_RECORD_BYTES) throw malformedFrame(FILE, bytes.length, 'record-size');
  if (bytes[0] !== TAG_CONTENT) throw malformedFrame(FILE, 0, 'tag');
  const lengthBytes = bytes[1]!;
  if (lengthBytes === 0 || lengthBytes > LOG_CONTENT_BYTES_MAX) {
    throw malformedFrame(FILE, 1, 'length');
  }
  assertZeroFill(bytes, HEAD_BYTES + lengthBytes, FILE);
  return bytes.slice(HEAD_BYTES, HEAD_BYTES + lengthBytes);
}
