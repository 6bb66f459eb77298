/**
 * PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE (PC/SC part 10 §2.5.2 and §2.5.3; reader.h of pcsc-lite).
 * They tell a reader with a pad how to put the PIN that a person enters into a command. The PIN goes
 * from the pad to the card: neither the structures nor this program ever hold it.
 */

import { parseCommand } from '../../../card/index.ts';

/** How the pad writes a PIN into the data field of the command. */
export interface PinFormat {
  readonly encoding: 'binary' | 'bcd' | 'ascii';
  readonly justify: 'left' | 'right';
  /** Bytes from the beginning of the data field to the PIN, 0 to 15. */
  readonly offsetBytes: number;
  /** Bytes that the PIN fills, 0 to 15. */
  readonly blockBytes: number;
  /** Where the number of digits is written, for formats that carry it. */
  readonly length?: { readonly bits: number; readonly offsetBits: number } | undefined;
  readonly digitsMin: number;
  readonly digitsMax: number;
}

/** ASCII digits, filled up with FF by the command: what most cards take. */
export const PIN_ASCII_8: PinFormat = {
  encoding: 'ascii',
  justify: 'left',
  offsetBytes: 0,
  blockBytes: 8,
  digitsMin: 4,
  digitsMax: 8,
};

/**
 * Format 2 of ISO 9564-1: `2n dd dd dd dd dd dd dd`, n digits, filled up with F. The command holds
 * `20 FF FF FF FF FF FF FF`; the pad writes n and the digits.
 */
export const PIN_FORMAT_2: PinFormat = {
  encoding: 'bcd',
  justify: 'left',
  offsetBytes: 1,
  blockBytes: 7,
  length: { bits: 4, offsetBits: 4 },
  digitsMin: 4,
  digitsMax: 12,
};

/** What ends the entry, besides the pad's own cancel key. */
export type EntryEnd = 'most-digits' | 'key' | 'time-out';

export interface PinVerification {
  /**
   * The command with the place of the PIN filled with FF or 00: VERIFY, for example
   * `00 20 00 81 08 FF FF FF FF FF FF FF FF`.
   */
  readonly command: Uint8Array;
  readonly format: PinFormat;
  /** Seconds until the first key, 1 to 255; the reader's own limit when absent. */
  readonly firstKeySeconds?: number | undefined;
  /** Seconds after a key, 1 to 255; the reader's own limit when absent. */
  readonly nextKeySeconds?: number | undefined;
  /** `key` when absent. */
  readonly endsWith?: readonly EntryEnd[] | undefined;
  /** Language of the pad's own messages; Chinese when absent. */
  readonly language?: 'zh' | 'en' | undefined;
}

export interface PinModification extends PinVerification {
  /** Bytes from the beginning of the data field to the old PIN's block; absent when it is not asked for. */
  readonly oldOffsetBytes?: number | undefined;
  /** Bytes from the beginning of the data field to the new PIN's block. */
  readonly newOffsetBytes: number;
  /** Whether the new PIN is entered twice; it is when absent. */
  readonly confirms?: boolean | undefined;
}

const ENCODINGS = { binary: 0, bcd: 1, ascii: 2 } as const;
const ENDS = { 'most-digits': 1, key: 2, 'time-out': 4 } as const satisfies Record<
  EntryEnd,
  number
>;
/** Windows language identifiers: Chinese (PRC), English (United States). */
const LANGUAGES = { zh: 0x0804, en: 0x0409 } as const;
/** bConfirmPIN: bit 0 asks for the new PIN twice, bit 1 for the old one. */
const CONFIRM_NEW = 0x01;
const CONFIRM_OLD = 0x02;
const UNIT_BYTES = 0x80;
/** bMsgIndex: which of the pad's own messages is shown, or which at each entry. */
const FIRST_MESSAGE = 0;
const MESSAGES_IN_ORDER = [0, 1, 2];
/** bTeoPrologue: the prologue of a T=1 block, for readers that want one; the reader fills it in. */
const PROLOGUE = [0, 0, 0];

/**
 *     bTimerOut 1 | bTimerOut2 1 | bmFormatString 1 | bmPINBlockString 1 | bmPINLengthFormat 1
 *     | wPINMaxExtraDigit 2 (most, least) | bEntryValidationCondition 1 | bNumberMessage 1 | wLangId 2
 *     | bMsgIndex 1 | bTeoPrologue 3 | ulDataLength 4 | abData
 *
 * Numbers are little-endian. `messages` is how many of its own the pad shows.
 * @throws RangeError for a request that has no place in the structure.
 */
