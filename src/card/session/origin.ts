/**
 * Which records came out of a card session, and which of them were proven. Kept here and nowhere
 * else: a record from a file or the network, however it looks, is not among them.
 */

import type { CardRecord, ProvenFacts } from '../../model/index.ts';

const fromSession = new WeakSet<CardRecord>();
const provenFacts = new WeakMap<CardRecord, ProvenFacts>();

/** Freezes a record, all the way down, and remembers that a session made it. */
export function fromThisSession(record: CardRecord): CardRecord {
  freeze(record);
  fromSession.add(record);
  return record;
}

export function isFromSession(record: CardRecord): boolean {
  return fromSession.has(record);
}

/** Remembers what verification found, so that a session writes only on a card that was proven. */
export function rememberProven(record: CardRecord, facts: ProvenFacts): void {
  provenFacts.set(record, facts);
}

export function factsOf(record: CardRecord): ProvenFacts | undefined {
  return provenFacts.get(record);
}

/** A record is four levels deep; byte arrays cannot be frozen and are covered by digests. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const inner of Object.values(value)) freeze(inner);
  Object.freeze(value);
}
