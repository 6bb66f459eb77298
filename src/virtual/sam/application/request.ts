/** The commands of the module's application, read strictly out of their APDUs. No I/O, no state. */

import { equalBytes, toHex } from '../../../bytes.ts';
import {
  ATC_BYTES,
  CLA_SAM,
  type CommandApdu,
  DATA_IDENTITY,
  DATA_STATUS,
  HEAD_BYTES,
  HEAD_SEQUENCE_BYTES,
  ID_BYTES,
  INS_SAM,
  MAC_BYTES,
  NC_SHORT_MAX,
  SAM_AID,
  SAM_PIN_REFERENCE,
  SIGN_LAST,
  SIGN_MORE,
  STATE_BODY_BYTES_MAX,
  type StatusWord,
  SW_CLASS_UNKNOWN,
  SW_FILE_NOT_FOUND,
  SW_INSTRUCTION_UNKNOWN,
  SW_REFERENCE_NOT_FOUND,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../../card/index.ts';
import { SIGNATURE_BYTES, STATEMENT_BYTES_MAX } from '../../../crypto/index.ts';
import type { CardSerial, ChannelSize, JournalHead, SuiteId } from '../../../model/index.ts';
import { SecretPin } from '../../../model/index.ts';

/** What was asked. */
export type SamRequest =
  | { readonly kind: 'select' | 'identity' | 'status' | 'get-response' | 'terminate' }
  | { readonly kind: 'verify-pin'; readonly pin: SecretPin }
  | {
      readonly kind: 'open-channel';
      readonly keyVersion: number;
      readonly serial: CardSerial;
      readonly size: ChannelSize;
    }
  | {
      readonly kind: 'finish-channel' | 'wrap' | 'unwrap';
      readonly channel: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'close-channel'; readonly channel: number }
  | {
      readonly kind: 'key-block';
      readonly serial: CardSerial;
      readonly keyVersion: number;
      readonly newKeyVersion: number;
    }
  | {
      readonly kind: 'mac-state';
      readonly suite: SuiteId;
      readonly serial: CardSerial;
      readonly body: Uint8Array;
    }
  | {
      readonly kind: 'check-state';
      readonly suite: SuiteId;
      readonly serial: CardSerial;
      readonly body: Uint8Array;
      readonly mac: Uint8Array;
    }
  | {
      readonly kind: 'sign-block';
      readonly index: number;
      readonly isLast: boolean;
      readonly block: Uint8Array;
    }
  | { readonly kind: 'sign-head'; readonly head: JournalHead };

/** A signature's blocks hold at most this: 1,268 bytes are five blocks. */
export const SIGN_BYTES_MAX = ATC_BYTES + SIGNATURE_BYTES + STATEMENT_BYTES_MAX;

type Reading = SamRequest | StatusWord;
type Reader = (command: CommandApdu) => Reading;

const BASIC: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [INS_SAM.select, select],
  [INS_SAM.verify, verify],
  [INS_SAM.getResponse, (command) => bare(command, 'get-response')],
  [INS_SAM.terminate, (command) => bare(command, 'terminate')],
]);

const PROPRIETARY: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [INS_SAM.getData, getData],
  [INS_SAM.openChannel, openChannel],
  [INS_SAM.finishChannel, (command) => carried(command, 'finish-channel', 2)],
  [INS_SAM.wrap, (command) => carried(command, 'wrap', 4)],
  [INS_SAM.unwrap, (command) => carried(command, 'unwrap', 2)],
  [INS_SAM.closeChannel, closeChannel],
  [INS_SAM.keyBlock, keyBlock],
  [INS_SAM.macState, macState],
  [INS_SAM.checkState, checkState],
  [INS_SAM.sign, signBlock],
  [INS_SAM.signHead, signHead],
]);

/** The request, or the status word that refuses it. */
export function readRequest(command: CommandApdu): Reading {
  if (command.isExtended || command.data.length > NC_SHORT_MAX) return SW_WRONG_LENGTH;
  if (command.cla !== 0 && command.cla !== CLA_SAM) return SW_CLASS_UNKNOWN;
  const readers = command.cla === 0 ? BASIC : PROPRIETARY;
  return readers.get(command.ins)?.(command) ?? SW_INSTRUCTION_UNKNOWN;
}

function select({ p1, p2, data }: CommandApdu): Reading {
  if (p1 !== 0x04 || p2 !== 0x00) return SW_WRONG_P1_P2;
  return equalBytes(data, SAM_AID) ? { kind: 'select' } : SW_FILE_NOT_FOUND;
}

function bare({ p1, p2, data }: CommandApdu, kind: 'get-response' | 'terminate'): Reading {
  if (p1 !== 0 || p2 !== 0) return SW_WRONG_P1_P2;
  return data.length === 0 ? { kind } : SW_WRONG_LENGTH;
}

