/** The ways in which something that nobody may see could stand in a text. */

import { toHex, utf8 } from '../../src/bytes.ts';
import { encodeGb18030 } from '../../src/virtual/index.ts';

/** Texts and bytes shorter than this are found anywhere by chance. */
const TEXT_CHARACTERS_MIN = 4;
const BYTES_MIN = 4;
/** A Chinese character is found nowhere by chance, two of them even less. */
const CHINESE = /[\u4e00-\u9fff]{2}/;

/** Every text and every run of bytes inside a value, whatever holds it. */
export function contentsOf(value: unknown, found: (string | Uint8Array)[] = []) {
  if (typeof value === 'string' && isTelling(value)) found.push(value);
  else if (typeof value === 'bigint' && value > 9999n) found.push(String(value));
  else if (value instanceof Uint8Array) found.push(value);
  else if (value instanceof Map) for (const each of value) contentsOf([...each], found);
  else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) contentsOf(each, found);
  }
  return found;
}

/** The ways in which a value might get into a text. */
export function spellings(value: string | Uint8Array): readonly string[] {
  const asBytes =
    value instanceof Uint8Array
      ? [value]
      : [utf8(value), encodeGb18030(value), new Uint8Array(Buffer.from(value, 'utf16le'))];
  const long = asBytes.filter((bytes) => bytes.length >= BYTES_MIN);
  return [
    ...(typeof value === 'string' ? [value] : []),
    ...long.flatMap((bytes) => {
      const buffer = Buffer.from(bytes);
      const base64 = buffer.toString('base64').replace(/.{0,2}==?$/, '');
      const hex = toHex(bytes);
      const spaced = hex.replaceAll(/..(?=.)/g, '$& ');
      const others = [base64, [...bytes].join(','), buffer.toString('latin1')];
      return [hex, hex.toUpperCase(), spaced, spaced.toUpperCase(), ...others];
    }),
  ].filter(isTelling);
}

function isTelling(text: string): boolean {
  return text.length >= TEXT_CHARACTERS_MIN || CHINESE.test(text);
}

/** The first spelling of any of `values` that stands in `text`; undefined when none does. */
export function foundIn(text: string, values: readonly (string | Uint8Array)[]) {
  for (const value of values) {
    const spelling = spellings(value).find((each) => text.includes(each));
    if (spelling !== undefined) return spelling;
  }
  return undefined;
}
