/**
 * SM3withSM2 as a vendor's own code does it (GB/T 32918.2, user id 1234567812345678): signature
 * r‖s in Base64. The points are those of the platform; nothing of the product is used.
 */

import { createECDH, createHash } from 'node:crypto';

const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const COEFFICIENT_A = 'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc';
const COEFFICIENT_B = '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93';
const BASE_POINT =
  '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
  'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0';
const USER_ID = '1234567812345678';

export interface Sm2Keys {
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
  /** x‖y, 64 bytes. */
  readonly publicKey: Uint8Array;
}

export function sm2Keys(): Sm2Keys {
  const pair = createECDH('SM2');
  const point = pair.generateKeys();
  return {
    privateKey: padded(BigInt(`0x${pair.getPrivateKey('hex')}`)),
    publicKey: point.subarray(1),
  };
}

export function signSm3WithSm2(keys: Sm2Keys, text: string): string {
  const e = numberOf(sm3(sm3OfOwner(keys.publicKey), Buffer.from(text, 'utf8')));
  const d = numberOf(keys.privateKey);
  for (;;) {
    const once = createECDH('SM2');
    const point = once.generateKeys();
    const k = numberOf(once.getPrivateKey());
    const r = (e + numberOf(point.subarray(1, 33))) % N;
    if (r === 0n || r + k === N) continue;
    const s = modulo(power(1n + d, N - 2n) * (k - r * d));
    if (s !== 0n) return Buffer.concat([padded(r), padded(s)]).toString('base64');
  }
}

function sm3OfOwner(publicKey: Uint8Array): Uint8Array {
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(USER_ID.length * 8);
  const curve = Buffer.from(COEFFICIENT_A + COEFFICIENT_B + BASE_POINT, 'hex');
  return sm3(bits, Buffer.from(USER_ID), curve, publicKey);
}

function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  return createHash('sm3').update(Buffer.concat(parts)).digest();
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = modulo(base), rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

const modulo = (value: bigint) => ((value % N) + N) % N;
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const padded = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
