import { fromHex, toHex } from '../../../src/bytes.ts';
import type { CardTransport } from '../../../src/card/index.ts';

/** Answers the given responses in order, and keeps the commands it was sent. */
export function scriptedTransport(...responses: readonly string[]) {
  const left = responses.map((hex) => fromHex(hex.replaceAll(' ', '')));
  const commands: string[] = [];
  let closedCount = 0;
  const transport: CardTransport = {
    async transmit(command) {
      commands.push(toHex(command).toUpperCase());
      const response = left.shift();
      if (!response) throw new Error('the script has no further response');
      return response;
    },
    async close() {
      closedCount += 1;
    },
  };
  return { transport, commands, closedCount: () => closedCount, left };
}
