/** The two readers of the command line: a virtual slot in this process, or the PC/SC daemon. */

import { type CardConnection, pcscReaders } from '../../src/reader/index.ts';
import { connectVpcd, type VirtualChip, virtualReader } from '../../src/virtual/index.ts';
import type { CommandOptions } from './main.ts';

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
  { signal }: CommandOptions,
  card: VirtualChip | undefined,
  visit: (transport: CardConnection) => Promise<T>,
): Promise<T> {
  const slot = card && (await connectVpcd(card, { signal }));
  const readers = pcscReaders();
  try {
    const reader = await readers.waitForCard({ timeoutMs: CARD_WAIT_MS, signal });
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
