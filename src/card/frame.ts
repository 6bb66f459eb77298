/**
 * A static file: a head, its content, and not a byte more.
 *
 * ```
 * 53 82 LL LL <LLLL bytes of CBOR>
 * ```
 *
 * 53 is discretionary data (ISO/IEC 7816-6:2004 §7, interindustry tag), the length always in its
 * two-byte form, so that the head is four bytes whatever the content. The file ends where the content
 * does: there is no unused byte that could be changed.
 */

import { concat } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';
import type { FileName } from './files.ts';

export const TAG_CONTENT = 0x53;
const LENGTH_FORM = 0x82;
export const FRAME_HEAD_BYTES = 4;

/**
 * `content` framed.
 * @param sizeBytes most that the file can hold
 * @throws RangeError when the content is empty or does not fit.
 */
export function frame(content: Uint8Array, sizeBytes: number): Uint8Array {
  if (content.length === 0 || content.length > sizeBytes - FRAME_HEAD_BYTES) {
    throw new RangeError(`"content" expected 1 to ${sizeBytes - FRAME_HEAD_BYTES} bytes`);
  }
  return concat([frameHead(content.length), content]);
}

/** The four bytes before a content of `lengthBytes`. */
export function frameHead(lengthBytes: number): Uint8Array {
  return Uint8Array.of(TAG_CONTENT, LENGTH_FORM, lengthBytes >> 8, lengthBytes & 0xff);
}

/**
 * How many content bytes a frame announces, from its first four bytes.
 * @param roomBytes most that the file can hold after the head
 * @throws OneCardError `card.malformed-frame` with `file`, `offset`, `rule`.
 */
export function frameLength(head: Uint8Array, file: FileName, roomBytes: number): number {
  if (head[0] !== TAG_CONTENT) throw malformedFrame(file, 0, 'tag');
  if (head[1] !== LENGTH_FORM) throw malformedFrame(file, 1, 'length-form');
  if (head.length < FRAME_HEAD_BYTES) throw malformedFrame(file, head.length, 'head-too-short');
  const lengthBytes = (head[2]! << 8) | head[3]!;
  if (lengthBytes === 0 || lengthBytes > roomBytes) throw malformedFrame(file, 2, 'length');
  return lengthBytes;
}

/**
 * The content of a whole file; the inverse of `frame`.
 * @throws OneCardError `card.malformed-frame` with `file`, `offset`, `rule`.
 */
export function unframe(bytes: Uint8Array, file: FileName): Uint8Array {
  const lengthBytes = frameLength(bytes, file, bytes.length - FRAME_HEAD_BYTES);
  const end = FRAME_HEAD_BYTES + lengthBytes;
  if (bytes.length > end) throw malformedFrame(file, end, 'bytes-after-content');
  return bytes.slice(FRAME_HEAD_BYTES);
}

/** @throws OneCardError `card.malformed-frame` at the first byte from `offset` on that is not 00. */
export function assertZeroFill(bytes: Uint8Array, offset: number, file: FileName): void {
  for (let index = offset; index < bytes.length; index++) {
    if (bytes[index] !== 0) throw malformedFrame(file, index, 'unused-byte');
  }
}

export function malformedFrame(file: FileName, offset: number, rule: string): OneCardError {
  return new OneCardError('card.malformed-frame', { file, offset, rule });
}

/** Bytes of a whole frame by its head; undefined where no head stands. */
export function frameHeadBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length < FRAME_HEAD_BYTES || bytes[0] !== TAG_CONTENT || bytes[1] !== LENGTH_FORM) {
    return undefined;
  }
  return FRAME_HEAD_BYTES + ((bytes[2]! << 8) | bytes[3]!);
}
