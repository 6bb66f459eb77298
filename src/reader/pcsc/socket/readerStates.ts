/**
 * What pcscd says of its readers: sixteen structures of 184 bytes, those without a name unused
 * (eventhandler.h of pcsc-lite), and the states that SCardGetStatusChange makes of them.
 *
 * ```
 * name 128 │ events u32 │ state u32 │ sharing i32 │ answer to reset 33 │ gap 3 │ its length u32 │ protocol u32
 * ```
 */

import { NOTIFICATION_READER } from '../layout.ts';
import { READER_FLAGS } from '../port.ts';
import { type AnswerShape, IS_LITTLE_ENDIAN, READER_NAME_BYTES } from './message.ts';

/** PCSCLITE_MAX_READERS_CONTEXTS. */
const READERS_MAX = 16;
const READER_BYTES = 184;
const EVENTS_OFFSET = 128;
const STATE_OFFSET = 132;
const SHARING_OFFSET = 136;
const ATR_OFFSET = 140;
const ATR_LENGTH_OFFSET = 176;
const PROTOCOL_OFFSET = 180;
/** MAX_ATR_SIZE: 33 by ISO/IEC 7816-3:2006 §8.2.1. */
const ATR_BYTES_MAX = 33;
/** READER_NOT_INITIALIZED, in place of a length: the driver has not looked at its slot yet. */
const ATR_NOT_KNOWN_YET = ATR_BYTES_MAX + 1;
/** The counter of insertions and removals has 16 bits in SCARD_READERSTATE. */
const EVENT_COUNT_MASK = 0xffff;

/** Bits of the state (pcsclite.h, SCARD_UNKNOWN to SCARD_SWALLOWED). */
const STATE_UNKNOWN = 0x0001;
const STATE_ABSENT = 0x0002;
const STATE_PRESENT = 0x0004;
const STATE_SWALLOWED = 0x0008;
const SHARING_EXCLUSIVE = -1;
const SHARING_NOBODY = 0;

export interface DaemonReader {
  readonly name: string;
  /** Insertions and removals, 16 bits. */
  readonly eventCount: number;
  readonly state: number;
  /** -1 exclusive, else how many share the card. */
  readonly sharing: number;
  /** Empty without a card, and before the card was powered. */
  readonly atr: Uint8Array;
  readonly protocol: number;
}

export const READER_STATES: AnswerShape<readonly DaemonReader[]> = {
  bytes: READERS_MAX * READER_BYTES,
  parse(bytes, words) {
    const readers: DaemonReader[] = [];
    for (let index = 0; index < READERS_MAX; index++) {
      const offset = index * READER_BYTES;
      // A place without a name is not in use, whatever else is in it.
      if (bytes[offset] === 0) continue;
      const reader = parseReader(bytes, words, offset);
      if (!reader) return undefined;
      readers.push(reader);
    }
    return readers;
  },
};

function parseReader(bytes: Uint8Array, words: DataView, offset: number): DaemonReader | undefined {
  const nameBytes = bytes.subarray(offset, offset + READER_NAME_BYTES).indexOf(0);
  const word = (at: number): number => words.getUint32(offset + at, IS_LITTLE_ENDIAN);
  const atrLength = word(ATR_LENGTH_OFFSET);
  const sharing = word(SHARING_OFFSET) | 0;
  if (nameBytes < 0 || atrLength > ATR_NOT_KNOWN_YET || sharing < SHARING_EXCLUSIVE) {
    return undefined;
  }
  const atrStart = offset + ATR_OFFSET;
  const atrBytes = atrLength === ATR_NOT_KNOWN_YET ? 0 : atrLength;
  return {
    name: new TextDecoder().decode(bytes.subarray(offset, offset + nameBytes)),
    eventCount: word(EVENTS_OFFSET) & EVENT_COUNT_MASK,
    state: word(STATE_OFFSET),
    sharing,
    atr: bytes.slice(atrStart, atrStart + atrBytes),
    protocol: word(PROTOCOL_OFFSET),
  };
}

/** In the reader, but neither its answer to reset is known nor that it has none. */
export function isBeingPowered({ state, atr }: DaemonReader): boolean {
  return (state & (STATE_PRESENT | STATE_SWALLOWED)) === STATE_PRESENT && atr.length === 0;
}

/** dwEventState and the answer to reset of each reader that is asked for. */
export interface ReaderStatesNow {
  readonly states: readonly { readonly eventState: number; readonly atr: Uint8Array }[];
  readonly hasChanged: boolean;
  /** Whether one of them is not in the daemon's list. */
  readonly isOneUnknown: boolean;
}

/** What SCardGetStatusChange answers when the daemon's list is `readers`. */
export function readerStatesNow(
  wanted: readonly { readonly readerName: string; readonly currentState: number }[],
  readers: readonly DaemonReader[],
): ReaderStatesNow {
  let hasChanged = false;
  let isOneUnknown = false;
  const states = wanted.map(({ readerName, currentState }) => {
    const reader = readers.find(({ name }) => name === readerName);
    const isUnknown = !reader && readerName !== NOTIFICATION_READER;
    isOneUnknown ||= isUnknown;
    const state = isUnknown
      ? READER_FLAGS.unknown | READER_FLAGS.unavailable
      : reader
        ? stateOf(reader)
        : (readers.length << 16) >>> 0;
    const isOther = state !== (currentState & ~READER_FLAGS.changed) >>> 0;
    const isChange = isOther && (currentState & READER_FLAGS.ignore) === 0;
    hasChanged ||= isChange;
    const eventState = isChange ? (state | READER_FLAGS.changed) >>> 0 : state;
    return { eventState, atr: reader?.atr ?? new Uint8Array(0) };
  });
  return { states, hasChanged, isOneUnknown };
}

/** The flags of winscard.h, and the counter in the upper 16 bits. */
function stateOf({ state, sharing, eventCount }: DaemonReader): number {
  const isPresent = (state & STATE_PRESENT) !== 0;
  let flags = 0;
  if ((state & STATE_UNKNOWN) !== 0) flags |= READER_FLAGS.unavailable;
  if ((state & STATE_ABSENT) !== 0) flags |= READER_FLAGS.empty;
  else if (isPresent) {
    flags |= READER_FLAGS.present;
    if ((state & STATE_SWALLOWED) !== 0) flags |= READER_FLAGS.mute;
  }
  if (sharing === SHARING_EXCLUSIVE) flags |= READER_FLAGS.exclusive;
  else if (sharing > SHARING_NOBODY && isPresent) flags |= READER_FLAGS.inUse;
  return ((eventCount << 16) | flags) >>> 0;
}
