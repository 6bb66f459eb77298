/** Bytes of a table become text: the declared encoding, checked against the mark at the beginning. */

import { OneCardError } from '../../../errors/index.ts';

export const ENCODINGS = ['utf-8', 'gb18030'] as const;
export type TableEncoding = (typeof ENCODINGS)[number];

/** Byte order marks and the encoding each belongs to; UTF-16 and UTF-32 are declared by nobody. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0x84, 0x31, 0x95, 0x33], 'gb18030'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];
const MARK_BYTES_MAX = 4;
const MARK = '\uFEFF';

/**
 * Decodes `chunks`. Bytes that the encoding does not have become U+FFFD, which no field may hold: the
 * row is refused and the rest goes on.
 * @throws OneCardError `catalogue.table-encoding` when the mark contradicts the declaration
 */
export async function* decodeChunks(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TableEncoding,
  file: string,
): AsyncGenerator<string> {
  // The mark is ours to look at: the decoder would drop a UTF-8 one only.
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (head) {
      bytes = joined(head, chunk);
      if (bytes.length < MARK_BYTES_MAX) {
        head = bytes;
        continue;
      }
      head = undefined;
      checkMark(bytes, encoding, file);
      yield unmarked(decoder.decode(bytes, { stream: true }));
      continue;
    }
    yield decoder.decode(bytes, { stream: true });
  }
  if (head) {
    checkMark(head, encoding, file);
    yield unmarked(decoder.decode(head));
    return;
  }
  yield decoder.decode();
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function checkMark(bytes: Uint8Array, encoding: TableEncoding, file: string): void {
  const found = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
  if (found === undefined || found === encoding) return;
  throw new OneCardError('catalogue.table-encoding', { file, declared: encoding, found });
}

function unmarked(text: string): string {
  return text.startsWith(MARK) ? text.slice(1) : text;
}
