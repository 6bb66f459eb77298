/** One prepared settlement against one virtual card, and what a fault did to it. */

import {
  type CardSession,
  type CardSignature,
  type PreparedCommit,
  prepareCommit,
  progressOf,
} from '../../../src/card/index.ts';
import { memoryStore, VirtualCard, virtualReader } from '../../../src/virtual/index.ts';
import { cardOf, type StoredCard } from '../altered.ts';
import {
  CARD_KEYS,
  cardImage,
  commitCore,
  openSession,
  readVerified,
  usageAfter,
} from '../issued.ts';

export type Settled = StoredCard;

/** Stored bytes of cards that were settled before, by the count of settlements. */
const settledBytes = new Map<number, Promise<Uint8Array>>();

/** A card on which `count` settlements were done, with the ids 1 to `count`. Each call gets its own. */
export async function settledCard(count: number): Promise<Settled> {
  const bytes = settledBytes.get(count) ?? settleCount(count);
  settledBytes.set(count, bytes);
  return cardOf(await bytes);
}

async function settleCount(count: number): Promise<Uint8Array> {
  const store = memoryStore();
  const card = await VirtualCard.issue(await cardImage(), CARD_KEYS, store);
  const reader = virtualReader(card);
  for (let last = 1; last <= count; last++) {
    const session = await openSession(reader);
    await session.commit(prepareNext(await readVerified(session), last));
    await session.close();
  }
  return (await store.load())!;
}

export function prepareNext(
  record: Parameters<typeof prepareCommit>[0],
  last: number,
): PreparedCommit {
  return prepareCommit(record, commitCore(last), usageAfter(last));
}

/** What a tap after an interruption does: power, open, read, prove, look, go on. */
export async function tapAgain(
  { card, reader }: Settled,
  prepared: PreparedCommit,
): Promise<{
  progress: ReturnType<typeof progressOf>;
  signed: CardSignature;
  session: CardSession;
}> {
  card.powerUp();
  const session = await openSession(reader);
  const record = await readVerified(session);
  const progress = progressOf(record, prepared);
  return { progress, signed: await session.commit(prepared), session };
}
