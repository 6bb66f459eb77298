/**
 * The holder's photograph on a residents' health card, DDF1 EF07: `length 2 ‖ bytes`, 3,072 together at
 * most, read 128 bytes at a time as public drivers read it.
 */

import { concat } from '../../bytes.ts';
import { readBinary } from '../commands/binary.ts';
import { sendCommand } from '../commands/command.ts';
import type { CardTransport } from '../transport.ts';
import { malformedRecord } from './record.ts';

export const PHOTO_FILE = { directory: 'DDF1', fid: 0xef07 } as const;
const LENGTH_BYTES = 2;
const PHOTO_BYTES_MAX = 3_072;
const BLOCK_BYTES = 128;
const PLACE = { file: 'DDF1 EF07', tag: 'all' };

/**
 * The photograph in the selected file; empty where the card holds none.
 * @throws OneCardError `profile.malformed-record`, `card.unexpected-status` where the card wants its key first
 */
export async function readPhotoFile(transport: CardTransport): Promise<Uint8Array> {
  const head = await sendCommand(transport, readBinary({ offset: 0 }, LENGTH_BYTES));
  if (head.length !== LENGTH_BYTES) throw malformedRecord(PLACE, 'too-short');
  const length = (head[0]! << 8) | head[1]!;
  if (length === 0 || length === 0xffff) return new Uint8Array(0);
  const end = LENGTH_BYTES + length;
  if (end > PHOTO_BYTES_MAX) throw malformedRecord(PLACE, 'length');
  const parts: Uint8Array[] = [];
  for (let offset = LENGTH_BYTES; offset < end; offset += BLOCK_BYTES) {
    const wanted = Math.min(BLOCK_BYTES, end - offset);
    const part = await sendCommand(transport, readBinary({ offset }, wanted));
    if (part.length !== wanted) throw malformedRecord(PLACE, 'too-short');
    parts.push(part);
  }
  return concat(parts);
}
