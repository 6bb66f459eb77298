/**
 * GBK, the character set of the drivers: ASCII in one byte, Chinese in two, 81..FE then 40..FE without
 * 7F. Decoding is that of cards (src/card/gb18030.ts); encoding turns its table round.
 */

import { decodeGb18030 } from '../../card/index.ts';

const FIRST_MIN = 0x81;
const FIRST_MAX = 0xfe;
const SECOND_MIN = 0x40;
const SECOND_MAX = 0xfe;

let table: ReadonlyMap<string, number> | undefined;

/** @throws RangeError when a character has no place in GBK. */
export function encodeGbk(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const ascii = character.codePointAt(0)!;
    if (ascii < 0x80) {
      bytes.push(ascii);
      continue;
    }
    table ??= twoByteCharacters();
    const pair = table.get(character);
    if (pair === undefined) throw new RangeError('"text" has a character that GBK does not have');
    bytes.push(pair >> 8, pair & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** Every character that two bytes decode to: about 24,000, built once in some milliseconds. */
function twoByteCharacters(): ReadonlyMap<string, number> {
  const characters = new Map<string, number>();
  for (let first = FIRST_MIN; first <= FIRST_MAX; first++) {
    for (let second = SECOND_MIN; second <= SECOND_MAX; second++) {
      // Nothing, or two characters where `second` is one of its own.
      const character = decodeGb18030(Uint8Array.of(first, second));
      if (character?.length !== 1 || characters.has(character)) continue;
      characters.set(character, (first << 8) | second);
    }
  }
  return characters;
}
