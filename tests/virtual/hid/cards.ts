import { concat } from '../../../src/bytes.ts';
import type { CardTransport } from '../../../src/card/index.ts';
import { parseCommand } from '../../../src/card/index.ts';
import type { VirtualReaderCard } from '../../../src/virtual/hid/index.ts';

const SW_OK = Uint8Array.of(0x90, 0x00);

/** `count` bytes that are not all alike and not a repetition of any report's length. */
export function pattern(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => (index * 7 + (index >> 8)) & 0xff);
}

/** A card that answers SELECT, gives as many bytes as Le asks for, and gives back what it is sent. */
export function echoCard(): CardTransport & { readonly commands: Uint8Array[] } {
  const commands: Uint8Array[] = [];
  return {
    commands,
    async transmit(bytes) {
      commands.push(bytes);
      const command = parseCommand(bytes);
      if (command.ins === 0xa4) return SW_OK;
      if (command.ins === 0xb0) return concat([pattern(command.ne), SW_OK]);
      if (command.ins === 0xe0) return concat([command.data, SW_OK]);
      return Uint8Array.of(0x6d, 0x00);
    },
    async close() {},
  };
}

export const TEST_ATR = Uint8Array.of(0x3b, 0x80, 0x01, 0x81);

export function readerCard(): VirtualReaderCard & {
  readonly transport: ReturnType<typeof echoCard>;
} {
  return { transport: echoCard(), atr: TEST_ATR };
}
