/** A card of a few commands, counting what it carries out: the far end of every serial test. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CardTransport,
  encodeCommand,
  encodeResponse,
  parseCommand,
} from '../../../src/card/index.ts';
import { makeAtr, type VirtualSerialCard } from '../../../src/virtual/serial/index.ts';

export const FILE_BYTES = 4_096;
export const INS_SELECT = 0xa4;
export const INS_READ = 0xb0;
export const INS_UPDATE = 0xd6;
export const INS_ECHO = 0x10;
export const INS_SLEEP = 0x20;

/** Byte `index` of the card's file. */
export function fileByte(index: number): number {
  return (index * 7 + (index >> 8)) & 0xff;
}

/** The first `length` bytes of the file. */
export function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => fileByte(index));
}

export function command(
  ins: number,
  data: Uint8Array = new Uint8Array(0),
  ne = 0,
  p1 = 0,
  p2 = 0,
): Uint8Array {
  return encodeCommand({ cla: 0, ins, p1, p2, data, ne });
}

export class TestCard implements CardTransport {
  /** Commands carried out, as hexadecimal headers. */
  readonly runs: string[] = [];
  written: Uint8Array = new Uint8Array(0);

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const { ins, p1, p2, data, ne } = parseCommand(bytes);
    this.runs.push(Buffer.from(bytes.subarray(0, 4)).toString('hex'));
    const answer = (part: Uint8Array, sw = 0x9000) => encodeResponse({ data: part, sw });
    switch (ins) {
      case INS_SELECT:
        return answer(Uint8Array.of(0x6f, 0x05, 0x84, 0x03, 0x01, 0x02, 0x03).slice(0, ne));
      case INS_READ: {
        const offset = (p1 << 8) | p2;
        const length = Math.min(ne, FILE_BYTES - offset);
        if (length <= 0) return answer(new Uint8Array(0), 0x6b00);
        return answer(Uint8Array.from({ length }, (_, index) => fileByte(offset + index)));
      }
      case INS_UPDATE:
        this.written = data.slice();
        return answer(new Uint8Array(0));
      case INS_ECHO:
        return answer(data.slice(0, ne));
      case INS_SLEEP:
        await sleep(p1 * 100);
        return answer(new Uint8Array(0));
      default:
        return answer(new Uint8Array(0), 0x6d00);
    }
  }

  async close(): Promise<void> {}
}

/** The card in contacts that speak `protocol`. */
export function seated(
  card: TestCard,
  protocol: 'T=0' | 'T=1' | 'both',
  wish: { ifsc?: number; edc?: 'lrc' | 'crc'; fiDi?: number; ne?: number } = {},
): VirtualSerialCard {
  const { ne, ...rest } = wish;
  const historicalBytes = Buffer.from('OneCard', 'latin1');
  const atr = makeAtr({ protocol, historicalBytes, ...rest });
  return { transport: card, atr, ...(ne !== undefined && { ne }) };
}
