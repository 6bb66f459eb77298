/** Suite INT against RFC 6979, RFC 9052 and RFC 9679, and the strictness of its keys. */

import { describe, expect, test } from 'vitest';
import { concat, toHex, uintBytes } from '../../../src/bytes.ts';
import {
  encodeCbor,
  exportPrivateKey,
  importPrivateKey,
  keyIdOf,
  PrivateKey,
  suiteOf,
  suiteOfKey,
} from '../../../src/crypto/index.ts';
import type { SuiteId } from '../../../src/model/index.ts';
import { fixedKey, flipped, hex, INT, refusal } from '../support.ts';

/** COSE_Key bytes of a point on P-256, written by hand. */
const keyBytes = (x: string, y: string) => hex(`a4 0102 2001 215820 ${x} 225820 ${y}`);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('signatures of the standards', () => {
  /** RFC 6979 appendix A.2.5, P-256 with SHA-256. */
  const rfc6979 = keyBytes(
    '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
    '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  );

  test.each([
    [
      'sample',
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
      'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    ],
    [
      'test',
      'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367',
      '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
    ],
  ])('RFC 6979 A.2.5, message "%s"', (message, r, s) => {
    expect(INT.verify(rfc6979, utf8(message), hex(r + s))).toBe(true);
    expect(INT.verify(rfc6979, utf8(`${message}.`), hex(r + s))).toBe(false);
  });

  test('RFC 6979 A.2.5, the key pair', () => {
    const scalar = hex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
    expect(toHex(INT.privateKeyOf(scalar).publicKey)).toBe(toHex(rfc6979));
  });

  test('RFC 9052 C.2.1, over the Sig_structure', () => {
    const key = keyBytes(
      'bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff',
      '20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e',
    );
    const signed = encodeCbor([
      'Signature1',
      hex('a10126'),
      new Uint8Array(),
      utf8('This is the content.'),
    ]);
    const signature = hex(
      '8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e' +
        '2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36',
    );
    expect(INT.verify(key, signed, signature)).toBe(true);
  });

  test('RFC 9679 §6: the thumbprint of which 8 bytes are the key id', () => {
    const key = keyBytes(
      '65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d',
      '1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c',
    );
    const thumbprint = '496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec';
    expect(toHex(INT.digest(key))).toBe(thumbprint);
    expect(toHex(keyIdOf(key))).toBe(thumbprint.slice(0, 16));
  });
});

describe('signing', () => {
  const { privateKey, publicKey } = INT.generateKeyPair();
  const message = utf8('结算');
  const signature = INT.sign(privateKey, message);

  test('is 64 bytes that the public half verifies', () => {
    expect(signature).toHaveLength(64);
    expect(INT.verify(publicKey, message, signature)).toBe(true);
    expect(INT.verify(fixedKey(1).publicKey, message, signature)).toBe(false);
  });

  test.each(Array.from({ length: 64 }, (_, index) => index))('byte %i changed', (index) => {
    expect(INT.verify(publicKey, message, flipped(signature, index))).toBe(false);
  });

  const order = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
  test.each([
    ['nothing', ''],
    ['63 bytes', '01'.repeat(63)],
    ['65 bytes', '01'.repeat(65)],
    ['DER', '3006020101020101'],
    ['r = s = 0', '00'.repeat(64)],
    ['r = 0', `${'00'.repeat(32)}${'01'.repeat(32)}`],
    ['s = 0', `${'01'.repeat(32)}${'00'.repeat(32)}`],
    ['r = n', `${order}${'01'.repeat(32)}`],
    ['s = n', `${'01'.repeat(32)}${order}`],
    ['all ones', 'ff'.repeat(64)],
  ])('%s is no signature', (_name, bytes) => {
    expect(INT.verify(publicKey, message, hex(bytes))).toBe(false);
  });

  test('s + n is not s', () => {
    const s = BigInt(`0x${toHex(signature.slice(32))}`) + BigInt(`0x${order}`);
    const wrapped = s.toString(16);
    // Only where s + n still fits 32 bytes is there anything to refuse.
    const bytes = wrapped.length > 64 ? 'ff'.repeat(32) : wrapped.padStart(64, '0');
    expect(INT.verify(publicKey, message, concat([signature.slice(0, 32), hex(bytes)]))).toBe(
      false,
    );
  });

  test('low s is not demanded: cards answer with either', () => {
    const n = BigInt(`0x${order}`);
    const s = BigInt(`0x${toHex(signature.slice(32))}`);
    const other = uintBytes(n - s, 32);
    expect(INT.verify(publicKey, message, concat([signature.slice(0, 32), other]))).toBe(true);
  });

  test('a key of another suite is the caller’s bug', () => {
    const other = new PrivateKey(2, new Uint8Array(32).fill(1), publicKey);
    expect(() => INT.sign(other, message)).toThrow(TypeError);
  });
});

describe('public keys are points on the curve, in one form', () => {
  const { publicKey } = fixedKey(7);
  const x = toHex(publicKey.slice(8, 40));
  const y = toHex(publicKey.slice(43, 75));
  const prime = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
  /** A point of the curve with x = 0: x = p means the same residue, and is no field element. */
  const yOfZero = '66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4';

  test('75 bytes', () => {
    expect(publicKey).toHaveLength(75);
    expect(publicKey).toEqual(keyBytes(x, y));
    INT.assertPublicKey(publicKey);
    INT.assertPublicKey(keyBytes('00'.repeat(32), yOfZero));
  });

  test.each([
    ['x and y exchanged', keyBytes(y, x)],
    ['the origin', keyBytes('00'.repeat(32), '00'.repeat(32))],
    ['x = p', keyBytes(prime, yOfZero)],
    ['y changed', flipped(publicKey, 74)],
    ['curve P-384', hex(`a4 0102 2002 215820 ${x} 225820 ${y}`)],
    ['kty 1', hex(`a4 0101 2001 215820 ${x} 225820 ${y}`)],
    ['x of 31 bytes', hex(`a4 0102 2001 21581f ${x.slice(2)} 225820 ${y}`)],
    ['y as sign bit', hex(`a4 0102 2001 215820 ${x} 22f5`)],
    ['y missing', hex(`a3 0102 2001 215820 ${x}`)],
    ['alg added', hex(`a5 0102 0326 2001 215820 ${x} 225820 ${y}`)],
    ['d added', exportPrivateKey(fixedKey(7))],
    ['an array', hex('80')],
  ])('%s is refused', (_name, key) => {
    expect(refusal(() => INT.assertPublicKey(key)).code).toBe('crypto.key-malformed');
    expect(refusal(() => INT.verify(key, utf8('a'), new Uint8Array(64))).code).toBe(
      'crypto.key-malformed',
    );
  });

  test.each([
    ['kty in two bytes', hex(`a4 011802 2001 215820 ${x} 225820 ${y}`)],
    ['labels in another order', hex(`a4 2001 0102 215820 ${x} 225820 ${y}`)],
    ['a byte behind', concat([publicKey, Uint8Array.of(0)])],
  ])('%s is refused as CBOR', (_name, key) => {
    expect(refusal(() => INT.assertPublicKey(key)).code).toMatch(/^crypto\.cbor-/);
  });
});

describe('private keys in files', () => {
  const key = fixedKey(9);
  const exported = exportPrivateKey(key);

  test('come back whole', () => {
    const imported = importPrivateKey(INT, exported);
    expect(exported).toHaveLength(110);
    expect(exportPrivateKey(imported)).toEqual(exported);
    expect(INT.verify(key.publicKey, exported, INT.sign(imported, exported))).toBe(true);
  });

  test('a public half that is not the scalar’s own is refused', () => {
    const [mine, other] = [exportPrivateKey(key), exportPrivateKey(fixedKey(10))];
    const mixed = concat([mine.slice(0, 75), other.slice(75)]);
    expect(refusal(() => importPrivateKey(INT, mixed)).code).toBe('crypto.key-malformed');
  });

  test.each([
    ['0', '00'.repeat(32)],
    ['n', 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
    ['2^256-1', 'ff'.repeat(32)],
  ])('the scalar %s is refused', (_name, scalar) => {
    const refused = refusal(() => INT.privateKeyOf(hex(scalar)));
    expect(refused.code).toBe('crypto.key-malformed');
    expect(JSON.stringify(refused.detail)).not.toContain(scalar.slice(0, 8));
  });

  test.each([0, 31, 33])('a scalar of %i bytes is refused', (byteCount) => {
    const scalar = new Uint8Array(byteCount).fill(1);
    expect(refusal(() => INT.privateKeyOf(scalar)).code).toBe('crypto.key-malformed');
  });

  test('a public key is no private key', () => {
    const refused = refusal(() => importPrivateKey(INT, key.publicKey));
    expect(refused).toMatchObject({ code: 'crypto.key-malformed', detail: { field: 'd' } });
  });
});

describe('the suites there are', () => {
  test('1 is INT', () => {
    expect(suiteOf(1)).toMatchObject({ id: 1, name: 'INT', coseAlgorithm: -7, coseCurve: 1 });
    expect(suiteOfKey(fixedKey(3).publicKey)).toBe(suiteOf(1));
  });

  test('2 is SM', () => {
    const numbers = { id: 2, name: 'SM', coseAlgorithm: -70_001, coseCurve: -70_002 };
    expect(suiteOf(2)).toMatchObject(numbers);
    expect(suiteOfKey(fixedKey(3, suiteOf(2)).publicKey)).toBe(suiteOf(2));
  });

  test('there is no third', () => {
    const refused = refusal(() => suiteOf(3 as SuiteId));
    expect(refused).toEqual({ code: 'crypto.suite-not-available', detail: { suite: 3 } });
  });

  test('a key of an unknown curve names it', () => {
    const key = hex(`a4 0102 203a00011172 215820 ${'11'.repeat(32)} 225820 ${'22'.repeat(32)}`);
    const refused = refusal(() => keyIdOf(key));
    expect(refused).toEqual({ code: 'crypto.suite-not-available', detail: { curve: -70_003 } });
  });
});
