import * as crypto from 'node:crypto';
import { encodeCbor } from '../cbor/codec.ts';
import type { CborInput } from '../cbor/value.ts';

/** One call out of JavaScript instead of three, where the runtime has it (Node 20.12, 21.7). */
const { hash } = crypto as {
  readonly hash?: (name: string, data: Uint8Array, to: 'buffer') => Buffer;
};

function oneShot(bytes: Uint8Array): Buffer {
  return hash
    ? hash('sha256', bytes, 'buffer')
    : crypto.createHash('sha256').update(bytes).digest();
}

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(oneShot(bytes));
}

/** SHA-256 over the canonical CBOR of a document: one value, one hash, whatever the order of its keys. */
export function documentHash(value: CborInput): Uint8Array {
  return sha256(encodeCbor(value));
}
