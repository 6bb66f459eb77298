/**
 * BER-TLV as ISO/IEC 7816-4:2005 §5.2.2 writes it: tags of one or two bytes, definite lengths in
 * their shortest form.
 *
 * ```
 * T [T] | L | value          L = 00..7F, or 81 LL (80..FF), or 82 LL LL (0100..FFFF)
 * ```
 */

import { concat } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';

export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** Objects in one template: the control templates of this package hold two or three. */
const TLV_COUNT_MAX = 32;

/** A tag whose low five bits are all set goes on in the next byte. */
const TAG_CONTINUES = 0x1f;

/** One data object. @throws RangeError when tag or length do not fit the forms above. */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array {
  const length = value.length;
  if (length > 0xffff) throw new RangeError('"value" expected at most 65535 bytes');
  const tagBytes = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat([Uint8Array.of(...tagBytes, ...lengthBytes), value]);
}

/**
 * The data objects that fill `bytes` from end to end. Children are parsed by the caller, who knows
 * which tags are templates; there is no recursion over card data.
 * @param what name of the object, for errors
 * @throws OneCardError `card.malformed-file` with `file`, `offset`, `rule`.
 */
export function parseTlv(bytes: Uint8Array, what: string): readonly Tlv[] {
  const objects: Tlv[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    if (objects.length === TLV_COUNT_MAX) throw malformedTlv(what, offset, 'too-many-objects');
    const { tlv, end } = parseOne(bytes, offset, what);
    objects.push(tlv);
    offset = end;
  }
  return objects;
}

function parseOne(bytes: Uint8Array, start: number, what: string): { tlv: Tlv; end: number } {
  let offset = start;
  let tag = bytes[offset++]!;
  if ((tag & TAG_CONTINUES) === TAG_CONTINUES) {
    const next = bytes[offset++];
    // A second byte below 1F would have fitted the one-byte form; 80 and above announces a third.
    if (next === undefined || next < 0x1f || next >= 0x80) throw malformedTlv(what, start, 'tag');
    tag = (tag << 8) | next;
  }
  const head = parseLength(bytes, offset, what);
  const end = head.end + head.length;
  if (end > bytes.length) throw malformedTlv(what, offset, 'length-beyond-end');
  return { tlv: { tag, value: bytes.slice(head.end, end) }, end };
}

function parseLength(bytes: Uint8Array, offset: number, what: string) {
  const first = bytes[offset];
  if (first === undefined) throw malformedTlv(what, offset, 'length-missing');
  if (first < 0x80) return { length: first, end: offset + 1 };
  const byteCount = first - 0x80;
  if (byteCount < 1 || byteCount > 2) throw malformedTlv(what, offset, 'length-form');
  if (offset + byteCount >= bytes.length) throw malformedTlv(what, offset, 'length-missing');
  const length =
    byteCount === 1 ? bytes[offset + 1]! : (bytes[offset + 1]! << 8) | bytes[offset + 2]!;
  if (length < (byteCount === 1 ? 0x80 : 0x100)) throw malformedTlv(what, offset, 'length-form');
  return { length, end: offset + 1 + byteCount };
}

export function malformedTlv(file: string, offset: number, rule: string): OneCardError {
  return new OneCardError('card.malformed-file', { file, offset, rule });
}
