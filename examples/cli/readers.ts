/** The two readers of the command line: a virtual slot in this process, or the PC/SC daemon. */

import { OneCardError } from '../../src/errors/index.ts';
import {
  type CardConnection,
  pcscReaders,
  type Reader,
  type ReaderProvider,
} from '../../src/reader/index.ts';
import { connectVpcd, type VirtualChip, virtualReader } from '../../src/virtual/index.ts';
import type { CommandOptions } from './main.ts';
import { samReaderOf } from './sam.ts';

/** How long a clerk is given to put a card in. */
const CARD_WAIT_MS = 30_000;

/**
 * Runs `visit` with the card of the chosen reader.
 * @param insert the virtual card to put into a slot first; without it a pcsc visit takes the card
 * that somebody else has put in
 */
export async function withCard<T>(
  options: CommandOptions,
  card: VirtualChip | undefined,
  visit: (transport: CardConnection) => Promise<T>,
): Promise<T> {
  return options.reader === 'pcsc' ? throughPcsc(options, card, visit) : inProcess(card, visit);
}

async function inProcess<T>(
  card: VirtualChip | undefined,
  visit: (transport: CardConnection) => Promise<T>,
): Promise<T> {
  const transport = await virtualReader(card).connect({ exclusive: true });
  try {
    return await visit(transport);
  } finally {
    await transport.close();
  }
}

async function throughPcsc<T>(
  options: CommandOptions,
  card: VirtualChip | undefined,
  visit: (transport: CardConnection) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  const slot = card && (await connectVpcd(card, { signal }));
  const readers = pcscReaders();
  try {
    const reader = await cardReader(readers, options);
    const transport = await reader.connect({ exclusive: true });
    try {
      return await visit(transport);
    } finally {
      await transport.close();
    }
  } finally {
    await readers.close();
    await slot?.close();
  }
}

/** The reader with the holder's card: not the one that holds the security module. */
async function cardReader(readers: ReaderProvider, options: CommandOptions): Promise<Reader> {
  const { signal } = options;
  const wait = { timeoutMs: CARD_WAIT_MS, signal };
  const taken = samReaderOf(options)?.toLowerCase();
  if (taken === undefined) return readers.waitForCard(wait);
  const names = (await readers.list()).map(({ name }) => name);
  const others = names.filter((name) => !name.toLowerCase().includes(taken));
  if (others.length === 0) throw new OneCardError('reader.no-reader', { readers: names.length });
  try {
    return await Promise.any(others.map((reader) => readers.waitForCard({ ...wait, reader })));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}
