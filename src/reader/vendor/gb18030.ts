/** GB 18030 as cards are personalised with and printers take it: GBK where it has the character, four bytes where not. */

import { decodeGb18030 } from '../../card/index.ts';
import { encodeGbk } from './gbk.ts';

/** Four-byte codes of the basic plane are these, in order; the planes above begin at 90 30 81 30. */
const BASIC_CODES = 39_420;
const PLANES_FIRST_BYTE = 0x90;
const BASIC_FIRST_BYTE = 0x81;

let basic: ReadonlyMap<string, Uint8Array> | undefined;

/** @throws RangeError for a lone surrogate */
export function encodeGb18030(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text).flatMap((character) => [...encodeOne(character)]));
}

function encodeOne(character: string): Uint8Array {
  const code = character.codePointAt(0)!;
  if (code >= 0x10000) return fourBytes(PLANES_FIRST_BYTE, code - 0x10000);
  try {
    return encodeGbk(character);
  } catch {
    basic ??= basicCharacters();
    const bytes = basic.get(character);
    if (!bytes) throw new RangeError('"text" has a character that GB 18030 does not have');
    return bytes;
  }
}

/** The last byte counts ten, the one before 126, the one before ten. */
function fourBytes(first: number, index: number): Uint8Array {
  return Uint8Array.of(
    first + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1_260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  );
}

function basicCharacters(): ReadonlyMap<string, Uint8Array> {
  const characters = new Map<string, Uint8Array>();
  for (let index = 0; index < BASIC_CODES; index++) {
    const bytes = fourBytes(BASIC_FIRST_BYTE, index);
    const character = decodeGb18030(bytes);
    if (character) characters.set(character, bytes);
  }
  return characters;
}
