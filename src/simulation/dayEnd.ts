/** 日终: a desk's day is compared with the centres and signed off, with its differences where there are any. */

import { equalBytes } from '../bytes.ts';
import type { CountyCode, StandingPort } from '../model/index.ts';
import type { DayComparison, Side } from '../settlement/index.ts';
import { openDayDesk } from '../terminal/index.ts';
import { addDays, chinaDate } from '../time.ts';
import { atDesk, type VisitEnd } from './clerk.ts';
import type { ComparedDay } from './dayInvariants.ts';
import { type Desk, OPERATOR } from './desk.ts';
import type { Fault } from './faults.ts';
import { bookDay } from './hisBooks.ts';
import type { SeededRandom } from './random.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

export interface DayToClose {
  /** 0 today, 1 the day before, which somebody left. */
  readonly daysAgo: 0 | 1;
  readonly faults: readonly Fault[];
  /** Whether the hospital brings its books, and what is wrong in them. */
  readonly books: SeededRandom;
  /** Gets the bills that centre and journal tell differently. */
  readonly differing?: Set<string>;
}

/** @param person stands at the desk meanwhile */
export function closeDay(
  world: World,
  desk: Desk,
  person: Person,
  { daysAgo, faults, books, differing }: DayToClose,
): Promise<VisitEnd> {
  // Nobody signs off a day under a wrong date.
  desk.clock.offsetMs = 0;
  return atDesk(world, desk, person, { faults, name: 'day-end' }, async ({ running }) => {
    const { equipment } = running;
    const standings = new Map(
      [...equipment.counties].map(([county, { centre }]) => [
        county,
        centre as unknown as StandingPort,
      ]),
    ) as ReadonlyMap<CountyCode, StandingPort>;
    const days = openDayDesk({ equipment, standings });
    const date = addDays(chinaDate(desk.clock.now()), -daysAgo);
    const brings = daysAgo === 0 && books.oneIn(2);
    const booked = brings ? bookDay(desk, world.notebook.told, date, books) : undefined;
    const reported = await days.report(date, booked?.his);
    if (reported.outcome !== 'reported') return reported.outcome;
    const { comparison, unreachable, closing } = reported.report;
    // Nobody signs off what was not compared.
    if (unreachable.length > 0) return 'close-refused centre-unreachable';
    const named = namedIn(comparison);
    for (const bill of named.journalCentre) {
      world.notebook.differing.add(bill);
      differing?.add(bill);
    }
    if (booked && !closing) {
      const name = `${desk.terminalId} on ${date}`;
      world.notebook.comparedDays.push({ name, ...booked, named });
    }
    const closed = await days.close(date, {
      ...(booked && { his: booked.his }),
      operator: OPERATOR,
      accepted: '次日继续核对',
      comparison: comparison.digest,
    });
    if (closed.outcome === 'close-refused') return `close-refused ${closed.reason}`;
    if (closed.outcome === 'closed' && !closed.isRepeated) {
      const { differenceCount, comparison: signed } = closed.entry;
      if (differenceCount > 0 && !equalBytes(signed, comparison.digest)) {
        world.notebook.seen.push(`signed-as-shown: ${desk.terminalId} signed ${date} unseen`);
      }
    }
    return `${closed.outcome}${booked ? ' with-books' : ''}`;
  });
}

function namedIn({ pairs }: DayComparison): ComparedDay['named'] {
  const of = (...names: readonly Side[]) => {
    const pair = pairs.find(({ sides }) => sides.every((side, at) => side === names[at]));
    const keys = pair?.differences.map(({ provider, billNumber }) => `${provider} ${billNumber}`);
    return new Set(keys);
  };
  return {
    hisJournal: of('his', 'journal'),
    hisCentre: of('his', 'centre'),
    journalCentre: of('journal', 'centre'),
  };
}
