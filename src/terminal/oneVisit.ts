import type { CardCounters, CardSerial } from '../model/index.ts';
import type { CardCounterStore } from './cardCounters.ts';
import type { Equipment } from './equipment.ts';
import { stoppedClock } from './stoppedClock.ts';

/**
 * The equipment for one visit: its clock stands, and a card is measured by what was known of it before
 * the visit, though the visit itself is remembered at once.
 */
export function oneVisit(equipment: Equipment): Equipment {
  const { clock, counters } = equipment;
  return { ...equipment, clock: stoppedClock(clock), counters: knownBefore(counters) };
}

function knownBefore(counters: CardCounterStore): CardCounterStore {
  const before = new Map<CardSerial, Promise<CardCounters | undefined>>();
  return {
    of(serial) {
      const known = before.get(serial) ?? counters.of(serial);
      before.set(serial, known);
      return known;
    },
    remember: (serial, seen) => counters.remember(serial, seen),
  };
}
