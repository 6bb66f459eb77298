/** Suite SM against GM/T 0003.5-2012, and what other implementations take for SM2. */

import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex, uintBytes } from '../../../src/bytes.ts';
import {
  encodeCbor,
  exportPrivateKey,
  importPrivateKey,
  keyIdOf,
  suiteOf,
} from '../../../src/crypto/index.ts';
import {
  digestOfOwner,
  prepared,
  SM2_USER_ID,
  sm2MessageDigest,
  sm2PublicKey,
  sm2Sign,
  sm2SignWith,
  sm2Verify,
} from '../../../src/crypto/suite/sm2.ts';
import { privateKeyDer, signatureDer } from '../der.ts';
import { fixedKey, flipped, hex, refusal, SM } from '../support.ts';
import vectors from '../vectors/sm2.json' with { type: 'json' };

const { curve, sign: example } = vectors;
const utf8 = (text: string) => new TextEncoder().encode(text);
const number = (text: string) => BigInt(`0x${text}`);
/** COSE_Key bytes, written by hand. */
const keyBytes = (x: string, y: string) => hex(`a4 0102 203a00011171 215820 ${x} 225820 ${y}`);

const MESSAGE = utf8(example.msg_utf8);
const publicKey = keyBytes(example.x, example.y);
const SIGNATURE = hex(example.r + example.s);

describe('the example of GM/T 0003.5-2012', () => {
  const z = digestOfOwner(example.id, hex(example.x), hex(example.y));

  test('Z, e, r and s, step by step', () => {
    expect(SM2_USER_ID).toBe(example.id);
    expect(toHex(z)).toBe(example.z);
    const e = sm2MessageDigest(z, MESSAGE);
    expect(e).toBe(number(example.e));
    const signature = sm2SignWith(hex(example.d), e, number(example.k));
    expect(toHex(signature!)).toBe(example.r + example.s);
  });

  test('the key pair, and the signature through the suite', () => {
    expect(toHex(SM.privateKeyOf(hex(example.d)).publicKey)).toBe(toHex(publicKey));
    expect(SM.verify(publicKey, MESSAGE, SIGNATURE)).toBe(true);
    expect(SM.verify(publicKey, utf8('message digest.'), SIGNATURE)).toBe(false);
  });

  test.each(Array.from({ length: 64 }, (_, index) => index))('byte %i changed', (index) => {
    expect(SM.verify(publicKey, MESSAGE, flipped(SIGNATURE, index))).toBe(false);
  });

  test('n − s, which ECDSA would take, is not s', () => {
    const other = uintBytes(number(curve.n) - number(example.s), 32);
    expect(SM.verify(publicKey, MESSAGE, concat([hex(example.r), other]))).toBe(false);
  });
});