export function encodeVerification(request: PinVerification, messages: 0 | 1): Uint8Array {
  assertTemplate(request, request.format.offsetBytes);
  return Uint8Array.from([
    ...formatBytes(request),
    ...digitBytes(request.format),
    endByte(request),
    messages,
    ...languageBytes(request),
    FIRST_MESSAGE,
    ...PROLOGUE,
    ...commandBytes(request),
  ]);
}

/**
 *     … bmPINLengthFormat 1 | bInsertionOffsetOld 1 | bInsertionOffsetNew 1 | wPINMaxExtraDigit 2
 *     | bConfirmPIN 1 | bEntryValidationCondition 1 | bNumberMessage 1 | wLangId 2 | bMsgIndex1 1
 *     | bMsgIndex2 1 | bMsgIndex3 1 | bTeoPrologue 3 | ulDataLength 4 | abData
 *
 * @throws RangeError for a request that has no place in the structure.
 */
export function encodeModification(request: PinModification, messages: 0 | 1): Uint8Array {
  const { format, oldOffsetBytes, newOffsetBytes, confirms = true } = request;
  assertRange('newOffsetBytes', newOffsetBytes, 0, 255);
  assertRange('oldOffsetBytes', oldOffsetBytes ?? 0, 0, 255);
  assertTemplate(request, newOffsetBytes + format.offsetBytes);
  if (oldOffsetBytes !== undefined) assertTemplate(request, oldOffsetBytes + format.offsetBytes);
  const asksOld = oldOffsetBytes !== undefined;
  // One message an entry: the old PIN, the new one, the new one again.
  const entries = 1 + (asksOld ? 1 : 0) + (confirms ? 1 : 0);
  return Uint8Array.from([
    ...formatBytes(request),
    oldOffsetBytes ?? 0,
    newOffsetBytes,
    ...digitBytes(format),
    (confirms ? CONFIRM_NEW : 0) | (asksOld ? CONFIRM_OLD : 0),
    endByte(request),
    messages * entries,
    ...languageBytes(request),
    ...MESSAGES_IN_ORDER,
    ...PROLOGUE,
    ...commandBytes(request),
  ]);
}

function formatBytes({ format, firstKeySeconds, nextKeySeconds }: PinVerification): number[] {
  const { encoding, justify, offsetBytes, blockBytes, length } = format;
  assertRange('offsetBytes', offsetBytes, 0, 15);
  assertRange('blockBytes', blockBytes, 0, 15);
  assertRange('length.bits', length?.bits ?? 0, 0, 15);
  assertRange('length.offsetBits', length?.offsetBits ?? 0, 0, 15);
  if (firstKeySeconds !== undefined) assertRange('firstKeySeconds', firstKeySeconds, 1, 255);
  if (nextKeySeconds !== undefined) assertRange('nextKeySeconds', nextKeySeconds, 1, 255);
  const justifyBit = justify === 'right' ? 0x04 : 0;
  return [
    firstKeySeconds ?? 0,
    nextKeySeconds ?? 0,
    UNIT_BYTES | (offsetBytes << 3) | justifyBit | ENCODINGS[encoding],
    ((length?.bits ?? 0) << 4) | blockBytes,
    // Bit 4 clear: the position of the length counts bits.
    length?.offsetBits ?? 0,
  ];
}

/** 0xXXYY, XX the fewest and YY the most digits. */
function digitBytes({ digitsMin, digitsMax }: PinFormat): number[] {
  assertRange('digitsMin', digitsMin, 0, 255);
  assertRange('digitsMax', digitsMax, Math.max(digitsMin, 1), 255);
  return [digitsMax, digitsMin];
}

function endByte({ endsWith = ['key'] }: PinVerification): number {
  if (endsWith.length === 0) throw new RangeError('"endsWith" expected one way to end the entry');
  return endsWith.reduce((sum, end) => sum | ENDS[end], 0);
}

function languageBytes({ language = 'zh' }: PinVerification): number[] {
  return littleEndian(LANGUAGES[language], 2);
}

function commandBytes({ command }: PinVerification): number[] {
  return [...littleEndian(command.length, 4), ...command];
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff);
}

/** The command has data that reach over the PIN's block, and nothing but filler stands there. */
function assertTemplate({ command, format }: PinVerification, offset: number): void {
  const { data } = parseCommand(command);
  const block = data?.subarray(offset, offset + format.blockBytes);
  if (block?.length !== format.blockBytes) {
    throw new RangeError('"command" expected data that reach over the place of the PIN');
  }
  // A PIN must never be here: it goes from the pad to the card.
  if (block.some((byte) => byte !== 0xff && byte !== 0x00)) {
    throw new RangeError('"command" expected FF or 00 in the place of the PIN');
  }
}

function assertRange(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`"${name}" expected a whole number from ${least} to ${most}`);
}
