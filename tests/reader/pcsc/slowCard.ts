import { setTimeout as sleep } from 'node:timers/promises';
import { connectVpcd, memoryStore, type VpcdSlot } from '../../../src/virtual/index.ts';
import { plainCard } from '../../virtual/cards.ts';

/** INITIALIZE UPDATE, which raises a stored counter: the command that a slow card is slow at. */
export const SLOW_WRITE = '8050310008112233445566778800';

/** A card in a slot of the daemon whose memory takes its time. */
export interface SlowCard {
  readonly slot: VpcdSlot;
  /** Milliseconds that each write takes from now on. */
  delayMs: number;
  /** Commands of the slow kind that have reached the card. */
  readonly writes: number;
}

export async function insertSlowCard(port?: number): Promise<SlowCard> {
  const inner = memoryStore();
  let writes = 0;
  let delayMs = 0;
  const { card } = await plainCard({
    load: () => inner.load(),
    async save(bytes) {
      writes++;
      await sleep(delayMs);
      await inner.save(bytes);
    },
  });
  writes = 0;
  card.powerDown();
  const slot = await connectVpcd(card, port === undefined ? {} : { port });
  return {
    slot,
    get delayMs() {
      return delayMs;
    },
    set delayMs(ms) {
      delayMs = ms;
    },
    get writes() {
      return writes;
    },
  };
}
