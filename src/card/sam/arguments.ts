/** What a caller may hand to a driver; every driver asks the same before anything leaves. */

import { COMMAND_BYTES_MAX, SIGNATURE_BYTES, STATEMENT_BYTES_MAX } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardSerial, ChannelSize, JournalHead } from '../../model/index.ts';
import { type CommandApdu, parseCommand } from '../apdu.ts';
import { STATE_BODY_BYTES_MAX } from '../codec/slot.ts';
import { CARRIED_BYTES_MAX, HEAD_BYTES, HEAD_SEQUENCE_BYTES } from './application.ts';

const SERIAL = /^[0-9A-F]{16}$/;
/** GPC_SPE_014 v1.1.1: a key version is one byte, and 00 stands for any. */
const KEY_VERSION_MAX = 0x7f;
const ATC_MAX = 0xffff_ffff;

/** @throws TypeError */
export function assertSerial(serial: CardSerial): void {
  if (!SERIAL.test(serial)) throw new TypeError('"serial" expected 16 hexadecimal digits');
}

/** @throws RangeError */
export function assertKeyVersion(version: number, name: string): void {
  assertWhole(version, name, 1, KEY_VERSION_MAX);
}

/** @throws RangeError */
export function assertStateBody(body: Uint8Array): void {
  assertLength(body, 'body', 1, STATE_BODY_BYTES_MAX);
}

/** A short plain command, with at most what the channel has room for. @throws RangeError, TypeError */
export function assertCommandBytes(command: Uint8Array, size: ChannelSize): void {
  const { cla, data, isExtended } = parsed(command);
  if (isExtended) throw new TypeError('"command" expected a short command APDU');
  // Basic and further logical channels, no chaining, not yet protected.
  if ((cla & 0x7c) !== 0) throw new RangeError('"command" expected class 00-03 or 80-83');
  if (data.length > COMMAND_BYTES_MAX[size]) {
    throw new RangeError(`"command" expected ${COMMAND_BYTES_MAX[size]} bytes at most`);
  }
}

function parsed(command: Uint8Array): CommandApdu {
  try {
    return parseCommand(command);
  } catch (cause) {
    throw new TypeError('"command" expected a short command APDU', { cause });
  }
}

/** What the card answered and the module can take in one short command. @throws OneCardError `card.malformed-response`. */
export function checkedAnswer(answer: Uint8Array): Uint8Array {
  const lengthBytes = answer.length;
  if (lengthBytes >= 2 && lengthBytes <= CARRIED_BYTES_MAX) return answer;
  const rule = lengthBytes < 2 ? 'no-status-word' : 'too-long';
  throw new OneCardError('card.malformed-response', { lengthBytes, rule });
}

/** @throws RangeError */
export function assertSignable(
  statement: Uint8Array,
  atc: number,
  cardSignature: Uint8Array,
): void {
  assertLength(statement, 'statement', 1, STATEMENT_BYTES_MAX);
  assertWhole(atc, 'atc', 0, ATC_MAX);
  assertLength(cardSignature, 'cardSignature', SIGNATURE_BYTES, SIGNATURE_BYTES);
}

/** @throws RangeError */
export function assertHead({ sequence, hash }: JournalHead): void {
  assertWhole(sequence, 'sequence', 0, Number.MAX_SAFE_INTEGER);
  assertLength(hash, 'hash', HEAD_BYTES - HEAD_SEQUENCE_BYTES, HEAD_BYTES - HEAD_SEQUENCE_BYTES);
}

function assertWhole(value: number, name: string, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`"${name}" expected a whole number from ${min} to ${max}`);
  }
}

function assertLength(bytes: Uint8Array, name: string, min: number, max: number): void {
  if (bytes.length < min || bytes.length > max) {
    throw new RangeError(`"${name}" expected ${min} to ${max} bytes`);
  }
}
