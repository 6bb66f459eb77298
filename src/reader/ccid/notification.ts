/**
 * What a reader says unasked: USB interrupt messages (CCID Rev 1.10 §6.3). On the serial line of a
 * GemPC Twin the slot change takes the same two bytes.
 *
 * ```
 * 50 | two bits a slot: card present, changed since the last message
 * 51 | bSlot | bSeq | bHardwareErrorCode
 * ```
 */

import { OneCardError } from '../../errors/index.ts';

export const NOTIFY_SLOT_CHANGE = 0x50;
const HARDWARE_ERROR = 0x51;
/** bMaxSlotIndex is a byte: 256 slots of two bits. */
const SLOT_BYTES_MAX = 64;

export type CcidNotification =
  | {
      readonly type: 'slot-change';
      /** By slot; trailing entries may stand for slots that the reader has not. */
      readonly slots: readonly { readonly isPresent: boolean; readonly hasChanged: boolean }[];
    }
  | {
      readonly type: 'hardware-error';
      readonly slot: number;
      readonly sequence: number;
      readonly error: number;
    };

/** @throws OneCardError `reader.malformed-message` with `rule`. */
export function parseNotification(bytes: Uint8Array): CcidNotification {
  if (bytes[0] === NOTIFY_SLOT_CHANGE && bytes.length >= 2 && bytes.length <= 1 + SLOT_BYTES_MAX) {
    const slots = [...bytes.subarray(1)].flatMap((bits) =>
      [0, 2, 4, 6].map((shift) => ({
        isPresent: ((bits >> shift) & 1) === 1,
        hasChanged: ((bits >> shift) & 2) === 2,
      })),
    );
    return { type: 'slot-change', slots };
  }
  if (bytes[0] === HARDWARE_ERROR && bytes.length === 4) {
    return { type: 'hardware-error', slot: bytes[1]!, sequence: bytes[2]!, error: bytes[3]! };
  }
  throw new OneCardError('reader.malformed-message', { layer: 'ccid', rule: 'notification' });
}
