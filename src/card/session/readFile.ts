import { concat } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { readBinary } from '../commands/binary.ts';
import { sendCommand } from '../commands/command.ts';
import { FILES, type FileName, SLOT_BYTES, stateFileOf } from '../files.ts';
import { malformedFrame } from '../frame.ts';
import type { CardTransport } from '../transport.ts';

/**
 * Bytes that one READ BINARY asks for. 239 is what an answer under secure messaging can carry
 * (GPC_SPE_014 v1.1.1: 255 less padding and MAC), so that a file is read in the same steps with and
 * without it.
 */
export const READ_BYTES_MAX = 239;

/**
 * All bytes of a static file, to its end and not only to the end that its head announces: an answer
 * shorter than what was asked for is the last. The first command names the file by SFI, the others go
 * on in the current file.
 * @param bytesMax 1 to 256
 * @throws OneCardError `card.malformed-frame` when the file is longer than its reserve,
 * `card.unexpected-status`
 */
export async function readFile(
  transport: CardTransport,
  name: FileName,
  bytesMax: number,
): Promise<Uint8Array> {
  const { sfi, sizeBytes } = FILES[name];
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset <= sizeBytes; ) {
    const position = offset === 0 ? { sfi, offset } : { offset };
    const part = await sendCommand(transport, readBinary(position, bytesMax));
    parts.push(part);
    offset += part.length;
    if (offset > sizeBytes) break;
    if (part.length < bytesMax) return concat(parts);
  }
  throw malformedFrame(name, sizeBytes, 'file-size');
}

/**
 * All 223 bytes of a state slot.
 * @throws OneCardError `card.file-too-short`, `card.unexpected-status`
 */
export async function readSlotFile(
  transport: CardTransport,
  slot: 'A' | 'B',
  bytesMax: number,
): Promise<Uint8Array> {
  const file = stateFileOf(slot);
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < SLOT_BYTES; ) {
    const position = offset === 0 ? { sfi: FILES[file].sfi, offset } : { offset };
    const wantedBytes = Math.min(bytesMax, SLOT_BYTES - offset);
    const part = await sendCommand(transport, readBinary(position, wantedBytes));
    parts.push(part);
    offset += part.length;
    if (part.length < wantedBytes) {
      throw new OneCardError('card.file-too-short', { file, sizeBytes: SLOT_BYTES, offset });
    }
  }
  return concat(parts);
}