describe('is no SM2 signature', () => {
  const d = hex(example.d);
  const [x, y] = [hex(example.x), hex(example.y)];

  test('one with an empty user id', () => {
    const e = sm2MessageDigest(digestOfOwner('', x, y), MESSAGE);
    expect(SM.verify(publicKey, MESSAGE, sm2Sign(d, e))).toBe(false);
  });

  test('one over the message’s digest alone, without Z', () => {
    const e = number(toHex(SM.digest(MESSAGE)));
    expect(SM.verify(publicKey, MESSAGE, sm2Sign(d, e))).toBe(false);
  });

  test('what this runtime signs with an imported SM2 key: an empty id', () => {
    const der = Buffer.from(privateKeyDer(2, d, x, y));
    const object = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const theirs = signedBy((message) => sign('sm3', message, object));
    expect(theirs.some((signature) => SM.verify(publicKey, MESSAGE, signature))).toBe(false);
    const e = sm2MessageDigest(digestOfOwner('', x, y), MESSAGE);
    expect(theirs.every((signature) => sm2Verify(sm2PublicKey(x, y), e, signature))).toBe(true);
  });

  test('what this runtime signs with a generated SM2 key: ECDSA', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    const spki = Uint8Array.from(pair.publicKey.export({ format: 'der', type: 'spki' }));
    const theirKey = keyBytes(toHex(spki.slice(-64, -32)), toHex(spki.slice(-32)));
    SM.assertPublicKey(theirKey);
    const theirs = signedBy((message) => sign('sm3', message, pair.privateKey));
    expect(theirs.some((signature) => SM.verify(theirKey, MESSAGE, signature))).toBe(false);
  });

  /** r ‖ s of a few DER signatures of 32-byte numbers. */
  function signedBy(make: (message: Uint8Array) => Uint8Array): readonly Uint8Array[] {
    return Array.from({ length: 4 }, () => {
      const der = make(MESSAGE);
      const rLength = der[3]!;
      const pad = (bytes: Uint8Array) =>
        concat([new Uint8Array(33 - bytes.length), bytes]).slice(1);
      return concat([pad(der.slice(4, 4 + rLength)), pad(der.slice(6 + rLength))]);
    });
  }

  test.each([
    ['nothing', ''],
    ['63 bytes', '01'.repeat(63)],
    ['a byte behind', `${example.r}${example.s}00`],
    ['a byte before', `00${example.r}${example.s}`],
    ['DER', toHex(signatureDer(SIGNATURE))],
    ['DER and a byte', `${toHex(signatureDer(SIGNATURE))}00`],
    ['r = s = 0', '00'.repeat(64)],
    ['r = 0', `${'00'.repeat(32)}${example.s}`],
    ['s = 0', `${example.r}${'00'.repeat(32)}`],
    ['r = n', `${curve.n}${example.s}`],
    ['s = n', `${example.r}${curve.n}`],
    ['r and s exchanged', `${example.s}${example.r}`],
    ['all ones', 'ff'.repeat(64)],
    ['r + s = n', `${'01'.padStart(64, '0')}${(number(curve.n) - 1n).toString(16)}`],
  ])('%s', (_name, bytes) => {
    expect(SM.verify(publicKey, MESSAGE, hex(bytes))).toBe(false);
  });

  test('s + n in the place of a small s', () => {
    // d is chosen so that s is 5: s (1 + d) = k − r d.
    const n = number(curve.n);
    const [e, s] = [number(example.e), 5n];
    const key = sm2SignWith(hex(example.d), e, number(example.k));
    const r = number(toHex(key!.slice(0, 32)));
    const chosen = mod((number(example.k) - s) * inverse(s + r, n), n);
    const owner = SM.privateKeyOf(uintBytes(chosen, 32));
    const [ownX, ownY] = [owner.publicKey.slice(12, 44), owner.publicKey.slice(47)];
    const point = sm2PublicKey(ownX, ownY);
    const bytes = (value: bigint) => concat([uintBytes(r, 32), uintBytes(value, 32)]);
    expect(sm2Verify(point, e, bytes(s))).toBe(true);
    expect(sm2Verify(point, e, bytes(s + n))).toBe(false);
    expect(sm2Verify(prepared(point), e, bytes(s))).toBe(true);
    expect(sm2Verify(prepared(point), e, bytes(s + n))).toBe(false);
  });
});

