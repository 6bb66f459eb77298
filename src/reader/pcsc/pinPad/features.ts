/** What a reader says about itself in answer to CM_IOCTL_GET_FEATURE_REQUEST (PC/SC part 10 §2.2). */

import { OneCardError } from '../../../errors/index.ts';

/** The function of CM_IOCTL_GET_FEATURE_REQUEST. */
export const GET_FEATURE_REQUEST = 3400;

/** Feature tags that are used here (PC/SC part 10 §2.3). */
export const FEATURES = {
  verifyPinDirect: 0x06,
  modifyPinDirect: 0x07,
  pinProperties: 0x0a,
} as const;

/** Tag, length, and a control code of four bytes, most significant first. */
const FEATURE_BYTES = 6;
const CONTROL_CODE_BYTES = 4;
/** PIN_PROPERTIES_STRUCTURE: the display's layout, entry validation, time-out. */
const PIN_PROPERTIES_BYTES = 4;

/**
 * The control code of every feature, by its tag.
 *
 *     tag 1 | length 1 = 04 | control code 4, most significant byte first
 *
 * @throws OneCardError `reader.pin-pad-answer` for anything else.
 */
export function parseFeatures(bytes: Uint8Array): ReadonlyMap<number, number> {
  if (bytes.length % FEATURE_BYTES !== 0) throw malformed('feature-list-length', bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const features = new Map<number, number>();
  for (let offset = 0; offset < bytes.length; offset += FEATURE_BYTES) {
    const tag = view.getUint8(offset);
    if (view.getUint8(offset + 1) !== CONTROL_CODE_BYTES) throw malformed('feature-length', offset);
    if (features.has(tag)) throw malformed('feature-twice', offset);
    features.set(tag, view.getUint32(offset + 2));
  }
  return features;
}

export interface PinPadDisplay {
  readonly columns: number;
  readonly lines: number;
}

/**
 * The display of the pad; undefined when it has none (PIN_PROPERTIES_STRUCTURE, PC/SC part 10 §2.5.5).
 *
 *     wLcdLayout 2 (columns, lines) | bEntryValidationCondition 1 | bTimeOut2 1
 *
 * @throws OneCardError `reader.pin-pad-answer`.
 */
export function parsePinProperties(bytes: Uint8Array): PinPadDisplay | undefined {
  if (bytes.length !== PIN_PROPERTIES_BYTES) throw malformed('pin-properties-length', bytes.length);
  const [columns, lines] = [bytes[0]!, bytes[1]!];
  return columns === 0 || lines === 0 ? undefined : { columns, lines };
}

export function malformed(rule: string, at: number): OneCardError {
  return new OneCardError('reader.pin-pad-answer', { rule, at });
}
