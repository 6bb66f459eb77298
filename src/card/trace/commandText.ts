import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { type CommandApdu, parseCommand } from '../apdu.ts';

/**
 * `00A40400 Nc=9 Ne=256`: class, instruction and parameters of a command, and how many bytes it
 * carries and asks for. Never a byte of its data field; of bytes that are no command, only their count.
 */
export function commandText(bytes: Uint8Array): string {
  const command = parsed(bytes);
  if (!command) return `malformed bytes=${bytes.length}`;
  const { cla, ins, p1, p2, data, ne } = command;
  const header = toHex(Uint8Array.of(cla, ins, p1, p2)).toUpperCase();
  return `${header} Nc=${data.length} Ne=${ne}${command.isExtended ? ' extended' : ''}`;
}

function parsed(bytes: Uint8Array): CommandApdu | undefined {
  try {
    return parseCommand(bytes);
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
