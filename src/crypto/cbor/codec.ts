/**
 * Canonical CBOR (RFC 8949 §4.2.1) for everything that is signed, hashed or stored: one value has
 * one form, and any other form of it is refused.
 */

import { Decoder, type Options } from 'cbor-x';
import { type CborLimits, limitsOf } from './limits.ts';
import { cborError } from './rules.ts';
import { scanCbor } from './scan.ts';
import type { CborInput, CborValue } from './value.ts';
import { writeCbor } from './write.ts';

/**
 * Private to this file: the module-level functions of cbor-x share state with every other user in
 * the process (an extension registered elsewhere would change what we decode).
 */
const OPTIONS: Options & { readonly useTag259ForMaps: boolean } = {
  useRecords: false,
  mapsAsObjects: false,
  variableMapSize: true,
  tagUint8Array: false,
  useTag259ForMaps: false,
  // A decoded byte string must not change when the caller reuses its buffer.
  copyBuffers: true,
};
const decoder = new Decoder(OPTIONS);

/**
 * The canonical bytes of `value`. Map entries may come in any order.
 * @throws TypeError, RangeError for what CBOR records may not hold (undefined, fractions, -0,
 * integers beyond ±(2^53-1), lone surrogates, a leading byte order mark, depth above 8)
 */
export function encodeCbor(value: CborInput): Uint8Array {
  return writeCbor(value);
}

/**
 * The value of canonical bytes: integers as number, maps as Map, byte strings as copies.
 * @param asked limits above CARD_LIMITS, for large local documents
 * @throws OneCardError `crypto.cbor-…` with `{ rule, offset }`
 */
export function decodeCbor(bytes: Uint8Array, asked: Partial<CborLimits> = {}): CborValue {
  return decodeCborFrom(bytes, 0, asked);
}

/** `decodeCbor` for the item that begins at `start`; offsets in errors count from the first byte. */
export function decodeCborFrom(
  bytes: Uint8Array,
  start: number,
  asked: Partial<CborLimits> = {},
): CborValue {
  // A plain view: of a Buffer, cbor-x would hand out Buffers.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  scanCbor(plain, limitsOf(asked), start);
  const item = plain.subarray(start);
  const value = withNumbers(decoder.decode(item));
  // The second witness: whatever scanner and decoder disagree about cannot come out the same.
  if (Buffer.compare(encodeCbor(value), item) !== 0) throw cborError('round-trip', start);
  return value;
}

/** cbor-x decodes 8-byte integers as bigint; the scanner has made sure that they are safe numbers. */
function withNumbers(decoded: unknown): CborValue {
  if (typeof decoded === 'bigint') return Number(decoded);
  if (Array.isArray(decoded)) return decoded.map(withNumbers);
  if (decoded instanceof Map) {
    return new Map(
      [...decoded].map(([key, item]) => [withNumbers(key) as number | string, withNumbers(item)]),
    );
  }
  return decoded as CborValue;
}
