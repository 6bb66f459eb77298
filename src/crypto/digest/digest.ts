import { createHash } from 'node:crypto';
import { encodeCbor } from '../cbor/codec.ts';
import type { CborInput } from '../cbor/value.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

/** SHA-256 over the canonical CBOR of a document: one value, one hash, whatever the order of its keys. */
export function documentHash(value: CborInput): Uint8Array {
  return sha256(encodeCbor(value));
}
