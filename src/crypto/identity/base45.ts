/**
 * Base45 (RFC 9285): two bytes as three characters of a QR code's alphanumeric set, least significant
 * first, a last single byte as two. Decoding is strict: no other character, no value that two bytes or
 * one cannot hold, no third of a group; so every text has one value and every value one text.
 */

import { OneCardError } from '../../errors/index.ts';

/** Table 1. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const BASE = 45;

export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const isPair = index + 1 < bytes.length;
    let value = isPair ? bytes[index]! * 256 + bytes[index + 1]! : bytes[index]!;
    for (let place = 0; place < (isPair ? 3 : 2); place++) {
      text += ALPHABET[value % BASE]!;
      value = Math.floor(value / BASE);
    }
  }
  return text;
}

/** @throws OneCardError `crypto.base45-malformed` with the offset of the group at fault. */
export function decodeBase45(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
  for (let offset = 0; offset < text.length; offset += 3) {
    const group = text.slice(offset, offset + 3);
    const start = (offset / 3) * 2;
    const value = groupValue(group);
    if (group.length === 3 && value <= 0xffff) {
      bytes[start] = value >> 8;
      bytes[start + 1] = value & 0xff;
    } else if (group.length === 2 && value <= 0xff) {
      bytes[start] = value;
    } else {
      throw new OneCardError('crypto.base45-malformed', { offset, characters: text.length });
    }
  }
  return bytes;
}

/** Infinite for a character that is none of the 45. */
function groupValue(group: string): number {
  let value = 0;
  for (let place = group.length - 1; place >= 0; place--) {
    const digit = ALPHABET.indexOf(group[place]!);
    value = digit < 0 ? Number.POSITIVE_INFINITY : value * BASE + digit;
  }
  return value;
}
