import { type CardTransport, parseCommand, type TransportLayer } from '../../src/card/index.ts';

const INS_READ_BINARY = 0xb0;
/** P1 of a READ BINARY that names its file by SFI (ISO/IEC 7816-4:2005 §7.2.3). */
const P1_NAMES_SFI = 0x80;

/** Lets `change` alter what READ BINARY of the file with this SFI answers, byte by byte of the file. */
export function alteredFile(sfi: number, change: (file: Uint8Array) => void): TransportLayer {
  return (inner: CardTransport): CardTransport => {
    let current = 0;
    return {
      async transmit(command) {
        const response = await inner.transmit(command);
        const { ins, p1, p2 } = parseCommand(command);
        if (ins !== INS_READ_BINARY) return response;
        const namesSfi = (p1 & P1_NAMES_SFI) !== 0;
        if (namesSfi) current = p1 & 0x1f;
        if (current !== sfi) return response;
        const offset = namesSfi ? p2 : (p1 << 8) | p2;
        // The file as the reader sees it: only the part that was asked for has meaning.
        const file = new Uint8Array(offset + response.length - 2);
        file.set(response.subarray(0, -2), offset);
        const before = file.slice();
        change(file);
        const altered = response.slice();
        for (let index = offset; index < before.length; index++)
          altered[index - offset] = file[index]!;
        return altered;
      },
      close: () => inner.close(),
    };
  };
}
