/**
 * What every static file has in front of its own fields:
 *
 * | key | content |
 * |---|---|
 * | 0 | salt, 16 random bytes, so that the digest in EF.SOD tells nothing about the content |
 * | 1 | serial of the card, 8 bytes |
 */

import type { CborValue } from '../../crypto/index.ts';
import type { CardSerial } from '../../model/index.ts';
import type { SignedFileName } from '../files.ts';
import {
  bytesOf,
  decodeFile,
  encodeChecked,
  type Fields,
  inside,
  mapOf,
  type Place,
} from './fields.ts';
import { idBytes, serialOf } from './identifiers.ts';

/** Bytes of the salt: 16 random ones, as ISO/IEC 18013-5:2021 §9.1.2.5 asks of each signed item. */
export const SALT_BYTES = 16;

export interface StaticHead {
  readonly salt: Uint8Array;
  readonly serial: CardSerial;
}

/** A static file's content: what all have, and what this one says. */
export interface StaticContent<T> extends StaticHead {
  readonly value: T;
}

/** The strict parser of one kind of static file, from the exact bytes that its digest covers. */
export function staticParser<T>(
  file: SignedFileName,
  keys: { readonly required: readonly number[]; readonly optional?: readonly number[] },
  parseFields: (fields: Fields, root: Place, head: StaticHead) => T,
): (bytes: Uint8Array) => StaticContent<T> {
  const root: Place = { file, field: '' };
  return (bytes) => {
    const fields = mapOf(decodeFile(bytes, file), root, [0, 1, ...keys.required], keys.optional);
    const head = {
      salt: bytesOf(fields.get(0), inside(root, 0), SALT_BYTES),
      serial: serialOf(fields.get(1), inside(root, 1)),
    };
    return { ...head, value: parseFields(fields, root, head) };
  };
}

/** Canonical bytes of a static file, read back by its own parser. @throws RangeError out of limits. */
export function encodeStatic(
  head: StaticHead,
  entries: readonly (readonly [number, CborValue])[],
  parse: (bytes: Uint8Array) => unknown,
): Uint8Array {
  const heading = [
    [0, head.salt],
    [1, idBytes(head.serial)],
  ] as const;
  return encodeChecked(new Map<number, CborValue>([...heading, ...entries]), parse);
}
