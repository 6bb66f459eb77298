import { concat } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { readBinary } from '../commands/binary.ts';
import { sendCommand } from '../commands/command.ts';
import { FILES, type FileName } from '../files.ts';
import type { CardTransport } from '../transport.ts';

/**
 * Bytes that one READ BINARY asks for. 239 is what an answer under secure messaging can carry
 * (GPC_SPE_014 v1.1.1: 255 less padding and MAC), so that a file is read in the same steps with and
 * without it.
 */
export const READ_BYTES_MAX = 239;

/**
 * All bytes of a transparent file, used and unused: what stands behind the content must be read to
 * be checked. The first command names the file by SFI, the others go on in the current file.
 * @param bytesMax 1 to 256
 * @throws OneCardError `card.file-too-short`, `card.unexpected-status`
 */
export async function readFile(
  transport: CardTransport,
  name: FileName,
  bytesMax: number,
): Promise<Uint8Array> {
  const { sfi, sizeBytes } = FILES[name];
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < sizeBytes; offset += bytesMax) {
    const wantedBytes = Math.min(bytesMax, sizeBytes - offset);
    const position = offset === 0 ? { sfi, offset } : { offset };
    const part = await sendCommand(transport, readBinary(position, wantedBytes));
    if (part.length < wantedBytes) {
      const end = offset + part.length;
      throw new OneCardError('card.file-too-short', { file: name, sizeBytes, offset: end });
    }
    parts.push(part);
  }
  return concat(parts);
}
