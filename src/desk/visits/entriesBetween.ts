/** The journal by days, newest first. */

import type { JournalEntry } from '../../terminal/deskParts.ts';
import type { Equipment } from '../../terminal/index.ts';
import { chinaDate, type PlainDate, yearOf } from '../../time.ts';

/** Entries looked through for one answer: a busy desk writes some 3,000 a day, 750,000 a year. */
const ENTRIES_MAX = 1_000_000;

/** Entries of the days from `first` to `last`, newest first. */
export function* entriesBetween(
  journal: Equipment['journal'],
  first: PlainDate,
  last: PlainDate,
): Generator<JournalEntry> {
  const newest = journal.head().sequence;
  for (let sequence = newest; sequence > Math.max(0, newest - ENTRIES_MAX); sequence--) {
    const entry = journal.entry(sequence);
    const day = entry && chinaDate(entry.at);
    // Order is the sequence; the clock of the machine may have been set back in between.
    if (entry && day && day >= first && day <= last) yield entry;
    if (day && yearOf(day) < yearOf(first) - 1) return;
  }
}
