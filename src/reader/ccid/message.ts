/**
 * CCID messages (USB Device Class: Smart Card CCID, Rev 1.10, §6): what a host and a contact reader
 * say to each other, over USB or over a serial line.
 *
 * ```
 * bMessageType | dwLength, 4 bytes, little-endian | bSlot | bSeq | three bytes of the type | abData
 * command:  the three bytes are the command's own
 * response: bStatus | bError | one byte of the response's own
 * ```
 */

import { concat } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';

export const CCID_HEADER_BYTES = 10;
/** §6.1.4: header and an extended APDU of 65,544 bytes, the most that any reader announces. */
export const CCID_MESSAGE_BYTES_MAX = 65_556;

/** Messages of the host, by bMessageType (§6.1). */
const COMMANDS = {
  'set-parameters': 0x61,
  'icc-power-on': 0x62,
  'icc-power-off': 0x63,
  'get-slot-status': 0x65,
  secure: 0x69,
  't0-apdu': 0x6a,
  escape: 0x6b,
  'get-parameters': 0x6c,
  'reset-parameters': 0x6d,
  'icc-clock': 0x6e,
  'xfr-block': 0x6f,
  mechanical: 0x71,
  abort: 0x72,
  'set-data-rate-and-clock': 0x73,
} as const;
export type CcidCommandType = keyof typeof COMMANDS;

/** Messages of the reader, by bMessageType (§6.2). */
const RESPONSES = {
  'data-block': 0x80,
  'slot-status': 0x81,
  parameters: 0x82,
  escape: 0x83,
  'data-rate-and-clock': 0x84,
} as const;
export type CcidResponseType = keyof typeof RESPONSES;

/** What a command is answered with when it is carried out (§6.1); a refusal may be a slot status. */
const ANSWERS: Readonly<Record<CcidCommandType, CcidResponseType>> = {
  'set-parameters': 'parameters',
  'icc-power-on': 'data-block',
  'icc-power-off': 'slot-status',
  'get-slot-status': 'slot-status',
  secure: 'data-block',
  't0-apdu': 'slot-status',
  escape: 'escape',
  'get-parameters': 'parameters',
  'reset-parameters': 'parameters',
  'icc-clock': 'slot-status',
  'xfr-block': 'data-block',
  mechanical: 'slot-status',
  abort: 'slot-status',
  'set-data-rate-and-clock': 'data-rate-and-clock',
};

export interface CcidCommand {
  readonly type: CcidCommandType;
  readonly slot: number;
  /** bSeq, 0 to 255: the answer carries it back. */
  readonly sequence: number;
  /** Bytes 7 to 9: for a power-on bPowerSelect first, for a block transfer bBWI and wLevelParameter. */
  readonly specific?: readonly [number, number, number];
  readonly data?: Uint8Array;
}

/** Bits 1 and 2 of bStatus (§6.2.6). */
export type IccStatus = 'active' | 'inactive' | 'absent';

export interface CcidResponse {
  readonly type: CcidResponseType;
  readonly slot: number;
  readonly sequence: number;
  readonly icc: IccStatus;
  /** Bits 7 and 8 of bStatus. In a time extension `error` is the multiplier of the waiting time. */
  readonly outcome: 'done' | 'failed' | 'time-extension';
  readonly error: number;
  /** Byte 9: bChainParameter, bClockStatus or bProtocolNum. */
  readonly specific: number;
  readonly data: Uint8Array;
}

const ICC_STATUSES = ['active', 'inactive', 'absent'] as const;
const OUTCOMES = ['done', 'failed', 'time-extension'] as const;

/** The response that carries out a command of `type`. */
export function answerOf(type: CcidCommandType): CcidResponseType {
  return ANSWERS[type];
}

/** Bytes of a command. @throws RangeError when a field is no byte or the message is too long. */
export function encodeCcidCommand(command: CcidCommand): Uint8Array {
  const { slot, sequence, specific = [0, 0, 0], data = new Uint8Array(0) } = command;
  return encode(COMMANDS[command.type], [slot, sequence, ...specific], data);
}

/** Bytes of a response. @throws RangeError when a field is no byte or the message is too long. */
export function encodeCcidResponse(response: CcidResponse): Uint8Array {
  const { slot, sequence, error, specific, data } = response;
  const status = ICC_STATUSES.indexOf(response.icc) | (OUTCOMES.indexOf(response.outcome) << 6);
  return encode(RESPONSES[response.type], [slot, sequence, status, error, specific], data);
}

/** The whole length that a header announces; undefined while its five first bytes are not there. */
export function announcedBytes(head: Uint8Array): number | undefined {
  if (head.length < 5) return undefined;
  return CCID_HEADER_BYTES + new DataView(head.buffer, head.byteOffset).getUint32(1, true);
}

/**
 * A command out of its bytes, as the reader sees it.
 * @throws OneCardError `reader.malformed-message` with `rule`.
 */
export function parseCcidCommand(bytes: Uint8Array): CcidCommand {
  const { slot, sequence, specific, data } = parse(bytes);
  const type = nameOf(COMMANDS, bytes[0]!);
  return { type, slot, sequence, specific, data };
}

/**
 * A response out of its bytes.
 * @throws OneCardError `reader.malformed-message` with `rule`.
 */
export function parseCcidResponse(bytes: Uint8Array): CcidResponse {
  const { slot, sequence, specific, data } = parse(bytes);
  const type = nameOf(RESPONSES, bytes[0]!);
  const [status, error, own] = specific;
  const icc = ICC_STATUSES[status & 0x03];
  const outcome = OUTCOMES[status >> 6];
  if (!icc || !outcome) throw malformed('status', bytes.length);
  return { type, slot, sequence, icc, outcome, error, specific: own, data };
}

interface ParsedMessage {
  readonly slot: number;
  readonly sequence: number;
  readonly specific: readonly [number, number, number];
  readonly data: Uint8Array;
}

function parse(bytes: Uint8Array): ParsedMessage {
  if (bytes.length < CCID_HEADER_BYTES) throw malformed('header-too-short', bytes.length);
  if (bytes.length > CCID_MESSAGE_BYTES_MAX) throw malformed('too-long', bytes.length);
  if (announcedBytes(bytes) !== bytes.length) throw malformed('length-disagrees', bytes.length);
  return {
    slot: bytes[5]!,
    sequence: bytes[6]!,
    specific: [bytes[7]!, bytes[8]!, bytes[9]!],
    data: bytes.slice(CCID_HEADER_BYTES),
  };
}

function encode(type: number, fields: readonly number[], data: Uint8Array): Uint8Array {
  if (fields.some((field) => !Number.isInteger(field) || field < 0 || field > 0xff)) {
    throw new RangeError('every field of a CCID message is a byte');
  }
  if (data.length > CCID_MESSAGE_BYTES_MAX - CCID_HEADER_BYTES) {
    throw new RangeError(`a CCID message has at most ${CCID_MESSAGE_BYTES_MAX} bytes`);
  }
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, data.length, true);
  return concat([Uint8Array.of(type, ...length, ...fields), data]);
}

function nameOf<Name extends string>(table: Readonly<Record<Name, number>>, code: number): Name {
  for (const name in table) if (table[name] === code) return name;
  throw malformed('message-type', code);
}

function malformed(rule: string, value: number): OneCardError {
  return new OneCardError('reader.malformed-message', { layer: 'ccid', rule, value });
}
