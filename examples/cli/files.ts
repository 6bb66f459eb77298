/** Files that a command was given. */

import { createReadStream } from 'node:fs';
import { OneCardError } from '../../src/errors/index.ts';
import { DOCUMENT_BYTES_MAX } from '../../src/limits.ts';

/** All bytes of `file`. @throws OneCardError `document.cannot-read` when there are more, or none to be had */
export async function readBytes(file: string, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // One byte more than allowed shows that there is more; a device has no size to ask for.
  for await (const chunk of readPieces(file, bytesMax)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length > bytesMax) throw new OneCardError('document.cannot-read', { file, bytesMax });
  return bytes;
}

/** The bytes of `file` in pieces, one byte more than `bytesMax` at most. */
export async function* readPieces(file: string, bytesMax: number): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { end: bytesMax })) yield chunk as Buffer;
  } catch (cause) {
    throw new OneCardError('document.cannot-read', { file }, { cause });
  }
}

/** The text of a document, never more of it than one may hold. @throws as `readBytes` */
export async function readDocument(file: string): Promise<string> {
  return (await readBytes(file, DOCUMENT_BYTES_MAX)).toString('utf8');
}