describe('signing', () => {
  const { privateKey, publicKey: own } = SM.generateKeyPair();

  test('verifies, and never draws the same number twice', () => {
    const signatures = Array.from({ length: 20 }, () => SM.sign(privateKey, MESSAGE));
    expect(new Set(signatures.map((signature) => toHex(signature.slice(0, 32)))).size).toBe(20);
    for (const signature of signatures) {
      expect(SM.verify(own, MESSAGE, signature)).toBe(true);
      expect(SM.verify(publicKey, MESSAGE, signature)).toBe(false);
    }
  });

  test('a k that the standard rejects gives none', () => {
    // r + k = n when e = n − k − x(kG).
    const k = number(example.k);
    const r = number(example.r);
    const e = mod(number(example.e) - r + number(curve.n) - k, number(curve.n));
    expect(sm2SignWith(hex(example.d), e, k)).toBeUndefined();
    expect(sm2SignWith(hex(example.d), e + k, k)).toBeUndefined();
  });

  test('a key of the other suite is the caller’s bug', () => {
    expect(() => SM.sign(fixedKey(1), MESSAGE)).toThrow(TypeError);
    expect(() => suiteOf(1).sign(privateKey, MESSAGE)).toThrow(TypeError);
    expect(refusal(() => SM.verify(fixedKey(1).publicKey, MESSAGE, SIGNATURE)).code).toBe(
      'crypto.key-malformed',
    );
  });

  test('prepared keys answer as unprepared ones do', () => {
    const [x, y] = [own.slice(12, 44), own.slice(47)];
    const unready = sm2PublicKey(x, y);
    const ready = prepared(unready);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(511), fc.boolean(), (m, bit, bend) => {
        const signature = SM.sign(privateKey, m);
        if (bend) signature[bit >> 3]! ^= 1 << (bit & 7);
        const e = sm2MessageDigest(unready.z, m);
        const outcomes = [sm2Verify(unready, e, signature), sm2Verify(ready, e, signature)];
        expect(outcomes).toEqual([!bend, !bend]);
      }),
      { numRuns: 60 },
    );
    SM.prepare(own);
    SM.prepare(own);
    expect(SM.verify(own, MESSAGE, SM.sign(privateKey, MESSAGE))).toBe(true);
  });

  test('more prepared keys than are kept: the oldest is only slower', () => {
    const pairs = Array.from({ length: 34 }, (_, index) => fixedKey(index + 1, SM));
    for (const pair of pairs) SM.prepare(pair.publicKey);
    for (const pair of pairs) {
      expect(SM.verify(pair.publicKey, MESSAGE, SM.sign(pair, MESSAGE))).toBe(true);
    }
  }, 30_000);
});

describe('keys', () => {
  test('are COSE_Keys of 79 bytes with the private curve number', () => {
    expect(publicKey).toHaveLength(79);
    expect(toHex(keyIdOf(publicKey))).toBe(toHex(SM.digest(publicKey)).slice(0, 16));
    const point = new Map<number, number | Uint8Array>([
      [1, 2],
      [-1, -70_002],
      [-2, hex(example.x)],
      [-3, hex(example.y)],
    ]);
    expect(encodeCbor(point)).toEqual(publicKey);
  });

  const prime = curve.p;
  test.each([
    ['x and y exchanged', keyBytes(example.y, example.x)],
    ['the origin', keyBytes('00'.repeat(32), '00'.repeat(32))],
    ['y changed', flipped(publicKey, 78)],
    ['x = p', keyBytes(prime, example.y)],
    ['x above p', keyBytes('ff'.repeat(32), example.y)],
    ['a point of P-256', keyBytes(toHex(fixedKey(7).publicKey.slice(8, 40)), example.y)],
    ['curve P-256', hex(`a4 0102 2001 215820 ${example.x} 225820 ${example.y}`)],
  ])('%s is refused', (_name, key) => {
    expect(refusal(() => SM.assertPublicKey(key)).code).toBe('crypto.key-malformed');
    expect(refusal(() => SM.prepare(key)).code).toBe('crypto.key-malformed');
  });

  test('in files come back whole', () => {
    const exported = exportPrivateKey(fixedKey(9, SM));
    expect(exported).toHaveLength(114);
    expect(exportPrivateKey(importPrivateKey(SM, exported))).toEqual(exported);
    expect(refusal(() => importPrivateKey(suiteOf(1), exported)).code).toBe('crypto.key-malformed');
  });

  test.each([
    ['0', '00'.repeat(32)],
    ['n − 1, whose 1 + d has no inverse', (number(curve.n) - 1n).toString(16)],
    ['n', curve.n],
    ['all ones', 'ff'.repeat(32)],
    ['31 bytes', '01'.repeat(31)],
  ])('the scalar %s is refused', (_name, scalar) => {
    expect(refusal(() => SM.privateKeyOf(hex(scalar))).code).toBe('crypto.key-malformed');
  });

  test('the scalar n − 2 is the last', () => {
    const last = SM.privateKeyOf(hex((number(curve.n) - 2n).toString(16)));
    expect(SM.verify(last.publicKey, MESSAGE, SM.sign(last, MESSAGE))).toBe(true);
  });
});

function mod(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus;
}

/** value^(modulus − 2): the modulus is prime. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [result, base, exponent] = [1n, mod(value, modulus), modulus - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}
