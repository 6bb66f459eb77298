/** Documents that a command is pointed at. */

import { createReadStream } from 'node:fs';
import { OneCardError } from '../../src/errors/index.ts';
import { DOCUMENT_BYTES_MAX } from '../../src/limits.ts';

/** The text of `file`, never more of it than a document may hold. @throws OneCardError `document.cannot-read` */
export async function readDocument(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    // One byte more than allowed shows that there is more; a device has no size to ask for.
    for await (const chunk of createReadStream(file, { end: DOCUMENT_BYTES_MAX })) {
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    throw new OneCardError('document.cannot-read', { file }, { cause });
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > DOCUMENT_BYTES_MAX) {
    throw new OneCardError('document.cannot-read', { file, bytesMax: DOCUMENT_BYTES_MAX });
  }
  return bytes.toString('utf8');
}
