/** The stand-in suite: cheap, honest about it, and out of every product's reach. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cmac, SecretKey, suiteOf } from '../../src/crypto/index.ts';
import { replaceSuite } from '../../src/crypto/suite/replaceSuite.ts';
import { SeededRandom, STAND_IN_NAME, standIn } from '../../src/simulation/index.ts';
import { STAND_IN_CIPHER } from '../../src/simulation/standIn/cipher.ts';
import { sources } from '../support/sources.ts';

standIn(new SeededRandom(1));

test('it calls itself what it is', () => {
  expect(suiteOf(1).name).toBe(STAND_IN_NAME);
});

test('a signature is the key’s and the message’s alone', () => {
  const suite = suiteOf(1);
  const [one, other] = [suite.generateKeyPair(), suite.generateKeyPair()];
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), (message, at) => {
      const signature = suite.sign(one.privateKey, message);
      expect(suite.verify(one.publicKey, message, signature)).toBe(true);
      expect(suite.verify(other.publicKey, message, signature)).toBe(false);
      const changed = message.map((byte, index) =>
        index === at % message.length ? byte ^ 1 : byte,
      );
      expect(suite.verify(one.publicKey, changed, signature)).toBe(false);
    }),
  );
});

test('what is enciphered comes back, and a changed bit changes the code', () => {
  const blocks = fc
    .integer({ min: 1, max: 8 })
    .chain((count) => fc.uint8Array({ minLength: 16 * count, maxLength: 16 * count }));
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(blocks, bytes, bytes, (plain, iv, secret) => {
      const key = new SecretKey(secret);
      const sealed = STAND_IN_CIPHER.encryptCbc(key, iv, plain);
      expect(STAND_IN_CIPHER.decryptCbc(key, iv, sealed)).toEqual(plain);
      const changed = plain.with(0, plain[0]! ^ 1);
      expect(cmac(1, key, changed)).not.toEqual(cmac(1, key, plain));
    }),
  );
});

test('once a suite was used nobody takes its place', () => {
  expect(() => replaceSuite(suiteOf(1), STAND_IN_CIPHER)).toThrow(TypeError);
});

test('nothing but the simulation can reach it', () => {
  const reaching = sources(/^(src|examples)\/.*\.ts$/)
    .filter(({ text }) => /replaceSuite|putSuite|putCipher/.test(text))
    .map(({ path }) => path)
    .sort();
  expect(reaching).toEqual([
    'src/crypto/cipher/blockCipher.ts',
    'src/crypto/suite/replaceSuite.ts',
    'src/crypto/suite/suites.ts',
    'src/simulation/standIn/suite.ts',
  ]);
});
