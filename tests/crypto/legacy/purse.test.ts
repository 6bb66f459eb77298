import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex, uintBytes } from '../../../src/bytes.ts';
import {
  desMac,
  diversifyLegacyKey,
  encryptSm4,
  encryptTripleDes,
  exportSecretKey,
  externalCryptogram,
  type PurchaseFields,
  purchaseMacs,
  purchaseTac,
  SecretKey,
} from '../../../src/crypto/index.ts';

const key = (hex: string) => new SecretKey(fromHex(hex));
const KEY = key('11111111111111112222222222222222');
/** The cross-check example of the e-purse rules: computed with OpenSSL, no card's key. */
const FIELDS: PurchaseFields = {
  amount: 0x64n,
  terminal: fromHex('010203040506'),
  terminalCounter: 0x11223344,
  date: fromHex('20100423'),
  time: fromHex('111933'),
};
const SESSION = { random: fromHex('A1B2C3D4'), counter: 4 };
const hex = (bytes: Uint8Array) => toHex(bytes).toUpperCase();

describe('the published example of a purchase', () => {
  test('session key', () => {
    expect(hex(encryptTripleDes(KEY, fromHex('A1B2C3D400043344')))).toBe('12CD158D238FC43B');
  });
  test('MAC1, MAC2 and TAC', () => {
    const { mac1, mac2 } = purchaseMacs(KEY, SESSION, FIELDS);
    expect(hex(mac1)).toBe('663654CB');
    expect(hex(mac2)).toBe('EE6EC89D');
    expect(hex(purchaseTac(key('33333333333333334444444444444444'), FIELDS))).toBe('0179E9E1');
  });
  test('single DES: the self-test of FIPS 46 tables', () => {
    const des = key('0101010101010101'.repeat(2));
    expect(hex(encryptTripleDes(des, fromHex('95F8A5E5DD31D900')))).toBe('8000000000000000');
  });
});

test.each([
  ['amount', { amount: 0x65n }],
  ['terminal', { terminal: fromHex('010203040507') }],
  ['running number', { terminalCounter: 0x11223345 }],
  ['date', { date: fromHex('20100424') }],
  ['time', { time: fromHex('111934') }],
] as const)('the TAC covers the %s', (_, change) => {
  const dtk = key('33333333333333334444444444444444');
  expect(purchaseTac(dtk, { ...FIELDS, ...change })).not.toEqual(purchaseTac(dtk, FIELDS));
});

test('OpenSSL computes the same MAC over any message', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      fc.uint8Array({ maxLength: 60 }),
      (single, message) => {
        const padded = concat([message, Uint8Array.of(0x80)]);
        const blocks = new Uint8Array(Math.ceil(padded.length / 8) * 8);
        blocks.set(padded);
        const args = ['enc', '-des-ede3-cbc', '-nopad', '-iv', '0'.repeat(16)];
        const out = execFileSync('openssl', [...args, '-K', toHex(single).repeat(3)], {
          input: blocks,
        });
        expect(hex(desMac(single, message))).toBe(hex(out.subarray(-8, -4)));
      },
    ),
    { numRuns: 25 },
  );
});

describe('keys of one card', () => {
  const factor = fromHex('9990015358000019');
  test('DES: the factor, then the factor inverted', () => {
    const left = encryptTripleDes(KEY, factor);
    const right = encryptTripleDes(KEY, fromHex('666FFEACA7FFFFE6'));
    expect(exportSecretKey(diversifyLegacyKey('DES', KEY, factor))).toEqual(concat([left, right]));
  });
  test('SM4: one block (GB/T 32907-2016 example 1 for the cipher)', () => {
    const sm4 = key('0123456789ABCDEFFEDCBA9876543210');
    const block = fromHex('0123456789ABCDEFFEDCBA9876543210');
    expect(hex(encryptSm4(sm4, block))).toBe('681EDF34D206965E86B3E94F536E4246');
    expect(exportSecretKey(diversifyLegacyKey('SM4', sm4, block.slice(0, 8)))).toEqual(
      encryptSm4(sm4, block),
    );
  });
  test('a cryptogram answers one challenge of one card', () => {
    for (const algorithm of ['DES', 'SM4'] as const) {
      const one = externalCryptogram(algorithm, KEY, uintBytes(1, 8), uintBytes(9, 8));
      expect(one).toHaveLength(8);
      expect(externalCryptogram(algorithm, KEY, uintBytes(2, 8), uintBytes(9, 8))).not.toEqual(one);
    }
  });
  test.each([
    ['key', () => encryptTripleDes(new SecretKey(new Uint8Array(24)), new Uint8Array(8))],
    ['half a block', () => encryptSm4(KEY, new Uint8Array(15))],
    ['no block', () => encryptTripleDes(KEY, new Uint8Array(0))],
    ['factor', () => diversifyLegacyKey('DES', KEY, new Uint8Array(7))],
    ['MAC key', () => desMac(new Uint8Array(16), new Uint8Array(1))],
    ['amount', () => purchaseMacs(KEY, SESSION, { ...FIELDS, amount: 2n ** 32n })],
  ])('wrong length is the caller’s bug: %s', (_, call) => {
    expect(call).toThrow(RangeError);
  });
});
