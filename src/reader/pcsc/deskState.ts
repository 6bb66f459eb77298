/**
 * What is at a desk at one moment, and what must have happened between two moments. Events are not
 * collected but computed from two states, so that a consumer may be as slow as it likes: nothing queues
 * up, the order is always right, and the last event always agrees with what is there.
 */

import type { OneCardError } from '../../errors/index.ts';
import type { ReaderEvent } from '../provider.ts';
import type { DeviceSlots } from './devices.ts';

/** A card that answers. */
export interface SlotCard {
  /** Another number is another insertion, of the same card or another one. */
  readonly insertion: number;
  readonly atr: Uint8Array;
}

export interface AttachedReader {
  readonly device: DeviceSlots;
  /** Another number is another time that the reader was plugged in. */
  readonly attachment: number;
  /** By index of the slot. */
  readonly cards: ReadonlyMap<number, SlotCard>;
  /** Slots with a card that does not answer. */
  readonly muteSlots: ReadonlySet<number>;
}

export interface DeskState {
  /** How often the service was lost so far. */
  readonly losses: number;
  /** Why the service is not there; undefined while it is. */
  readonly lostWith: OneCardError | undefined;
  /** By name; empty without the service. */
  readonly readers: ReadonlyMap<string, AttachedReader>;
}

/** Before anything is known: the service is taken to be there. */
export const EMPTY_DESK: DeskState = { losses: 0, lostWith: undefined, readers: new Map() };

/**
 * What happened between two states: first what went, cards before their readers and readers before the
 * service; then what came, the other way round.
 */
export function eventsBetween(before: DeskState, after: DeskState): readonly ReaderEvent[] {
  const isOtherService = after.losses !== before.losses;
  const stayed: ReadonlyMap<string, AttachedReader> = isOtherService ? new Map() : after.readers;
  const events: ReaderEvent[] = [];
  for (const [reader, old] of before.readers) {
    const now = sameAttachment(old, stayed.get(reader));
    for (const [slot, { insertion }] of old.cards) {
      if (now?.cards.get(slot)?.insertion === insertion) continue;
      events.push({ type: 'card-out', reader, slot });
    }
    if (!now) events.push({ type: 'reader-detached', reader });
  }
  const wasThere = before.lostWith === undefined;
  if (isOtherService && wasThere) {
    // The loss is over when `after` has the service again; then only the number tells of it.
    const code = after.lostWith?.code ?? 'reader.service-stopped';
    events.push({ type: 'service-lost', code });
  }
  if (after.lostWith === undefined && (isOtherService || !wasThere)) {
    events.push({ type: 'service-back' });
  }
  for (const [reader, now] of after.readers) {
    const old = isOtherService ? undefined : sameAttachment(now, before.readers.get(reader));
    if (!old) events.push({ type: 'reader-attached', reader });
    for (const [slot, { insertion, atr }] of now.cards) {
      if (old?.cards.get(slot)?.insertion === insertion) continue;
      events.push({ type: 'card-in', reader, slot, atr });
    }
  }
  return events;
}

/** `other`, if it is the same reader plugged in the same time. */
function sameAttachment(
  reader: AttachedReader,
  other: AttachedReader | undefined,
): AttachedReader | undefined {
  return other?.attachment === reader.attachment ? other : undefined;
}
