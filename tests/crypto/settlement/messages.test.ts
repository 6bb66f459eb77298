/** The messages that card and security module sign, byte by byte. */

import { expect, test } from 'vitest';
import { concat, toHex } from '../../../src/bytes.ts';
import {
  authenticationMessage,
  cardMessage,
  coreHash,
  encodeCore,
  encodeStatement,
  MESSAGE_CONTEXTS,
  settlementHash,
  sha256,
  terminalMessage,
} from '../../../src/crypto/index.ts';
import type { CardSerial } from '../../../src/model/index.ts';
import { ATC, CARD_SIGNATURE, NONCE, STATEMENT } from '../example.ts';
import { INT } from '../support.ts';

const SERIAL = STATEMENT.cardSerial;
const HASH = new Uint8Array(32).fill(0x77);
const ascii = (text: string) => Buffer.from(text, 'ascii');

test('authentication: context, serial, nonce', () => {
  expect(toHex(authenticationMessage(SERIAL, NONCE))).toBe(
    `${toHex(ascii('OneCard/AUTH/1'))}9990000000000001${'0e'.repeat(32)}`,
  );
});

test('card: context, serial, ATC in 4 bytes, hash', () => {
  expect(toHex(cardMessage(SERIAL, 0x01020304, HASH))).toBe(
    `${toHex(ascii('OneCard/TXN/1'))}999000000000000101020304${'77'.repeat(32)}`,
  );
});

test('terminal: context, hash, ATC in 4 bytes, the card’s signature', () => {
  expect(toHex(terminalMessage(HASH, ATC, CARD_SIGNATURE))).toBe(
    `${toHex(ascii('OneCard/TERM/1')) + '77'.repeat(32)}00000007${'ca'.repeat(64)}`,
  );
});

test('hashes: context, canonical bytes', () => {
  const settlement = concat([ascii('OneCard/SETTLEMENT/1'), encodeStatement(STATEMENT)]);
  expect(settlementHash(INT, STATEMENT)).toEqual(sha256(settlement));
  const core = concat([ascii('OneCard/CORE/1'), encodeCore(STATEMENT)]);
  expect(coreHash(INT, STATEMENT)).toEqual(sha256(core));
});

test('no context begins another', () => {
  const contexts = Object.values(MESSAGE_CONTEXTS);
  for (const context of contexts) {
    const beginnings = contexts.filter((other) => other !== context && other.startsWith(context));
    expect(beginnings).toEqual([]);
  }
});

test.each<readonly [string, () => unknown, typeof TypeError]>([
  ['a nonce of 31 bytes', () => authenticationMessage(SERIAL, new Uint8Array(31)), RangeError],
  ['a nonce of 33 bytes', () => authenticationMessage(SERIAL, new Uint8Array(33)), RangeError],
  ['a serial of 15 digits', () => authenticationMessage('999' as CardSerial, NONCE), TypeError],
  ['a hash of 31 bytes', () => cardMessage(SERIAL, 1, new Uint8Array(31)), RangeError],
  ['an ATC of 2^32', () => cardMessage(SERIAL, 2 ** 32, HASH), RangeError],
  ['an ATC of -1', () => cardMessage(SERIAL, -1, HASH), RangeError],
  ['an ATC of 1.5', () => cardMessage(SERIAL, 1.5, HASH), RangeError],
  ['a short signature', () => terminalMessage(HASH, 1, new Uint8Array(63)), RangeError],
  [
    'a terminal’s short hash',
    () => terminalMessage(new Uint8Array(16), 1, CARD_SIGNATURE),
    RangeError,
  ],
])('the caller’s bug: %s', (_name, run, error) => {
  expect(run).toThrow(error);
});
