/** Static keys: versions by role, diversification by card, and PUT KEY. */

import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import {
  ChannelKeys,
  channelKeys,
  encodePutKey,
  exportSecretKey,
  KEY_VERSIONS,
  keyCheckValue,
  parsePutKey,
  putKeyReceipt,
  roleOfKeyVersion,
  SecretKey,
} from '../../../src/crypto/index.ts';
import type { CardSerial } from '../../../src/model/index.ts';
import { flipped, hex, refusal } from '../support.ts';
import { AID, keysFor, SERIAL } from './pair.ts';

test('twelve key versions, each of one suite and one role', () => {
  const all = ([1, 2] as const).flatMap((suite) =>
    (['READ', 'SETTLE', 'ISSUE'] as const).flatMap((role) =>
      KEY_VERSIONS[suite][role].map((version, index) => [version, suite, role, index + 1] as const),
    ),
  );
  expect(new Set(all.map(([version]) => version)).size).toBe(12);
  for (const [version, suite, role, generation] of all) {
    expect(roleOfKeyVersion(version)).toEqual({ suite, role, generation });
  }
  for (const version of [0, 0x2f, 0x36, 0x37, 0x3e, 0x3f]) {
    expect(roleOfKeyVersion(version)).toBeUndefined();
  }
});

/** GPC_SPE_014 examples published with open implementations; the block of 01 under the key. */
test.each([
  ['000102030405060708090a0b0c0d0e0f', 'c35280'],
  ['101112131415161718191a1b1c1d1e1f', '013808'],
  ['202122232425262728292a2b2c2d2e2f', '840de5'],
])('AES key check value of %s', (key, check) => {
  expect(toHex(keyCheckValue(1, new SecretKey(hex(key))))).toBe(check);
});

describe.each([1, 2] as const)('suite %i', (suite) => {
  const keys = keysFor(suite);
  const bytesOf = ({ enc, mac, dek }: ChannelKeys) =>
    [enc, mac, dek].map((key) => toHex(exportSecretKey(key)));

  test('keys differ among themselves, by card, by application and by suite', () => {
    const master = new SecretKey(new Uint8Array(16).fill(0x4d));
    const base = { suite, master, keyVersion: keys.keyVersion, serial: SERIAL, aid: AID };
    const otherCard = channelKeys({ ...base, serial: '9990000000000002' as CardSerial });
    const otherAid = channelKeys({ ...base, aid: hex('f04f4e454341524402') });
    const all = [keys, otherCard, otherAid, keysFor(suite === 1 ? 2 : 1)].flatMap(bytesOf);
    expect(new Set(all).size).toBe(12);
  });

  test('a key version of the other suite, keys of another length', () => {
    const { enc, mac, dek } = keys;
    const other = KEY_VERSIONS[suite === 1 ? 2 : 1].READ[0];
    expect(() => new ChannelKeys({ suite, keyVersion: other, enc, mac, dek })).toThrow(RangeError);
    const long = new SecretKey(new Uint8Array(32));
    expect(
      () => new ChannelKeys({ suite, keyVersion: keys.keyVersion, enc, mac, dek: long }),
    ).toThrow(RangeError);
  });

  describe('PUT KEY', () => {
    const dek = new SecretKey(new Uint8Array(16).fill(0xdd));
    const encoded = encodePutKey(dek, keys);

    test('both ways, and what the card answers', () => {
      expect(encoded).toHaveLength(70);
      expect(bytesOf(parsePutKey(suite, dek, encoded))).toEqual(bytesOf(keys));
      const checks = [keys.enc, keys.mac, keys.dek].map((key) => toHex(keyCheckValue(suite, key)));
      const version = toHex(Uint8Array.of(keys.keyVersion));
      expect(toHex(putKeyReceipt(keys))).toBe(version + checks.join(''));
    });

    test('no key stands in it in the clear', () => {
      for (const key of bytesOf(keys)) expect(toHex(encoded)).not.toContain(key);
    });

    const rules = [0, 1, 2, 3, 4, 20, 21].map((index) => [index] as const);
    test.each(rules)('byte %i changed', (index) => {
      const changed = flipped(encoded, index, 0x40);
      expect(refusal(() => parsePutKey(suite, dek, changed)).code).toBe(
        'crypto.key-block-malformed',
      );
    });

    test.each([
      ['nothing', new Uint8Array()],
      ['a byte less', encoded.slice(0, -1)],
      ['a byte more', new Uint8Array([...encoded, 0])],
    ])('%s', (_name, data) => {
      expect(refusal(() => parsePutKey(suite, dek, data)).code).toBe('crypto.key-block-malformed');
    });

    test('under another DEK the check value does not fit', () => {
      const other = new SecretKey(new Uint8Array(16).fill(0xde));
      const refused = refusal(() => parsePutKey(suite, other, encoded));
      expect(refused.detail).toEqual({ field: 'check-value', index: 0 });
    });
  });
});
