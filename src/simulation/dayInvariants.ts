/** What must hold of every day that a desk compares with the hospital's own books. */

import type { Invariant } from './invariant.ts';

export interface ComparedDay {
  /** Of the desk, and which day. */
  readonly name: string;
  /** Bills that the books and the journal tell differently, as their rows say. */
  readonly differing: ReadonlySet<string>;
  /** Booked wrongly on purpose. */
  readonly wrong?: string;
  /** Bills that the comparison names, by pair of sides. */
  readonly named: {
    readonly hisJournal: ReadonlySet<string>;
    readonly hisCentre: ReadonlySet<string>;
    readonly journalCentre: ReadonlySet<string>;
  };
}

export const OF_DAYS: readonly Invariant[] = [
  {
    name: 'books-compared',
    says: "the day's end names every bill that the hospital booked otherwise than the journal, and no other",
    *find({ world }) {
      for (const { name, differing, wrong, named } of world.notebook.comparedDays) {
        const { hisJournal, hisCentre, journalCentre } = named;
        if (wrong !== undefined && !hisJournal.has(wrong)) {
          yield `${name}: ${wrong} was booked wrongly, and nobody is told`;
        }
        for (const bill of new Set([...differing, ...hisJournal])) {
          if (!hisJournal.has(bill)) yield `${name}: ${bill} differs, and is not named`;
          if (!differing.has(bill)) yield `${name}: ${bill} is named, and is the same`;
        }
        for (const bill of new Set([...hisCentre, ...hisJournal])) {
          if (journalCentre.has(bill) || hisCentre.has(bill) === hisJournal.has(bill)) continue;
          yield `${name}: ${bill} is the same in journal and centre, and the books differ from one of them`;
        }
      }
    },
  },
];