function verify({ p1, p2, data, ne }: CommandApdu): Reading {
  if (p1 !== 0) return SW_WRONG_P1_P2;
  if (p2 !== SAM_PIN_REFERENCE) return SW_REFERENCE_NOT_FOUND;
  if (ne > 0) return SW_WRONG_LENGTH;
  try {
    return { kind: 'verify-pin', pin: new SecretPin(new TextDecoder('latin1').decode(data)) };
  } catch {
    return SW_WRONG_DATA;
  }
}

function getData({ p1, p2, data }: CommandApdu): Reading {
  if (p1 !== 0) return SW_WRONG_P1_P2;
  if (data.length > 0) return SW_WRONG_LENGTH;
  if (p2 === DATA_IDENTITY) return { kind: 'identity' };
  return p2 === DATA_STATUS ? { kind: 'status' } : SW_REFERENCE_NOT_FOUND;
}

function openChannel({ p1, p2, data }: CommandApdu): Reading {
  if (data.length !== ID_BYTES) return SW_WRONG_LENGTH;
  const size = p2 === 8 ? 'S8' : p2 === 16 ? 'S16' : undefined;
  if (!size || !isKeyVersion(p1)) return SW_WRONG_P1_P2;
  return { kind: 'open-channel', keyVersion: p1, serial: serialOf(data), size };
}

function carried(
  { p1, p2, data }: CommandApdu,
  kind: 'finish-channel' | 'wrap' | 'unwrap',
  bytesMin: number,
): Reading {
  if (p2 !== 0 || p1 === 0) return SW_WRONG_P1_P2;
  return data.length < bytesMin ? SW_WRONG_LENGTH : { kind, channel: p1, bytes: data };
}

function closeChannel({ p1, p2, data }: CommandApdu): Reading {
  if (p2 !== 0 || p1 === 0) return SW_WRONG_P1_P2;
  return data.length === 0 ? { kind: 'close-channel', channel: p1 } : SW_WRONG_LENGTH;
}

function keyBlock({ p1, p2, data }: CommandApdu): Reading {
  if (!isKeyVersion(p1) || !isKeyVersion(p2)) return SW_WRONG_P1_P2;
  if (data.length !== ID_BYTES) return SW_WRONG_LENGTH;
  return { kind: 'key-block', serial: serialOf(data), keyVersion: p1, newKeyVersion: p2 };
}

function macState({ p1, p2, data }: CommandApdu): Reading {
  if (p1 !== 0 || !isSuite(p2)) return SW_WRONG_P1_P2;
  const body = data.slice(ID_BYTES);
  if (!isStateBody(body)) return SW_WRONG_LENGTH;
  return { kind: 'mac-state', suite: p2, serial: serialOf(data), body };
}

function checkState({ p1, p2, data }: CommandApdu): Reading {
  if (p1 !== 0 || !isSuite(p2)) return SW_WRONG_P1_P2;
  const mac = data.slice(ID_BYTES, ID_BYTES + MAC_BYTES);
  const body = data.slice(ID_BYTES + MAC_BYTES);
  if (!isStateBody(body)) return SW_WRONG_LENGTH;
  return { kind: 'check-state', suite: p2, serial: serialOf(data), body, mac };
}

function signBlock({ p1, p2, data }: CommandApdu): Reading {
  if (p1 !== SIGN_MORE && p1 !== SIGN_LAST) return SW_WRONG_P1_P2;
  const isLast = p1 === SIGN_LAST;
  if (data.length === 0 || (!isLast && data.length !== NC_SHORT_MAX)) return SW_WRONG_LENGTH;
  return { kind: 'sign-block', index: p2, isLast, block: data };
}

function signHead({ p1, p2, data }: CommandApdu): Reading {
  if (p1 !== 0 || p2 !== 0) return SW_WRONG_P1_P2;
  if (data.length !== HEAD_BYTES) return SW_WRONG_LENGTH;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const sequence = Number(view.getBigUint64(0));
  if (!Number.isSafeInteger(sequence)) return SW_WRONG_DATA;
  return { kind: 'sign-head', head: { sequence, hash: data.slice(HEAD_SEQUENCE_BYTES) } };
}

function isKeyVersion(version: number): boolean {
  return version > 0 && version < 0x80;
}

function isSuite(value: number): value is SuiteId {
  return value === 1 || value === 2;
}

function isStateBody(body: Uint8Array): boolean {
  return body.length > 0 && body.length <= STATE_BODY_BYTES_MAX;
}

function serialOf(data: Uint8Array): CardSerial {
  return toHex(data.subarray(0, ID_BYTES)).toUpperCase() as CardSerial;
}
