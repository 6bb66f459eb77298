/**
 * SM2-DSA (GM/T 0003.2-2012, GB/T 32918.2-2016) on the recommended curve (GM/T 0003.5-2012). Only the
 * curve's arithmetic is a library's: node:crypto signs with an empty user id, or plain ECDSA on the
 * SM2 curve, and verifies its own output in both cases. Signing here is not constant in time.
 */

import { randomBytes } from 'node:crypto';
import { type WeierstrassPoint, weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { concat, fromHex, toHex, uintBytes, utf8 } from '../../bytes.ts';
import { sm3 } from '../digest/sm3.ts';
import { type JacobianX, type Multiples, multiplesOf, sumOfMultiples } from './sm2Table.ts';

const HEX = {
  p: 'fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff',
  a: 'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
  b: '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
  n: 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123',
  gx: '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
  gy: 'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
} as const;

const P = integer(HEX.p);
const N = integer(HEX.n);

const Curve = weierstrass({
  p: P,
  n: N,
  h: 1n,
  a: integer(HEX.a),
  b: integer(HEX.b),
  Gx: integer(HEX.gx),
  Gy: integer(HEX.gy),
});

/** The user id of every signature here (GM/T 0009-2012 §10): never empty, never chosen. */
export const SM2_USER_ID = '1234567812345678';

const BYTES = 32;

/** A public key as a point, with the digest Z of everything that belongs to it. */
export interface Sm2PublicKey {
  readonly z: Uint8Array;
  readonly point: WeierstrassPoint<bigint>;
  /** Of a prepared key. */
  readonly multiples?: Multiples;
}

/** Those of the generator, made with the first prepared key. */
let generatorMultiples: Multiples | undefined;

/** @throws Error when (x, y) is no point of the curve, a coordinate is not below p, or it is the neutral element */
export function sm2PublicKey(x: Uint8Array, y: Uint8Array): Sm2PublicKey {
  const point = Curve.fromAffine({ x: integer(toHex(x)), y: integer(toHex(y)) });
  point.assertValidity();
  return { z: digestOfOwner(SM2_USER_ID, x, y), point };
}

/** The same key with its multiples in a table: tens of milliseconds once, then a tenth of the time each. */
export function prepared(key: Sm2PublicKey): Sm2PublicKey {
  generatorMultiples ??= multiplesOf(Curve, Curve.BASE);
  return { ...key, multiples: multiplesOf(Curve, key.point) };
}

/** Coordinates of d × G. @throws RangeError unless d is from 1 to n − 2. */
export function sm2PointOf(scalar: Uint8Array): { x: Uint8Array; y: Uint8Array } {
  const d = integer(toHex(scalar));
  // 1 + d has to have an inverse (GM/T 0003.1-2012 §5.2.1).
  if (d < 1n || d > N - 2n) throw new RangeError('"scalar" expected 1 to n - 2');
  const { x, y } = Curve.BASE.multiply(d).toAffine();
  return { x: uintBytes(x, BYTES), y: uintBytes(y, BYTES) };
}

/** A fresh scalar from 1 to n − 2. */
export function sm2RandomScalar(): Uint8Array {
  return uintBytes(randomBelow(N - 2n) + 1n, BYTES);
}

/**
 * Z = SM3(length of the id in bits(2) ‖ id ‖ a ‖ b ‖ xG ‖ yG ‖ x ‖ y) (GM/T 0003.2-2012 §5.5).
 * @param userId never empty: that is how other libraries sign past one another
 */
export function digestOfOwner(userId: string, x: Uint8Array, y: Uint8Array): Uint8Array {
  const id = utf8(userId);
  const curve = fromHex(HEX.a + HEX.b + HEX.gx + HEX.gy);
  return sm3(concat([uintBytes(8 * id.length, 2), id, curve, x, y]));
}

/** e = SM3(Z ‖ message) as a number (§6.1). */
export function sm2MessageDigest(z: Uint8Array, message: Uint8Array): bigint {
  return integer(toHex(sm3(concat([z, message]))));
}

/** The standard rejects a random number once in 2^255: four in a row come from no random source. */
const SIGN_ATTEMPTS_MAX = 4;

/** r ‖ s over the digest e, with a fresh random number each time. */
export function sm2Sign(scalar: Uint8Array, e: bigint): Uint8Array {
  for (let attempt = 0; attempt < SIGN_ATTEMPTS_MAX; attempt++) {
    const signature = sm2SignWith(scalar, e, randomBelow(N - 1n) + 1n);
    if (signature) return signature;
  }
  throw new Error('the random source of this machine repeats itself');
}

/**
 * r ‖ s for one k from 1 to n − 1, or nothing when the standard asks for another one (§6.1, steps A5
 * and A6): about once in 2^255. A k that is known, or used twice, gives the private key away.
 */
export function sm2SignWith(scalar: Uint8Array, e: bigint, k: bigint): Uint8Array | undefined {
  const d = integer(toHex(scalar));
  const { x } = Curve.BASE.multiply(k).toAffine();
  const r = (e + x) % N;
  if (r === 0n || r + k === N) return undefined;
  const s = Curve.Fn.mul(Curve.Fn.inv(1n + d), Curve.Fn.create(k - r * d));
  return s === 0n ? undefined : concat([uintBytes(r, BYTES), uintBytes(s, BYTES)]);
}

/** @param signature 64 bytes, r ‖ s; both from 1 to n − 1 (§7.1, steps B1 and B2) */
export function sm2Verify(key: Sm2PublicKey, e: bigint, signature: Uint8Array): boolean {
  const r = integer(toHex(signature.slice(0, BYTES)));
  const s = integer(toHex(signature.slice(BYTES)));
  if (r < 1n || r >= N || s < 1n || s >= N) return false;
  const t = (r + s) % N;
  if (t === 0n) return false;
  const fast = key.multiples && fastX(s, t, key.multiples);
  const { x, z } = fast ?? slowX(s, t, key.point);
  // r = (e + x₁) mod n leaves one x₁ below n, and perhaps one between n and p.
  const x1 = Curve.Fn.create(r - e);
  const zz = (z * z) % P;
  const isAt = (candidate: bigint) => candidate < P && (candidate * zz - x) % P === 0n;
  return z !== 0n && (isAt(x1) || isAt(x1 + N));
}

/** s × G + t × key out of both tables. */
function fastX(s: bigint, t: bigint, multiples: Multiples): JacobianX | undefined {
  if (!generatorMultiples) return undefined;
  return sumOfMultiples(P, [
    [s, generatorMultiples],
    [t, multiples],
  ]);
}

/** The same without tables; z is 0 for the neutral element. */
function slowX(s: bigint, t: bigint, point: WeierstrassPoint<bigint>): JacobianX {
  const sum = Curve.BASE.mulAddUnsafe(s, point, t);
  return sum.is0() ? { x: 1n, z: 0n } : { x: sum.toAffine().x, z: 1n };
}

/** Uniform from 0 to limit − 1: 64 bits more than the limit has leave no bias to see (FIPS 186-5 A.4.1). */
function randomBelow(limit: bigint): bigint {
  return integer(toHex(Uint8Array.from(randomBytes(BYTES + 8)))) % limit;
}

function integer(hex: string): bigint {
  return BigInt(`0x${hex}`);
}
