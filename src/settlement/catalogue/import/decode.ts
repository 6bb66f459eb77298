/** Bytes of a table become text: the declared encoding, checked against the mark at the beginning. */

import { concat } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import { ROW_CHARACTERS_MAX } from './separated.ts';

export const ENCODINGS = ['utf-8', 'gb18030'] as const;
export type TableEncoding = (typeof ENCODINGS)[number];

/** Byte order marks and the encoding each belongs to; UTF-16 and UTF-32 are declared by nobody. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0x84, 0x31, 0x95, 0x33], 'gb18030'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];
const MARK = '\uFEFF';

const LINE_FEED = 0x0a;
/** Bytes held while no line feed comes: more than any row may have, four bytes a character. */
const HELD_BYTES_MAX = 4 * ROW_CHARACTERS_MAX;

/**
 * Decodes `chunks`. Bytes that the encoding does not have become U+FFFD, which no field may hold: the
 * row is refused and the rest goes on.
 *
 * Whole lines are decoded at once: in both encodings a line feed is part of no other character, and
 * Node's decoder throws on some broken GB18030 that is handed to it in pieces.
 * @throws OneCardError `catalogue.table-encoding` when the mark contradicts the declaration
 */
export async function* decodeChunks(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TableEncoding,
  file: string,
): AsyncGenerator<string> {
  // The mark is ours to look at: the decoder would drop a UTF-8 one only.
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let isFirst = true;
  const decoded = (bytes: Uint8Array): string => {
    const text = decoder.decode(bytes);
    if (!isFirst) return text;
    isFirst = false;
    checkMark(bytes, encoding, file);
    return text.startsWith(MARK) ? text.slice(1) : text;
  };
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end === 0 && heldBytes + chunk.length <= HELD_BYTES_MAX) {
      held.push(chunk.slice());
      heldBytes += chunk.length;
      continue;
    }
    const cut = end === 0 ? chunk.length : end;
    yield decoded(concat([...held, chunk.subarray(0, cut)]));
    held = [chunk.slice(cut)];
    heldBytes = chunk.length - cut;
  }
  yield decoded(concat(held));
}

function checkMark(bytes: Uint8Array, encoding: TableEncoding, file: string): void {
  const found = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
  if (found === undefined || found === encoding) return;
  throw new OneCardError('catalogue.table-encoding', { file, declared: encoding, found });
}
