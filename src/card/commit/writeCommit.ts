/**
 * The two ways of a settlement onto the card. On a card of files each step is one command; between any
 * two the card may be pulled out, and what it shows then tells how to go on (`progressOf`).
 *
 * ```
 * two-slot   APPEND RECORD   log record, pending
 *            UPDATE BINARY   the slot that is not current      ← commit point
 *            READ BINARY     the slot, compared
 *            MSE SET, PSO    ATC and signature, checked
 *
 * atomic     COMMIT SETTLEMENT (record)   into the card's working memory
 *            COMMIT SETTLEMENT            everything at once   ← commit point; ATC and signature, checked
 * ```
 *
 * A card whose state is written only has to sign: MSE SET and PSO, in either way.
 */

import { equalBytes } from '../../bytes.ts';
import { cardMessage, settlementHash, suiteOf } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardRecord, Sam } from '../../model/index.ts';
import { frameLogRecord } from '../codec/logRecord.ts';
import { encodeSlot } from '../codec/slot.ts';
import { parseState } from '../codec/state.ts';
import { updateBinary } from '../commands/binary.ts';
import { sendCommand } from '../commands/command.ts';
import { appendRecord } from '../commands/record.ts';
import { commitSettlement, stageSettlement } from '../commands/settle.ts';
import {
  type CardSignature,
  computeSettlementSignature,
  setSettlementKey,
} from '../commands/sign.ts';
import type { ApplicationControl } from '../fci.ts';
import { FILES, stateFileOf } from '../files.ts';
import { readSlotFile } from '../session/readFile.ts';
import type { CardTransport } from '../transport.ts';
import type { PreparedCommit } from './prepareCommit.ts';
import { type CommitProgress, progressOf } from './progress.ts';

/** What a write needs of the session. */
export interface CommitSource {
  readonly transport: CardTransport;
  readonly bytesMax: number;
  readonly sam: Sam;
  /** The record with slots and log as the card has them now. */
  readonly record: CardRecord;
  /** COSE_Key bytes of key 0x82 out of the signed object. */
  readonly settlementKey: Uint8Array;
  /** The way that the card itself names. */
  readonly strategy: ApplicationControl['commit'];
}

/** Throws unless log record, state and statement refer to each other. */
export function assertPrepared(prepared: PreparedCommit, record: CardRecord): void {
  const { statement, logRecord, stateBody } = prepared;
  const suite = suiteOf(record.card.suite);
  const state = parseState(stateBody);
  const holdsTogether =
    equalBytes(suite.digest(stateBody), statement.stateHash) &&
    equalBytes(suite.digest(logRecord), state.logHash) &&
    state.sequence === statement.sequence &&
    state.attempt === statement.attempt &&
    state.settlementId === statement.id;
  if (!holdsTogether) throw new RangeError('"prepared" does not hold together');
}

/** @throws OneCardError `card.commit-conflict` before anything is written. */
export function writableProgress(
  prepared: PreparedCommit,
  record: CardRecord,
): Exclude<CommitProgress, 'other'> {
  const progress = progressOf(record, prepared);
  if (progress === 'other') {
    const { sequence, attempt } = prepared.statement;
    throw new OneCardError('card.commit-conflict', { sequence, attempt });
  }
  return progress;
}

/** Does what is not done yet. @throws OneCardError as `CardSession.commit` says. */
export async function writeCommit(
  prepared: PreparedCommit,
  progress: Exclude<CommitProgress, 'other'>,
  source: CommitSource,
  atcSeen: number,
): Promise<CardSignature> {
  const { transport, strategy } = source;
  // A record that another way left pending is finished in that way.
  if (strategy === 'atomic' && progress === 'not-started') {
    return commitAtOnce(prepared, source, atcSeen);
  }
  if (progress === 'not-started') {
    const record = frameLogRecord(prepared.logRecord);
    await sendCommand(transport, appendRecord(FILES['EF.LOG'].sfi, record));
  }
  if (progress !== 'state-written') await writeSlot(prepared, source);
  return signStatement(prepared, source, atcSeen);
}

async function commitAtOnce(
  prepared: PreparedCommit,
  source: CommitSource,
  atcSeen: number,
): Promise<CardSignature> {
  const { transport, sam, record } = source;
  const { statement, logRecord, stateBody } = prepared;
  const mac = await sam.macState(record.card.suite, statement.cardSerial, stateBody);
  const hash = settlementHash(suiteOf(record.card.suite), statement);
  await sendCommand(transport, stageSettlement(logRecord));
  const signed = await sendCommand(transport, commitSettlement(hash, mac, stateBody));
  return checkedSignature(signed, hash, prepared, source, atcSeen);
}

async function writeSlot({ statement, stateBody, slot }: PreparedCommit, source: CommitSource) {
  const { transport, sam, bytesMax, record } = source;
  const file = stateFileOf(slot);
  const mac = await sam.macState(record.card.suite, statement.cardSerial, stateBody);
  const bytes = encodeSlot(stateBody, mac, statement.sequence);
  await sendCommand(transport, updateBinary({ sfi: FILES[file].sfi, offset: 0 }, bytes));
  if (!equalBytes(await readSlotFile(transport, slot, bytesMax), bytes)) {
    throw new OneCardError('card.write-not-verified', { file });
  }
}

async function signStatement(
  prepared: PreparedCommit,
  source: CommitSource,
  atcSeen: number,
): Promise<CardSignature> {
  const { transport, record } = source;
  const hash = settlementHash(suiteOf(record.card.suite), prepared.statement);
  await sendCommand(transport, setSettlementKey());
  const signed = await sendCommand(transport, computeSettlementSignature(hash));
  return checkedSignature(signed, hash, prepared, source, atcSeen);
}

/** The signature verifies under the signed key, and its counter is higher than any seen before. */
function checkedSignature(
  signed: CardSignature,
  hash: Uint8Array,
  { statement }: PreparedCommit,
  { record, settlementKey }: CommitSource,
  atcSeen: number,
): CardSignature {
  const message = cardMessage(statement.cardSerial, signed.atc, hash);
  if (!suiteOf(record.card.suite).verify(settlementKey, message, signed.signature)) {
    throw new OneCardError('card.settlement-signature-invalid');
  }
  if (signed.atc <= atcSeen) {
    throw new OneCardError('card.counter-not-monotonic', { atc: signed.atc, atcSeen });
  }
  return signed;
}
