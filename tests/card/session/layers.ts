import { concat, toHex } from '../../../src/bytes.ts';
import { parseCommand, type TransportLayer } from '../../../src/card/index.ts';

/** Keeps the four header bytes of every command. */
export function countingLayer(commands: string[]): TransportLayer {
  return (inner) => ({
    transmit(command) {
      commands.push(toHex(command.subarray(0, 4)));
      return inner.transmit(command);
    },
    close: () => inner.close(),
  });
}

/** Most bytes that the T=0 card below hands out at a time. */
const PART_BYTES = 100;

/**
 * A card as T=0 shows it: a READ with an Le above 200 is told 6C C8 or less first, longer answers
 * come in parts of 100 by GET RESPONSE.
 */
export const shortLe: TransportLayer = (inner) => {
  let waiting = new Uint8Array(0);
  const corrected = new Set<string>();

  function part(): Uint8Array {
    const now = waiting.slice(0, PART_BYTES);
    waiting = waiting.slice(PART_BYTES);
    const sw = waiting.length === 0 ? [0x90, 0] : [0x61, Math.min(waiting.length, PART_BYTES)];
    return concat([now, Uint8Array.from(sw)]);
  }

  return {
    async transmit(command) {
      if (command[1] === 0xc0) return part();
      const { ne } = parseCommand(command);
      const header = toHex(command.subarray(0, 4));
      if (command[1] === 0xb2 && !corrected.has(header)) {
        corrected.add(header);
        return Uint8Array.of(0x6c, ne);
      }
      const response = await inner.transmit(command);
      if (toHex(response.slice(-2)) !== '9000') return response;
      waiting = response.slice(0, -2);
      return part();
    },
    close: () => inner.close(),
  };
};
