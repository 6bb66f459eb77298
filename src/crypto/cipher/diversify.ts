/** A card's own keys out of a county's master keys, so that one opened card opens no other. */

import { concat, uintBytes, utf8 } from '../../bytes.ts';
import type { CardSerial, SuiteId } from '../../model/index.ts';
import { chipBytes, matching } from '../forms.ts';
import { SecretKey, secretBytes } from '../secret.ts';
import { cipherOf } from './blockCipher.ts';
import { cmacOfBlocks } from './cmac.ts';
import { deriveBytes } from './keyDerivation.ts';

/** Bytes of a diversified key in either suite: AES-128, SM4. */
const KEY_BYTES = 16;

/** Bytes of the diversification input M, AN10922 §2.2 (AES-128). */
const AN10922_INPUT_BYTES_MAX = 31;

/** Which card, which application on it and what for. */
export interface KeyPurpose {
  readonly serial: CardSerial;
  /** 5 to 16 bytes (ISO/IEC 7816-4:2005 §8.2.1.2). */
  readonly aid: Uint8Array;
  /** Such as `STATE`: capital letters, digits and hyphens. */
  readonly role: string;
}

const ROLE = /^[0-9A-Z-]+$/;

/**
 * A card's key for one purpose.
 *
 *     suite 1  AN10922 with M = serial(8) ‖ AID ‖ role
 *     suite 2  SP 800-108 with SM4-CMAC over 01 ‖ role ‖ 00 ‖ serial(8) ‖ AID ‖ 0080
 *
 * @throws TypeError, RangeError for a purpose that has not its form or a master key of other than 16 bytes
 */
export function diversify(suite: SuiteId, masterKey: SecretKey, purpose: KeyPurpose): SecretKey {
  const { aid } = purpose;
  if (aid.length < 5 || aid.length > 16) throw new RangeError('"aid" expected 5 to 16 bytes');
  const serial = chipBytes(purpose.serial, 'serial');
  const role = utf8(matching(purpose.role, 'role', ROLE));
  if (suite === 1) return diversifyAn10922(masterKey, concat([serial, aid, role]));
  const after = concat([role, Uint8Array.of(0), serial, aid, uintBytes(8 * KEY_BYTES, 2)]);
  const input = { before: new Uint8Array(), after, counterBytes: 1 } as const;
  return new SecretKey(deriveBytes(suite, masterKey, input, KEY_BYTES));
}

/**
 * NXP AN10922 §2.2 for AES-128: CMAC(master, 01 ‖ M), 01 ‖ M padded to two blocks.
 * @param input M, 1 to 31 bytes, for no other purpose than this one key
 */
export function diversifyAn10922(masterKey: SecretKey, input: Uint8Array): SecretKey {
  if (secretBytes(masterKey).length !== KEY_BYTES) {
    throw new RangeError('"masterKey" expected AES-128');
  }
  if (input.length < 1 || input.length > AN10922_INPUT_BYTES_MAX) {
    throw new RangeError(`"input" expected 1 to ${AN10922_INPUT_BYTES_MAX} bytes`);
  }
  return new SecretKey(cmacOfBlocks(cipherOf(1), masterKey, concat([Uint8Array.of(1), input]), 2));
}
