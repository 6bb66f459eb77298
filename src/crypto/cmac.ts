/**
 * AES-CMAC (RFC 4493, NIST SP 800-38B) and the key diversification of NXP AN10922 on top of it,
 * over node:crypto's AES, which has no CMAC of its own.
 */

import { createCipheriv } from 'node:crypto';
import { concat, equalBytes, utf8 } from '../bytes.ts';
import type { CardSerial } from '../model/index.ts';
import { chipBytes, matching } from './forms.ts';
import { SecretKey, secretBytes } from './secret.ts';

/** AES block, and so the length of a CMAC. */
export const CMAC_BYTES = 16;

/** R_128 of SP 800-38B §5.3: what a carry out of the highest bit adds to the lowest byte. */
const CARRY = 0x87;

/** 16 bytes. */
export function aesCmac(key: SecretKey, message: Uint8Array): Uint8Array {
  return cmacOfBlocks(key, message, Math.max(1, Math.ceil(message.length / CMAC_BYTES)));
}

/** Whether `mac` is the whole CMAC of `message`; the time taken does not tell how close it was. */
export function aesCmacMatches(key: SecretKey, message: Uint8Array, mac: Uint8Array): boolean {
  return equalBytes(aesCmac(key, message), mac);
}

/** Bytes of the diversification input M, AN10922 §2.2 (AES-128). */
const DIVERSIFICATION_BYTES_MAX = 31;

/**
 * A card's own AES-128 key out of a master key: CMAC(master, 01 ‖ M), 01 ‖ M padded to two blocks.
 * @param input M, 1 to 31 bytes, for no other purpose than this one key
 */
export function diversifyAn10922(masterKey: SecretKey, input: Uint8Array): SecretKey {
  if (secretBytes(masterKey).length !== 16) throw new RangeError('"masterKey" expected AES-128');
  if (input.length < 1 || input.length > DIVERSIFICATION_BYTES_MAX) {
    throw new RangeError(`"input" expected 1 to ${DIVERSIFICATION_BYTES_MAX} bytes`);
  }
  return new SecretKey(cmacOfBlocks(masterKey, concat([Uint8Array.of(1), input]), 2));
}

const ROLE = /^[0-9A-Z-]+$/;

/**
 * A card's key for one purpose: AN10922 with M = serial(8) ‖ AID ‖ role.
 * @param purpose.aid 5 to 16 bytes (ISO/IEC 7816-4:2005 §8.2.1.2)
 * @param purpose.role such as `STATE`: capital letters, digits and hyphens
 */
export function diversifyKey(
  masterKey: SecretKey,
  purpose: { readonly serial: CardSerial; readonly aid: Uint8Array; readonly role: string },
): SecretKey {
  const { serial, aid, role } = purpose;
  if (aid.length < 5 || aid.length > 16) throw new RangeError('"aid" expected 5 to 16 bytes');
  return diversifyAn10922(
    masterKey,
    concat([chipBytes(serial, 'serial'), aid, utf8(matching(role, 'role', ROLE))]),
  );
}

/**
 * CMAC over a message that is padded to `blockCount` blocks. A whole last block is masked with K1,
 * a padded one (80 00 …) with K2 (SP 800-38B §6.2).
 */
function cmacOfBlocks(key: SecretKey, message: Uint8Array, blockCount: number): Uint8Array {
  const blocks = new Uint8Array(blockCount * CMAC_BYTES);
  blocks.set(message);
  const k1 = doubled(encryptCbc(key, new Uint8Array(CMAC_BYTES)));
  const isWhole = message.length === blocks.length;
  if (!isWhole) blocks[message.length] = 0x80;
  const mask = isWhole ? k1 : doubled(k1);
  const lastStart = blocks.length - CMAC_BYTES;
  for (let index = 0; index < CMAC_BYTES; index++) blocks[lastStart + index]! ^= mask[index]!;
  return encryptCbc(key, blocks).slice(-CMAC_BYTES);
}

/** A block times x in GF(2^128): one bit to the left, the carry folded back. */
function doubled(block: Uint8Array): Uint8Array {
  const product = block.map((byte, index) => (byte << 1) | ((block[index + 1] ?? 0) >> 7));
  if (block[0]! >> 7 === 1) product[CMAC_BYTES - 1]! ^= CARRY;
  return product;
}

/** AES-CBC with a zero initial vector over whole blocks. */
function encryptCbc(key: SecretKey, blocks: Uint8Array): Uint8Array {
  const bytes = secretBytes(key);
  const cipher = createCipheriv(`aes-${bytes.length * 8}-cbc`, bytes, new Uint8Array(CMAC_BYTES));
  cipher.setAutoPadding(false);
  return Uint8Array.from(cipher.update(blocks));
}
