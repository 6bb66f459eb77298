/** What moved money by days, newest first. */

import { setImmediate as breathe } from 'node:timers/promises';
import type { JournalEntry } from '../../terminal/deskParts.ts';
import type { Equipment } from '../../terminal/index.ts';
import { addDays, type PlainDate, startOfDay } from '../../time.ts';

/** Entries looked at together: some fifty settlements, and then whoever else waits has a turn. */
const STRETCH_ENTRIES = 250;

/**
 * Entries in a row from before the first day that end the walk: a week of a busy desk. Order is the
 * sequence: a clock that fell back for a while leaves a few such entries behind among later ones.
 */
const QUIET_ENTRIES = 20_000;

/** Kinds that an answer of days is made of. */
const KINDS = ['settled', 'without-card', 'reversed'] as const;

/** Entries of the days from `first` to `last`, newest first; payloads of others are not read. */
export async function* entriesBetween(
  journal: Equipment['journal'],
  first: PlainDate,
  last: PlainDate,
): AsyncGenerator<JournalEntry> {
  const [since, before] = [startOfDay(first), startOfDay(addDays(last, 1))];
  let quiet = 0;
  for (let to = journal.head().sequence; to > 0; to -= STRETCH_ENTRIES) {
    const from = Math.max(1, to - STRETCH_ENTRIES + 1);
    const found = [...journal.entries({ from, to, kinds: KINDS, since, before })];
    yield* found.reverse();
    const oldest = journal.entry(from);
    // Of a year that is kept elsewhere.
    if (!oldest) return;
    quiet = found.length === 0 && oldest.at < since ? quiet + STRETCH_ENTRIES : 0;
    if (quiet >= QUIET_ENTRIES) return;
    await breathe();
  }
}
