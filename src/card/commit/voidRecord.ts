import type { CardLogRecord, CardRecord } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { encodeLogRecord, frameLogRecord } from '../codec/logRecord.ts';
import { sendCommand } from '../commands/command.ts';
import { appendRecord } from '../commands/record.ts';
import { FILES } from '../files.ts';
import { currentSlot } from '../session/readDynamic.ts';
import { shortHash } from './prepareCommit.ts';
import type { CommitSource } from './writeCommit.ts';

/** The newest log record, if it announces a state that was never written. */
export function pendingLog(record: CardRecord): CardRecord['newestLog'] {
  const current = currentSlot(record.slots);
  const newest = record.newestLog;
  const isPending =
    newest?.record.kind === 'pending' &&
    newest.record.sequence === (current?.state.sequence ?? -1) + 1;
  return isPending ? newest : undefined;
}

/**
 * Appends the VOID record of `pending`: the same settlement, crossed out. The sequence is free again
 * and the next attempt under it has the next number.
 */
export async function appendVoidRecord(
  { transport, sam }: CommitSource,
  pending: NonNullable<CardRecord['newestLog']>,
  writtenAt: Instant,
): Promise<void> {
  const crossedOut: CardLogRecord = {
    ...pending.record,
    kind: 'void',
    writtenAt,
    samId: await sam.id(),
    previousHash: shortHash(pending.hash),
  };
  const record = frameLogRecord(encodeLogRecord(crossedOut));
  await sendCommand(transport, appendRecord(FILES['EF.LOG'].sfi, record));
}
