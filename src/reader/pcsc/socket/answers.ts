/** The structures that answer a request (winscard_msg.h); each repeats what it is about. */

import { ATTRIBUTE_BYTES_MAX } from '../../limits.ts';
import { SCARD_S_SUCCESS } from '../codes.ts';
import {
  type AnswerShape,
  EXTENDED_BYTES_MAX,
  READER_NAME_BYTES,
  WORD_BYTES,
  wordAt,
} from './message.ts';

export interface DaemonVersion {
  readonly major: number;
  readonly minor: number;
  readonly code: number;
}

/** struct version_struct: major, minor, code. */
export const VERSION: AnswerShape<DaemonVersion> = {
  bytes: 3 * WORD_BYTES,
  parse: (_bytes, words) => ({
    major: wordAt(words, 0),
    minor: wordAt(words, 1),
    code: wordAt(words, 2),
  }),
};

/** struct establish_struct: scope, context, code. */
export const ESTABLISHED: AnswerShape<{ code: number; context: number }> = {
  bytes: 3 * WORD_BYTES,
  parse: (_bytes, words) => ({ code: wordAt(words, 2), context: wordAt(words, 1) }),
};

/** struct connect_struct: context, name, share mode, protocols, handle, protocol, code. */
const AFTER_NAME = 1 + READER_NAME_BYTES / WORD_BYTES;
export const CONNECTED: AnswerShape<{ code: number; handle: number; protocol: number }> = {
  bytes: (AFTER_NAME + 5) * WORD_BYTES,
  parse: (_bytes, words) => ({
    code: wordAt(words, AFTER_NAME + 4),
    handle: wordAt(words, AFTER_NAME + 2),
    protocol: wordAt(words, AFTER_NAME + 3),
  }),
};

/** A structure of `count` words: what it is about first, the code last. */
export function codeAfter(count: number, subject: number): AnswerShape<number> {
  return {
    bytes: count * WORD_BYTES,
    parse: (_bytes, words) => (wordAt(words, 0) === subject ? wordAt(words, count - 1) : undefined),
  };
}

/** struct reconnect_struct: handle, share mode, protocols, initialisation, protocol, code. */
export function reconnected(handle: number): AnswerShape<{ code: number; protocol: number }> {
  return {
    bytes: 6 * WORD_BYTES,
    parse: (_bytes, words) =>
      wordAt(words, 0) === handle
        ? { code: wordAt(words, 5), protocol: wordAt(words, 4) }
        : undefined,
  };
}

/** struct transmit_struct: handle, 5 words of the request, bytes of the response, code; the response. */
export const TRANSMIT_WORDS = 8;
const TRANSMIT_BYTES = TRANSMIT_WORDS * WORD_BYTES;

/** @param keep takes the response; called before the code is answered */
export function transmitted(
  handle: number,
  responseBytesMax: number,
  keep: (response: Uint8Array) => void,
): AnswerShape<number> {
  return {
    bytes: TRANSMIT_BYTES,
    followingBytes: (words) => bytesWithSuccess(words, 7, 6, responseBytesMax),
    parse(bytes, words, end) {
      if (wordAt(words, 0) !== handle) return undefined;
      keep(bytes.slice(TRANSMIT_BYTES, end));
      return wordAt(words, 7);
    },
  };
}

/** struct control_struct: handle, control code, bytes in, room, bytes out, code; the output. */
export function controlled(
  handle: number,
  outputBytesMax: number,
): AnswerShape<{ code: number; output: Uint8Array }> {
  return {
    bytes: 6 * WORD_BYTES,
    followingBytes: (words) => bytesWithSuccess(words, 5, 4, outputBytesMax),
    parse: (bytes, words, end) =>
      wordAt(words, 0) === handle
        ? { code: wordAt(words, 5), output: bytes.slice(6 * WORD_BYTES, end) }
        : undefined,
  };
}

/** struct getset_struct: handle, attribute, 264 bytes, their number, code. */
const ATTRIBUTE_OFFSET = 2 * WORD_BYTES;
const AFTER_ATTRIBUTE = 2 + ATTRIBUTE_BYTES_MAX / WORD_BYTES;
export function attributeOf(handle: number): AnswerShape<{ code: number; value: Uint8Array }> {
  return {
    bytes: (AFTER_ATTRIBUTE + 2) * WORD_BYTES,
    parse(bytes, words) {
      const code = wordAt(words, AFTER_ATTRIBUTE + 1);
      const valueBytes = code === SCARD_S_SUCCESS ? wordAt(words, AFTER_ATTRIBUTE) : 0;
      if (wordAt(words, 0) !== handle || valueBytes > ATTRIBUTE_BYTES_MAX) return undefined;
      return { code, value: bytes.slice(ATTRIBUTE_OFFSET, ATTRIBUTE_OFFSET + valueBytes) };
    },
  };
}

/** Bytes follow only a success; more than the room that was offered is a failure by itself. */
function bytesWithSuccess(
  words: DataView,
  codeIndex: number,
  lengthIndex: number,
  bytesMax: number,
): number | undefined {
  if (wordAt(words, codeIndex) !== SCARD_S_SUCCESS) return 0;
  const bytes = wordAt(words, lengthIndex);
  return bytes <= Math.min(bytesMax, EXTENDED_BYTES_MAX) ? bytes : undefined;
}
