/** AES-CMAC by RFC 4493 §4 and NIST SP 800-38B appendix D; diversification by NXP AN10922. */

import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../../src/bytes.ts';
import {
  cmac,
  cmacMatches,
  diversify,
  diversifyAn10922,
  exportSecretKey,
  SecretKey,
} from '../../../src/crypto/index.ts';
import type { CardSerial } from '../../../src/model/index.ts';
import { flipped, hex } from '../support.ts';
import an10922 from '../vectors/an10922.json' with { type: 'json' };
import vectors from '../vectors/cmac.json' with { type: 'json' };

/** The message of both documents, of which each example takes the beginning. */
const MESSAGE = hex(
  '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51' +
    '30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710',
);
const AES_128 = '2b7e151628aed2a6abf7158809cf4f3c';
const AES_256 = '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4';

test.each(vectors.cases)('AES-CMAC under $key over $message', ({ key, message, mac }) => {
  const secretKey = new SecretKey(hex(key));
  expect(toHex(cmac(1, secretKey, hex(message)))).toBe(mac);
  expect(cmacMatches(1, secretKey, hex(message), hex(mac))).toBe(true);
});

describe('a MAC matches whole or not at all', () => {
  const key = new SecretKey(hex(AES_128));
  const mac = cmac(1, key, MESSAGE);

  test.each(Array.from({ length: 16 }, (_, index) => index))('byte %i changed', (index) => {
    expect(cmacMatches(1, key, MESSAGE, flipped(mac, index, 0x80))).toBe(false);
  });

  test.each([0, 4, 8, 15])('cut to %i bytes', (byteCount) => {
    expect(cmacMatches(1, key, MESSAGE, mac.slice(0, byteCount))).toBe(false);
  });

  test('another message, another key', () => {
    expect(cmacMatches(1, key, MESSAGE.slice(1), mac)).toBe(false);
    expect(cmacMatches(1, new SecretKey(hex(AES_256)), MESSAGE, mac)).toBe(false);
  });

  test('padding is not free: a message and its padded form differ', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 47 }), (message) => {
        const padding = new Uint8Array(16 - (message.length % 16));
        padding[0] = 0x80;
        expect(cmac(1, key, concat([message, padding]))).not.toEqual(cmac(1, key, message));
      }),
    );
  });
});

describe('AN10922', () => {
  const master = new SecretKey(hex('00112233445566778899aabbccddeeff'));
  const diversified = (input: Uint8Array) => exportSecretKey(diversifyAn10922(master, input));

  test.each(an10922.cases)('its worked example $m', ({ key, m, out }) => {
    const diversified = diversifyAn10922(new SecretKey(hex(key)), hex(m));
    expect(toHex(exportSecretKey(diversified))).toBe(out);
  });

  test('a short input is padded to two blocks all the same', () => {
    const ecb = (block: Uint8Array) => {
      const cipher = createCipheriv('aes-128-ecb', exportSecretKey(master), null);
      return Uint8Array.from(cipher.setAutoPadding(false).update(block));
    };
    /** Two doublings in GF(2^128) at once: the two bits shifted out fold back as 0x87 and 0x10e. */
    const timesFour = (block: Uint8Array) => {
      const value = BigInt(`0x${toHex(block)}`) << 2n;
      const carry = value >> 128n;
      const folded = (carry & 1n ? 0x87n : 0n) ^ (carry & 2n ? 0x10en : 0n);
      const product = (value & ((1n << 128n) - 1n)) ^ folded;
      return hex(product.toString(16).padStart(32, '0'));
    };
    const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, index) => byte ^ b[index]!);
    const first = hex(`01 aabbcc 80 ${'00'.repeat(11)}`);
    const k2 = timesFour(ecb(new Uint8Array(16)));
    expect(toHex(diversified(hex('aabbcc')))).toBe(toHex(ecb(xor(ecb(first), k2))));
  });

  test.each([0, 32])('%i bytes of input are refused', (byteCount) => {
    expect(() => diversified(new Uint8Array(byteCount))).toThrow(RangeError);
  });

  test('the longest input fills both blocks', () => {
    const input = new Uint8Array(31).fill(7);
    const mac = cmac(1, master, concat([Uint8Array.of(1), input]));
    expect(diversified(input)).toEqual(mac);
  });

  test('other than AES-128 is refused', () => {
    expect(() => diversifyAn10922(new SecretKey(hex(AES_256)), hex('01'))).toThrow(RangeError);
  });
});

describe('a card’s key for one purpose', () => {
  const master = new SecretKey(hex('00112233445566778899aabbccddeeff'));
  const serial = '9990000000000001' as CardSerial;
  const aid = hex('f04f4e454341524401');
  const key = (purpose: Partial<Parameters<typeof diversify>[2]>) =>
    toHex(exportSecretKey(diversify(1, master, { serial, aid, role: 'STATE', ...purpose })));

  test('is AN10922 over serial, AID and role', () => {
    const input = concat([hex('9990000000000001'), aid, new TextEncoder().encode('STATE')]);
    expect(key({})).toBe(toHex(exportSecretKey(diversifyAn10922(master, input))));
  });

  test('differs by card, application and role', () => {
    const keys = [
      key({}),
      key({ serial: '9990000000000002' as CardSerial }),
      key({ aid: hex('f04f4e454341524402') }),
      key({ role: 'READ' }),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  test.each([
    [{ serial: '999000000000000a' as CardSerial }, TypeError],
    [{ serial: '99900000' as CardSerial }, TypeError],
    [{ role: 'state' }, TypeError],
    [{ role: '' }, TypeError],
    [{ role: 'FIFTEEN-LETTERS' }, RangeError],
    [{ aid: new Uint8Array(4) }, RangeError],
    [{ aid: new Uint8Array(17) }, RangeError],
  ])('refuses %o', (purpose, error) => {
    expect(() => key(purpose)).toThrow(error);
  });
});
