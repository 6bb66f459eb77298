/**
 * PUT KEY (GPC_SPE_014 v1.1.1 §7.2): the three keys of one version, each encrypted under Key-DEK:
 *
 *     key version(1) ‖ 3 × { type(1) ‖ 11 ‖ 10 ‖ CBC(Key-DEK, key)(16) ‖ 03 ‖ check value(3) }
 */

import { concat, equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SuiteId } from '../../model/index.ts';
import { BLOCK_BYTES, cipherOf } from '../cipher/blockCipher.ts';
import { SecretKey, secretBytes } from '../secret.ts';
import { ChannelKeys, KEY_CHECK_BYTES, keyCheckValue } from './keys.ts';

/** 88 is AES (GPC_SPE_034 table 11-16); SM4 has none there, so one of those for private use, 00 to 7F. */
const KEY_TYPES: Readonly<Record<SuiteId, number>> = { 1: 0x88, 2: 0x04 };

const KEY_BYTES = 16;
const BLOCK_FIELD_BYTES = 2 + 1 + KEY_BYTES + 1 + KEY_CHECK_BYTES;

/** Data field of PUT KEY for `keys`, under the Key-DEK that the card has now. @throws RangeError for keys of other than 16 bytes. */
export function encodePutKey(dek: SecretKey, keys: ChannelKeys): Uint8Array {
  const blocks = [keys.enc, keys.mac, keys.dek].map((key) => keyBlock(keys.suite, dek, key));
  return concat([Uint8Array.of(keys.keyVersion), ...blocks]);
}

/** Answer of the card: the new version and the three check values. */
export function putKeyReceipt(keys: ChannelKeys): Uint8Array {
  const checks = [keys.enc, keys.mac, keys.dek].map((key) => keyCheckValue(keys.suite, key));
  return concat([Uint8Array.of(keys.keyVersion), ...checks]);
}

/**
 * The inverse of `encodePutKey`, at the card.
 * @throws OneCardError `crypto.key-block-malformed` for another form or a check value that does not fit
 */
export function parsePutKey(suite: SuiteId, dek: SecretKey, data: Uint8Array): ChannelKeys {
  const blocks = [0, 1, 2].map((index) => {
    const start = 1 + index * BLOCK_FIELD_BYTES;
    return parseBlock(suite, dek, data.slice(start, start + BLOCK_FIELD_BYTES), index);
  });
  const [enc, mac, newDek] = blocks as [SecretKey, SecretKey, SecretKey];
  if (data.length !== 1 + 3 * BLOCK_FIELD_BYTES) throw malformed('length', 3);
  try {
    return new ChannelKeys({ suite, keyVersion: data[0]!, enc, mac, dek: newDek });
  } catch (cause) {
    throw malformed('keyVersion', 0, cause);
  }
}

function keyBlock(suite: SuiteId, dek: SecretKey, key: SecretKey): Uint8Array {
  const bytes = secretBytes(key);
  if (bytes.length !== KEY_BYTES) throw new RangeError('"keys" expected keys of 16 bytes');
  return concat([
    Uint8Array.of(KEY_TYPES[suite], 1 + KEY_BYTES, KEY_BYTES),
    cipherOf(suite).encryptCbc(dek, new Uint8Array(BLOCK_BYTES), bytes),
    Uint8Array.of(KEY_CHECK_BYTES),
    keyCheckValue(suite, key),
  ]);
}

function parseBlock(suite: SuiteId, dek: SecretKey, block: Uint8Array, index: number): SecretKey {
  const head = Uint8Array.of(KEY_TYPES[suite], 1 + KEY_BYTES, KEY_BYTES);
  const isBlock =
    block.length === BLOCK_FIELD_BYTES &&
    equalBytes(block.slice(0, 3), head) &&
    block[3 + KEY_BYTES] === KEY_CHECK_BYTES;
  if (!isBlock) throw malformed('form', index);
  const ciphertext = block.slice(3, 3 + KEY_BYTES);
  const bytes = cipherOf(suite).decryptCbc(dek, new Uint8Array(BLOCK_BYTES), ciphertext);
  const key = new SecretKey(bytes);
  if (!equalBytes(block.slice(-KEY_CHECK_BYTES), keyCheckValue(suite, key))) {
    throw malformed('check-value', index);
  }
  return key;
}

function malformed(field: string, index: number, cause?: unknown): OneCardError {
  return new OneCardError('crypto.key-block-malformed', { field, index }, { cause });
}
