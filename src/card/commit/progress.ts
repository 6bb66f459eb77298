import { equalBytes } from '../../bytes.ts';
import { suiteOf } from '../../crypto/index.ts';
import type { CardRecord } from '../../model/index.ts';
import { parseLogRecord, SHORT_HASH_BYTES } from '../codec/logRecord.ts';
import { currentSlot } from '../session/readDynamic.ts';
import type { PreparedCommit } from './prepareCommit.ts';

/** How far a prepared settlement got on a card. */
export type CommitProgress = 'not-started' | 'log-pending' | 'state-written' | 'other';

/**
 * What a freshly read card shows of a prepared settlement:
 *
 * | current state | newest log record | |
 * |---|---|---|
 * | the prepared one | any | `state-written`: only the signature is missing |
 * | the one before | the prepared one | `log-pending`: the write was cut off before the commit point |
 * | the one before | the one that was newest then | `not-started` |
 * | anything else | | `other`: another card, another settlement, or a VOID came between |
 */
export function progressOf(record: CardRecord, prepared: PreparedCommit): CommitProgress {
  const { statement } = prepared;
  const current = currentSlot(record.slots);
  if (!current || record.card.serial !== statement.cardSerial) return 'other';
  if (equalBytes(current.body, prepared.stateBody)) return 'state-written';
  if (current.state.sequence !== statement.sequence - 1) return 'other';
  if (current.slot === prepared.slot) return 'other';

  const newestHash = record.newestLog?.hash ?? new Uint8Array(SHORT_HASH_BYTES);
  const suite = suiteOf(record.card.suite);
  if (equalBytes(newestHash, suite.digest(prepared.logRecord))) return 'log-pending';
  const { previousHash } = parseLogRecord(prepared.logRecord);
  const isUntouched = equalBytes(newestHash.subarray(0, SHORT_HASH_BYTES), previousHash);
  return isUntouched ? 'not-started' : 'other';
}
