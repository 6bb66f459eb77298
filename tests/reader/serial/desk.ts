/** A desk with a virtual serial reader within the process. */

import { toHex } from '../../../src/bytes.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type {
  CardConnection,
  ConnectOptions,
  ReaderEvent,
  ReaderProvider,
} from '../../../src/reader/provider.ts';
import {
  type BytePort,
  type SerialReadersOptions,
  serialReaders,
} from '../../../src/reader/serial/index.ts';
import { bytePortPair, VirtualSerialReader } from '../../../src/virtual/serial/index.ts';
import { seated, TestCard } from './testCard.ts';

export interface Desk {
  readonly card: TestCard;
  readonly readers: ReaderProvider;
  /** The reader at the other end of the line that was opened last. */
  virtual: VirtualSerialReader;
  /** Commands that the reader has answered, with their data. */
  readonly messages: string[];
  /** Whether there is something at the other end of the line. */
  isPlugged: boolean;
}

export interface DeskOptions extends Partial<Omit<SerialReadersOptions, 'openPort'>> {
  /** What the card in the slot speaks; no card when absent. */
  readonly card?: 'T=0' | 'T=1' | 'both';
  readonly wish?: Parameters<typeof seated>[2];
  readonly slotCount?: number;
  readonly hasEcho?: boolean;
}

const open: ReaderProvider[] = [];

export async function closeDesks(): Promise<void> {
  for (const readers of open.splice(0)) await readers.close();
}

export function openDesk(options: DeskOptions = {}): Desk {
  const { card: protocol, wish, slotCount = 1, hasEcho = true, ...rest } = options;
  const messages: string[] = [];
  let line: readonly [BytePort, BytePort];
  const plug = (): VirtualSerialReader => {
    line = bytePortPair();
    return new VirtualSerialReader({
      port: line[1],
      slotCount,
      hasEcho,
      onExchange: ({ type, data }) => messages.push(`${type} ${toHex(data ?? new Uint8Array(0))}`),
    });
  };
  let opened = 0;
  const openPort = async (path: string): Promise<BytePort> => {
    if (!desk.isPlugged) {
      throw new OneCardError('reader.serial-port-not-opened', {
        port: path,
        reason: 'no-such-port',
      });
    }
    if (opened++ > 0) desk.virtual = plug();
    return line[0];
  };
  const readers = serialReaders({ path: 'pair', ...rest, openPort });
  open.push(readers);
  const desk: Desk = { card: new TestCard(), readers, virtual: plug(), messages, isPlugged: true };
  if (protocol) desk.virtual.insert(seated(desk.card, protocol, wish));
  return desk;
}

export async function connect(
  { readers }: Desk,
  options?: ConnectOptions,
): Promise<CardConnection> {
  const [reader] = await readers.list();
  return reader!.connect(options);
}

/** `card-in 0 3b97…`, in the order of arrival. */
export function eventText(event: ReaderEvent): string {
  if (event.type === 'card-in') return `card-in ${event.slot} ${toHex(event.atr).slice(0, 4)}`;
  return event.type === 'card-out' ? `card-out ${event.slot}` : event.type;
}
