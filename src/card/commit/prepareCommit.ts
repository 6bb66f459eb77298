import { coreHash, type StatementCore, suiteOf } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardState,
  ProvenFacts,
  SettlementStatement,
  Usage,
  VerifiedRecord,
} from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import { encodeLogRecord, SHORT_HASH_BYTES } from '../codec/logRecord.ts';
import { encodeState } from '../codec/state.ts';

/**
 * A settlement fixed to the last byte before anything is written: what goes into the journal's
 * intent, and what a later tap of the card goes on with.
 */
export interface PreparedCommit {
  readonly statement: SettlementStatement;
  /** Canonical bytes of the pending log record, without frame. */
  readonly logRecord: Uint8Array;
  /** Canonical bytes of the new state. */
  readonly stateBody: Uint8Array;
  /** The slot that is not current. */
  readonly slot: 'A' | 'B';
}

/** What the caller knows of a settlement; serial, sequence and attempt are the card's. */
export type CommitCore = Omit<StatementCore, 'cardSerial' | 'sequence' | 'attempt'>;

/**
 * Fixes log record, state and statement of a settlement. The hashes go one way: the log record holds
 * the core's hash and that of the record before, the state the log record's, the statement the state's.
 * @param core `settledAt` in whole seconds
 * @param usageAfter usage of the insurance year once this settlement is done
 * @param options.isOnline whether the centre answered; true unless told. Off line the card's count
 * and sum grow by this settlement
 * @throws OneCardError `card.unfinished-settlement` when the card's newest log record is pending,
 * `card.year-not-covered`; TypeError for a record that was read with the keys of reading alone;
 * RangeError when a field is out of the card's limits
 */
export function prepareCommit(
  record: VerifiedRecord,
  core: CommitCore,
  usageAfter: Usage,
  options: { readonly isOnline?: boolean } = {},
): PreparedCommit {
  const { current } = record.proven;
  assertWritable(record, usageAfter);
  const suite = suiteOf(record.card.suite);
  const sequence = current.state.sequence + 1;
  const attempt = nextAttempt(record, sequence);
  const whole: StatementCore = { ...core, cardSerial: record.card.serial, sequence, attempt };
  const fundsPay = fundsShare(core);

  const logRecord = encodeLogRecord({
    sequence,
    attempt,
    kind: 'pending',
    writtenAt: core.settledAt,
    provider: core.provider,
    total: core.total,
    fundsPay,
    samId: core.samId,
    settlementId: core.id,
    coreHash: shortHash(coreHash(suite, whole)),
    previousHash: shortHash(record.newestLog?.hash),
  });
  const stateBody = encodeState({
    sequence,
    attempt,
    settlementId: core.id,
    usage: usageAfter,
    writtenAt: core.settledAt,
    samId: core.samId,
    logHash: suite.digest(logRecord),
    offline: offlineAfter(current, core, fundsPay, options.isOnline ?? true),
  });
  return {
    statement: { ...whole, stateHash: suite.digest(stateBody) },
    logRecord,
    stateBody,
    slot: current.slot === 'A' ? 'B' : 'A',
  };
}

/**
 * A record that was read with the keys of reading alone settles nothing, and the usage moves to another
 * year only when the county signed that the holder takes part in it.
 */
function assertWritable(record: VerifiedRecord, { year }: Usage): void {
  if (record.withheld !== undefined || record.channel?.role === 'READ') {
    throw new TypeError('"record" expected one that was read with the keys of a settlement');
  }
  const isCovered = record.insurance.participation.some((each) => each.year === year);
  if (!isCovered) throw new OneCardError('card.year-not-covered', { year });
}

/** 1, or one more than the attempt that was voided under the same sequence. */
function nextAttempt({ newestLog }: VerifiedRecord, sequence: number): number {
  if (newestLog?.record.sequence !== sequence) return 1;
  const { kind, attempt } = newestLog.record;
  if (kind === 'void') return attempt + 1;
  throw new OneCardError('card.unfinished-settlement', { sequence, attempt });
}

/** The part of the bill that neither the holder nor the hospital bears: what the hospital advances. */
function fundsShare({ total, byPayer }: CommitCore): Amount {
  return subtract(total, add(byPayer.cash ?? ZERO, byPayer.hospital ?? ZERO));
}

function offlineAfter(
  current: ProvenFacts['current'],
  core: CommitCore,
  fundsPay: Amount,
  isOnline: boolean,
): CardState['offline'] {
  const { count, sum, centreMetAt } = current.state.offline;
  if (isOnline) return { count: 0, sum: ZERO, centreMetAt: core.settledAt };
  return { count: count + 1, sum: add(sum, fundsPay), centreMetAt };
}

/** The first half of a digest; zeros when there is nothing before. */
export function shortHash(hash: Uint8Array | undefined): Uint8Array {
  return hash?.slice(0, SHORT_HASH_BYTES) ?? new Uint8Array(SHORT_HASH_BYTES);
}
