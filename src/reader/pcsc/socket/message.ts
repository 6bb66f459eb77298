/**
 * The messages between a program and pcscd over its socket, as facts taken from pcsc-lite 1.9.9 (4:4) and
 * 2.3.3 (4:5), winscard_msg.h: the two versions differ in nothing that is used here.
 *
 * ```
 * request   size u32 │ command u32 │ structure of `size` bytes │ command APDU or input, not counted
 * answer    the same structure, filled in, without a header │ response APDU or output
 * ```
 *
 * Numbers are 32 bits in the host's own order; structures have no gaps but those drawn in readerStates.ts.
 */

import { endianness } from 'node:os';

export const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** enum pcsc_msg_commands. */
export const COMMANDS = {
  establishContext: 0x01,
  releaseContext: 0x02,
  connect: 0x04,
  reconnect: 0x05,
  disconnect: 0x06,
  beginTransaction: 0x07,
  endTransaction: 0x08,
  transmit: 0x09,
  control: 0x0a,
  status: 0x0b,
  getAttribute: 0x0f,
  version: 0x11,
  getReadersState: 0x12,
  waitReaderStateChange: 0x13,
  stopWaiting: 0x14,
} as const;

export const WORD_BYTES = 4;
export const HEADER_BYTES = 2 * WORD_BYTES;
/** MAX_READERNAME, the terminating zero included. */
export const READER_NAME_BYTES = 128;
/** MAX_BUFFER_SIZE_EXTENDED: of a command, a response, an input or an output. */
export const EXTENDED_BYTES_MAX = 65_548;

/** What answers a request: a structure, and perhaps bytes after it whose number it tells. */
export interface AnswerShape<T> {
  readonly bytes: number;
  /** Undefined: no daemon says that. */
  readonly followingBytes?: (words: DataView) => number | undefined;
  /**
   * The answer is in `bytes` up to `end`, and may be used during the call only. Undefined: no daemon says that.
   * @param words the same bytes
   */
  readonly parse: (bytes: Uint8Array, words: DataView, end: number) => T | undefined;
}

/** A part of a structure: a number of 32 bits, or bytes. */
type Field = number | Uint8Array;

/** @param following what comes after the structure and is not counted */
export function encodeMessage(
  command: number,
  fields: readonly Field[],
  following: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const size = fields.reduce<number>((sum, field) => sum + fieldBytes(field), 0);
  const message = new Uint8Array(HEADER_BYTES + size + following.length);
  const words = new DataView(message.buffer);
  let offset = 0;
  for (const field of [size, command, ...fields]) {
    if (typeof field === 'number') words.setUint32(offset, field >>> 0, IS_LITTLE_ENDIAN);
    else message.set(field, offset);
    offset += fieldBytes(field);
  }
  message.set(following, offset);
  return message;
}

function fieldBytes(field: Field): number {
  return typeof field === 'number' ? WORD_BYTES : field.length;
}

/** The word at `index` of an answer, as an unsigned number. */
export function wordAt(words: DataView, index: number): number {
  return words.getUint32(index * WORD_BYTES, IS_LITTLE_ENDIAN);
}
