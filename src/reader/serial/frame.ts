/**
 * Frames of the GemPC Twin and its family on a serial line.
 *
 * ```
 * 03 | 06 | CCID message | LRC       a message; the LRC is the XOR of all bytes before it
 * 03 | 15 | 16                       NAK: the last command was not understood, send it again
 * 50 | 02 or 03                      card removed, card inserted
 * 80 … FF                            T=0: the card wants more time
 * ```
 *
 * The reader first sends a command back as it came (some models do not), then its answer.
 */

import { concat } from '../../bytes.ts';
import { announcedBytes, CCID_HEADER_BYTES } from '../ccid/message.ts';
import { NOTIFY_SLOT_CHANGE, parseNotification } from '../ccid/notification.ts';

const SYNC = 0x03;
const ACK = 0x06;
const NAK = 0x15;
const CARD_ABSENT = 0x02;
const CARD_PRESENT = 0x03;
const TIME_REQUEST_MIN = 0x80;

/** dwMaxCCIDMessageLength of the family: header and a T=0 command with 255 bytes and Le. */
export const SERIAL_MESSAGE_BYTES_MAX = 271;
const FRAME_OVERHEAD_BYTES = 3;

export type FrameEvent =
  | { readonly type: 'message'; readonly message: Uint8Array }
  | { readonly type: 'nak' }
  | { readonly type: 'slot-change'; readonly isPresent: boolean }
  | { readonly type: 'time-request' }
  /** Bytes that are none of these; after a wrong length nothing of the rest can be trusted. */
  | { readonly type: 'broken'; readonly rule: 'lrc' | 'control' | 'length' | 'slot' | 'noise' };

/** A message in its frame. @throws RangeError when it is longer than the family takes. */
export function encodeFrame(message: Uint8Array): Uint8Array {
  if (message.length < CCID_HEADER_BYTES || message.length > SERIAL_MESSAGE_BYTES_MAX) {
    throw new RangeError(`"message" expected ${CCID_HEADER_BYTES} to ${SERIAL_MESSAGE_BYTES_MAX}`);
  }
  const bytes = concat([Uint8Array.of(SYNC, ACK), message]);
  return concat([bytes, Uint8Array.of(xor(bytes))]);
}

/** The frame by which a reader asks for the last command again. */
export const NAK_FRAME = Uint8Array.of(SYNC, NAK, SYNC ^ NAK);

/** What the reader says when a card comes or goes. */
export function encodeSlotChange(isPresent: boolean): Uint8Array {
  return Uint8Array.of(NOTIFY_SLOT_CHANGE, isPresent ? CARD_PRESENT : CARD_ABSENT);
}

/** Takes a stream of bytes apart. It holds at most one frame. */
export class FrameDecoder {
  #held: Uint8Array = new Uint8Array(0);

  /** Whether a frame has begun and is not complete. */
  get isWithinFrame(): boolean {
    return this.#held.length > 0;
  }

  /** Forgets a frame that has begun. */
  reset(): void {
    this.#held = new Uint8Array(0);
  }

  /** What `bytes` complete, in order. */
  push(bytes: Uint8Array): readonly FrameEvent[] {
    const events: FrameEvent[] = [];
    this.#held = concat([this.#held, bytes]);
    // Each round takes at least a byte off, or ends.
    while (this.#held.length > 0) {
      const taken = take(this.#held);
      if (!taken) break;
      events.push(taken.event);
      this.#held = this.#held.slice(taken.bytes);
    }
    return events;
  }
}

interface Taken {
  readonly event: FrameEvent;
  readonly bytes: number;
}

/** The first event in `held`; undefined when more bytes are needed. */
function take(held: Uint8Array): Taken | undefined {
  const [first, second] = held;
  if (first! >= TIME_REQUEST_MIN) return { event: { type: 'time-request' }, bytes: 1 };
  if (first === NOTIFY_SLOT_CHANGE) {
    if (second === undefined) return undefined;
    return takeSlotChange(held, second);
  }
  if (first !== SYNC) return broken('noise', held.length);
  if (second === undefined) return undefined;
  if (second === NAK) return takeNak(held);
  if (second !== ACK) return broken('control', held.length);
  return takeMessage(held);
}

/** The CCID message for readers of one slot: other bits would speak of slots that it cannot name. */
function takeSlotChange(held: Uint8Array, bits: number): Taken {
  if (bits !== CARD_ABSENT && bits !== CARD_PRESENT) return broken('slot', held.length);
  const notification = parseNotification(held.subarray(0, 2));
  const isPresent = notification.type === 'slot-change' && notification.slots[0]!.isPresent;
  return { event: { type: 'slot-change', isPresent }, bytes: 2 };
}

function takeNak(held: Uint8Array): Taken | undefined {
  if (held.length < NAK_FRAME.length) return undefined;
  if (held[2] !== NAK_FRAME[2]) return broken('lrc', NAK_FRAME.length);
  return { event: { type: 'nak' }, bytes: NAK_FRAME.length };
}

function takeMessage(held: Uint8Array): Taken | undefined {
  const messageBytes = announcedBytes(held.subarray(2));
  if (messageBytes === undefined) return undefined;
  if (messageBytes > SERIAL_MESSAGE_BYTES_MAX) return broken('length', held.length);
  const frameBytes = messageBytes + FRAME_OVERHEAD_BYTES;
  if (held.length < frameBytes) return undefined;
  if (xor(held.subarray(0, frameBytes)) !== 0) return broken('lrc', frameBytes);
  const message = held.slice(2, frameBytes - 1);
  return { event: { type: 'message', message }, bytes: frameBytes };
}

function broken(rule: Extract<FrameEvent, { type: 'broken' }>['rule'], bytes: number): Taken {
  return { event: { type: 'broken', rule }, bytes };
}

function xor(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
