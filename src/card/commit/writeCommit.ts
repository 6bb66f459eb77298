/**
 * The order of a settlement on the card. Each step is one command; between any two the card may be
 * pulled out, and what it shows then tells how to go on (`progressOf`).
 *
 * ```
 * APPEND RECORD   log record, pending
 * UPDATE BINARY   the slot that is not current      ← commit point
 * READ BINARY     the slot, compared
 * MSE SET, PSO    ATC and signature, checked
 * ```
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
import {
  type CardSignature,
  computeSettlementSignature,
  setSettlementKey,
} from '../commands/sign.ts';
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
  if (progress === 'not-started') {
    const record = frameLogRecord(prepared.logRecord);
    await sendCommand(source.transport, appendRecord(FILES['EF.LOG'].sfi, record));
  }
  if (progress !== 'state-written') await writeSlot(prepared, source);
  return signStatement(prepared, source, atcSeen);
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
  { statement }: PreparedCommit,
  { transport, record, settlementKey }: CommitSource,
  atcSeen: number,
): Promise<CardSignature> {
  const suite = suiteOf(record.card.suite);
  const hash = settlementHash(suite, statement);
  await sendCommand(transport, setSettlementKey());
  const signed = await sendCommand(transport, computeSettlementSignature(hash));
  const message = cardMessage(statement.cardSerial, signed.atc, hash);
  if (!suite.verify(settlementKey, message, signed.signature)) {
    throw new OneCardError('card.settlement-signature-invalid');
  }
  if (signed.atc <= atcSeen) {
    throw new OneCardError('card.counter-not-monotonic', { atc: signed.atc, atcSeen });
  }
  return signed;
}
