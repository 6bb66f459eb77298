/**
 * Frames of readers for second-generation identity cards (居民身份证), whose security module SAM_V gives
 * the makers one protocol.
 *
 * ```
 * command  AA AA AA 96 69 | LEN, 2 bytes | CMD  PARA     | data | CHK
 * answer   AA AA AA 96 69 | LEN, 2 bytes | SW1 SW2 SW3   | data | CHK
 *
 * LEN, big-endian, counts what follows it, CHK included; CHK is the XOR of everything from LEN on.
 * ```
 */

import { concat } from '../../../bytes.ts';

const PREAMBLE = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69);
const HEAD_BYTES = PREAMBLE.length + 2;
const STATUS_BYTES = 3;
/** Status, three length fields, 256 bytes of text, 1,024 of photo, 1,024 of fingerprints, CHK. */
const LENGTH_MAX = 2_314;
/** Status and CHK. */
const LENGTH_MIN = 4;

/** CMD and PARA. */
export const ID_COMMANDS = {
  'reset-module': [0x10, 0xff],
  'module-status': [0x11, 0xff],
  'module-number': [0x12, 0xff],
  find: [0x20, 0x01],
  select: [0x20, 0x02],
  read: [0x30, 0x01],
  'read-with-fingerprints': [0x30, 0x10],
} as const;
export type IdCommand = keyof typeof ID_COMMANDS;

export interface IdAnswer {
  /** SW1 SW2 SW3 as one number: 0x000090 is done. */
  readonly status: number;
  readonly data: Uint8Array;
}

export type IdFrameEvent =
  | { readonly type: 'answer'; readonly answer: IdAnswer }
  | { readonly type: 'broken'; readonly rule: 'length' | 'checksum' };

export function encodeIdCommand(command: IdCommand): Uint8Array {
  return frame(Uint8Array.from(ID_COMMANDS[command]));
}

/** The inverse of what a decoder takes apart, for readers that are programs. */
export function encodeIdAnswer({ status, data }: IdAnswer): Uint8Array {
  const words = Uint8Array.of(status >> 16, (status >> 8) & 0xff, status & 0xff);
  return frame(concat([words, data]));
}

function frame(content: Uint8Array): Uint8Array {
  const length = content.length + 1;
  const body = concat([Uint8Array.of(length >> 8, length & 0xff), content]);
  return concat([PREAMBLE, body, Uint8Array.of(xor(body))]);
}

/** Takes a stream of answers apart; bytes before a preamble are noise. It holds at most one frame. */
export class IdFrameDecoder {
  #held: Uint8Array = new Uint8Array(0);

  reset(): void {
    this.#held = new Uint8Array(0);
  }

  /** What `bytes` complete, in order. */
  push(bytes: Uint8Array): readonly IdFrameEvent[] {
    const events: IdFrameEvent[] = [];
    this.#held = concat([this.#held, bytes]);
    // Each round takes at least a preamble off, or ends.
    for (;;) {
      this.#held = this.#held.slice(startOf(this.#held));
      const taken = take(this.#held);
      if (!taken) return events;
      events.push(taken.event);
      this.#held = this.#held.slice(taken.bytes);
    }
  }
}

/** Where a preamble, or the beginning of one, begins. */
function startOf(held: Uint8Array): number {
  for (let start = 0; start < held.length; start++) {
    const end = Math.min(held.length, start + PREAMBLE.length);
    if (held.subarray(start, end).every((byte, index) => byte === PREAMBLE[index])) return start;
  }
  return held.length;
}

function take(held: Uint8Array): { event: IdFrameEvent; bytes: number } | undefined {
  if (held.length < HEAD_BYTES) return undefined;
  const length = (held[HEAD_BYTES - 2]! << 8) | held[HEAD_BYTES - 1]!;
  if (length < LENGTH_MIN || length > LENGTH_MAX) {
    return { event: { type: 'broken', rule: 'length' }, bytes: HEAD_BYTES };
  }
  const bytes = HEAD_BYTES + length;
  if (held.length < bytes) return undefined;
  if (xor(held.subarray(PREAMBLE.length, bytes)) !== 0) {
    return { event: { type: 'broken', rule: 'checksum' }, bytes };
  }
  const [sw1, sw2, sw3] = held.subarray(HEAD_BYTES);
  const status = (sw1! << 16) | (sw2! << 8) | sw3!;
  const data = held.slice(HEAD_BYTES + STATUS_BYTES, bytes - 1);
  return { event: { type: 'answer', answer: { status, data } }, bytes };
}

function xor(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
