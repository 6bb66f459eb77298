/**
 * Public and private signature keys as COSE_Key (RFC 9052 §7, RFC 9053 §7.1.1), always the canonical
 * bytes of exactly these labels:
 *
 *     { 1 kty: 2 EC2, -1 crv, -2 x: 32 bytes, -3 y: 32 bytes }             75 bytes on P-256
 *     the same and -4 d: 32 bytes                                          110 bytes, in key files only
 *
 * The public form is what RFC 9679 §4.2 hashes for a key's thumbprint.
 */

import { decodeCbor, encodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import type { CborValue } from '../cbor/value.ts';

const KTY = { label: 1, ec2: 2 } as const;
const CRV = -1;
const X = -2;
const Y = -3;
const D = -4;

/** Bytes of a coordinate and of the scalar: both suites use curves over 256-bit fields. */
export const COORDINATE_BYTES = 32;

/** A COSE_Key is far below 256 bytes in either suite; more is no key. */
const KEY_BYTES_MAX = 256;

/** Curve labels are small or, for private use, below -65536 and far above -2^31. */
const CURVE_RANGE = { min: -(2 ** 31), max: 2 ** 31 };

export interface EcPoint {
  readonly curve: number;
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

export function encodePublicKey(point: EcPoint): Uint8Array {
  return encodeCbor(keyMap(point));
}

/** With the secret scalar: for `exportPrivateKey` alone. */
export function encodePrivateKey(point: EcPoint, scalar: Uint8Array): Uint8Array {
  return encodeCbor(new Map([...keyMap(point), [D, scalar]]));
}

/** Shape only: whether the point is on the curve is the suite's to say. @throws OneCardError */
export function parsePublicKey(bytes: Uint8Array): EcPoint {
  const fields = keyFields(bytes);
  const point = pointOf(fields);
  fields.end();
  return point;
}

/** @throws OneCardError `crypto.key-malformed`, `crypto.cbor-…` */
export function parsePrivateKey(bytes: Uint8Array): EcPoint & { readonly scalar: Uint8Array } {
  const fields = keyFields(bytes);
  const point = pointOf(fields);
  const scalar = fields.bytes(D, 'd', COORDINATE_BYTES);
  fields.end();
  return { ...point, scalar };
}

function keyMap({ curve, x, y }: EcPoint): Map<number, CborValue> {
  return new Map<number, CborValue>([
    [KTY.label, KTY.ec2],
    [CRV, curve],
    [X, x],
    [Y, y],
  ]);
}

function keyFields(bytes: Uint8Array): MapFields {
  const value = decodeCbor(bytes, { bytesMax: KEY_BYTES_MAX });
  return new MapFields(value, { code: 'crypto.key-malformed', document: 'COSE_Key' });
}

function pointOf(fields: MapFields): EcPoint {
  fields.integer(KTY.label, 'kty', { min: KTY.ec2, max: KTY.ec2 });
  return {
    curve: fields.integer(CRV, 'crv', CURVE_RANGE),
    x: fields.bytes(X, 'x', COORDINATE_BYTES),
    y: fields.bytes(Y, 'y', COORDINATE_BYTES),
  };
}
