/** What happens at a serial reader, as a stream. */
import { afterEach, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { ReaderEvent } from '../../../src/reader/provider.ts';
import { serialReaders } from '../../../src/reader/serial/index.ts';
import { closeDesks, connect, eventText, openDesk } from './desk.ts';
import { command, INS_READ, seated } from './testCard.ts';

afterEach(closeDesks);

const read2 = command(INS_READ, undefined, 2);

test('in the order in which it happens', async () => {
  const desk = openDesk();
  const ends = new AbortController();
  const seen: string[] = [];
  const meanwhile: Partial<Record<string, () => void>> = {
    'reader-attached': () => desk.virtual.insert(seated(desk.card, 'T=1')),
    'card-in 0 3b97': () => desk.virtual.remove(),
    'card-out 0': () => {
      desk.isPlugged = false;
      void desk.virtual.close();
    },
    'reader-detached': () => ends.abort(),
  };
  for await (const event of desk.readers.events({ signal: ends.signal })) {
    const text = eventText(event);
    seen.push(text);
    meanwhile[text]?.();
  }
  expect(seen).toEqual(['reader-attached', 'card-in 0 3b97', 'card-out 0', 'reader-detached']);
});

test('a reader that comes back, and a card that was swapped between two looks', async () => {
  const desk = openDesk({ card: 'T=1' });
  desk.isPlugged = false;
  const ends = new AbortController();
  const seen: string[] = [];
  setTimeout(() => {
    desk.isPlugged = true;
  }, 100);
  for await (const event of desk.readers.events({ signal: ends.signal })) {
    seen.push(eventText(event));
    if (seen.length === 2) {
      desk.virtual.remove();
      desk.virtual.insert(seated(desk.card, 'T=0'));
    }
    if (seen.length === 4) ends.abort();
  }
  expect(seen).toEqual(['reader-attached', 'card-in 0 3b97', 'card-out 0', 'card-in 0 3b17']);
});

test('a card in use shows itself without its answer to reset, and is left alone', async () => {
  const desk = openDesk({ card: 'T=1' });
  const card = await connect(desk);
  const ends = new AbortController();
  const events: ReaderEvent[] = [];
  for await (const event of desk.readers.events({ signal: ends.signal })) {
    events.push(event);
    if (event.type === 'card-in') ends.abort();
  }
  expect(events.at(-1)).toMatchObject({ type: 'card-in', atr: new Uint8Array(0) });
  expect(toHex(await card.transmit(read2))).toBe('00079000');
});

test('connecting while a watcher looks at the card waits for the look', async () => {
  const desk = openDesk({ card: 'T=1' });
  const ends = new AbortController();
  const watching = (async () => {
    const seen: string[] = [];
    for await (const event of desk.readers.events({ signal: ends.signal })) {
      seen.push(event.type);
      if (event.type === 'card-in') ends.abort();
    }
    return seen;
  })();
  const card = await connect(desk);
  expect(toHex(await card.transmit(read2))).toBe('00079000');
  expect(await watching).toEqual(['reader-attached', 'card-in']);
  expect(toHex(await card.transmit(read2))).toBe('00079000');
});

test('a port that may not be opened is told once, and its end too', async () => {
  let attempts = 0;
  const readers = serialReaders({
    path: 'pair',
    openPort: async (port) => {
      attempts++;
      const reason = attempts < 3 ? 'no-permission' : 'no-such-port';
      throw new OneCardError('reader.serial-port-not-opened', { port, reason });
    },
  });
  const ends = new AbortController();
  const seen: ReaderEvent[] = [];
  for await (const event of readers.events({ signal: ends.signal })) {
    seen.push(event);
    if (event.type === 'service-back') ends.abort();
  }
  expect(seen).toEqual([
    { type: 'service-lost', code: 'reader.serial-port-not-opened' },
    { type: 'service-back' },
  ]);
  expect(attempts).toBe(3);
});
