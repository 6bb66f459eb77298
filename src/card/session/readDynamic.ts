/** The files that every settlement writes: two state slots and the log. */

import type { Suite } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardRecord, CardSerial, CardState, Sam, StateSlot } from '../../model/index.ts';
import { parseLogRecord, unframeLogRecord } from '../codec/logRecord.ts';
import { endMarkOf, isEmptySlot, parseSlot } from '../codec/slot.ts';
import { parseState } from '../codec/state.ts';
import { sendCommand } from '../commands/command.ts';
import { readRecord } from '../commands/record.ts';
import { FILES, LOG_RECORD_BYTES, LOG_RECORD_COUNT, stateFileOf } from '../files.ts';
import type { CardTransport } from '../transport.ts';
import { readSlotFile } from './readFile.ts';

/** The part of a record that settlements change. */
export type DynamicPart = Pick<CardRecord, 'slots' | 'unreadableSlots' | 'newestLog'>;

export interface DynamicSource {
  readonly transport: CardTransport;
  readonly bytesMax: number;
  readonly sam: Sam;
  readonly serial: CardSerial;
  readonly suite: Suite;
}

interface ReadSlot {
  readonly slot: 'A' | 'B';
  readonly bytes: Uint8Array;
  /** Absent when the bytes are no slot. */
  readonly parsed?: StateSlot;
}

export async function readDynamic(source: DynamicSource): Promise<DynamicPart> {
  const read = [await readSlot('A', source), await readSlot('B', source)];
  const newestLog = await readNewestLog(source);
  const cutOff = read.filter((each) => isCutOff(each, read, newestLog?.record.sequence));
  const rest = read.filter((each) => !cutOff.includes(each));
  return {
    slots: rest.flatMap(({ parsed }) => parsed ?? []),
    unreadableSlots: read
      .filter((each) => cutOff.includes(each) || !each.parsed)
      .map((each) => ({ slot: each.slot, found: foundIn(each, cutOff) })),
    ...(newestLog && { newestLog }),
  };
}

async function readSlot(slot: 'A' | 'B', source: DynamicSource): Promise<ReadSlot> {
  const file = stateFileOf(slot);
  const bytes = await readSlotFile(source.transport, slot, source.bytesMax);
  const parsed = parseOrUndefined(() => {
    const { body, mac } = parseSlot(bytes, file);
    return { body, mac, state: parseState(body, file) };
  });
  if (!parsed) return { slot, bytes };
  const macIsValid = await source.sam.checkState(
    source.suite.id,
    source.serial,
    parsed.body,
    parsed.mac,
  );
  return { slot, bytes, parsed: { slot, ...parsed, macIsValid } };
}

/**
 * Whether the slot was left by a write that did not reach its end: the other slot is valid, the
 * newest log record announces the state that follows it, and the end mark is not yet that state's.
 * A slot that bears the end mark was written whole; if it is wrong, it was changed afterwards.
 */
function isCutOff(
  each: ReadSlot,
  both: readonly ReadSlot[],
  logSequence: number | undefined,
): boolean {
  if (each.parsed?.macIsValid || isEmptySlot(each.bytes)) return false;
  const other = both.find(({ slot }) => slot !== each.slot)?.parsed;
  if (!other?.macIsValid) return false;
  const announced = other.state.sequence + 1;
  return logSequence === announced && endMarkOf(each.bytes) !== announced;
}

function foundIn(each: ReadSlot, cutOff: readonly ReadSlot[]): 'empty' | 'cut-off' | 'garbage' {
  if (isEmptySlot(each.bytes)) return 'empty';
  return cutOff.includes(each) ? 'cut-off' : 'garbage';
}

/**
 * The newest log record that is whole. A record that a cut-off APPEND RECORD left behind is not
 * there; the one before it counts.
 */
async function readNewestLog({
  transport,
  suite,
}: DynamicSource): Promise<CardRecord['newestLog'] | undefined> {
  for (let recordNumber = 1; recordNumber <= LOG_RECORD_COUNT; recordNumber++) {
    const command = readRecord(FILES['EF.LOG'].sfi, recordNumber, LOG_RECORD_BYTES);
    const bytes = await sendCommand(transport, command);
    if (!bytes) return undefined;
    const newest = parseOrUndefined(() => {
      const content = unframeLogRecord(bytes);
      return { record: parseLogRecord(content), hash: suite.digest(content) };
    });
    if (newest) return newest;
  }
  return undefined;
}

/** Bytes that are not what they should be are a finding here, reported in the record. */
function parseOrUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OneCardError && error.code.startsWith('card.malformed-')) return undefined;
    throw error;
  }
}

/** The valid slot with the highest sequence: the card's state. */
export function currentSlot(slots: readonly StateSlot[]): StateSlot | undefined {
  return slots
    .filter(({ macIsValid }) => macIsValid)
    .reduce<StateSlot | undefined>(
      (highest, each) =>
        highest && sequenceOf(highest.state) >= sequenceOf(each.state) ? highest : each,
      undefined,
    );
}

function sequenceOf({ sequence }: CardState): number {
  return sequence;
}
