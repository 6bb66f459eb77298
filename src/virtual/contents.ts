/** What a virtual card holds: the issuer's image, its two private keys, and its transaction counter. */

import type { CardImage } from '../card/index.ts';
import {
  type ElementaryFile,
  FILES,
  type FileName,
  LOG_RECORD_BYTES,
  LOG_RECORD_COUNT,
} from '../card/index.ts';
import type { PrivateKey } from '../crypto/index.ts';

/** The keys of a chip: 0x81 answers a challenge, 0x82 signs settlements. Print as `[secret]`. */
export interface CardKeys {
  readonly authentication: PrivateKey;
  readonly settlement: PrivateKey;
}

/** Never changed in place: a command computes the next contents, and they take over once stored. */
export interface CardContents extends CardImage {
  readonly keys: CardKeys;
  /** Transaction counter, 32 bits: raised before every signature of key 0x82. */
  readonly atc: number;
}

export const ATC_MAX = 0xffff_ffff;

/** One change of non-volatile memory; a command makes at most one. */
export type CardChange =
  | {
      readonly kind: 'update';
      readonly fid: number;
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'append'; readonly record: Uint8Array }
  | { readonly kind: 'atc'; readonly atc: number };

/** The transparent files of a card with their names. */
export const TRANSPARENT_FILES = (Object.entries(FILES) as [FileName, ElementaryFile][]).filter(
  ([, file]) => file.structure === 'transparent',
);

/** A state slot is whole; any other file ends with its content. */
export function fileBytesRange(name: FileName): { readonly min: number; readonly max: number } {
  const { sizeBytes } = FILES[name];
  const isSlot = name === 'EF.STATE-A' || name === 'EF.STATE-B';
  return { min: isSlot ? sizeBytes : 1, max: sizeBytes };
}

/**
 * The contents of a card that leaves the issuer.
 * @throws RangeError when a file is missing or has another size, TypeError when a key is of another suite.
 */
export function contentsOf(image: CardImage, keys: CardKeys): CardContents {
  for (const [name, { fid }] of TRANSPARENT_FILES) {
    const { min, max } = fileBytesRange(name);
    const byteCount = image.files.get(fid)?.length ?? -1;
    if (byteCount < min || byteCount > max) {
      throw new RangeError(`"image" expected ${min} to ${max} bytes of ${name}`);
    }
  }
  if (image.files.size !== TRANSPARENT_FILES.length) {
    throw new RangeError('"image" expected no file beside those of the table');
  }
  const isLogRight = image.log.every((record) => record.length === LOG_RECORD_BYTES);
  if (!isLogRight || image.log.length > LOG_RECORD_COUNT) {
    throw new RangeError(`"image" expected ${LOG_RECORD_COUNT} records of ${LOG_RECORD_BYTES}`);
  }
  for (const key of [keys.authentication, keys.settlement]) {
    if (key.suite !== image.suite) throw new TypeError('"keys" expected keys of the card\'s suite');
  }
  return { ...image, keys, atc: 0 };
}

/** The contents after `change`. */
export function changed(contents: CardContents, change: CardChange): CardContents {
  switch (change.kind) {
    case 'update': {
      const bytes = contents.files.get(change.fid)!.slice();
      bytes.set(change.bytes, change.offset);
      return { ...contents, files: new Map(contents.files).set(change.fid, bytes) };
    }
    case 'append':
      return { ...contents, log: [change.record, ...contents.log].slice(0, LOG_RECORD_COUNT) };
    case 'atc':
      return { ...contents, atc: change.atc };
  }
}

/**
 * What of `change` is in memory when the power went after `bytesWritten` bytes; nothing when not even
 * one was written. The rest of a torn record reads as erased.
 */
export function torn(change: CardChange, bytesWritten: number): CardChange | undefined {
  if (bytesWritten === 0 || change.kind === 'atc') return undefined;
  if (change.kind === 'update') return { ...change, bytes: change.bytes.slice(0, bytesWritten) };
  const record = change.record.map((byte, index) => (index < bytesWritten ? byte : 0));
  return { ...change, record };
}
