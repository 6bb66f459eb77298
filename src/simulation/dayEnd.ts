/** 日终: a desk's day is compared with the centres and signed off, with its differences where there are any. */

import type { CountyCode, StandingPort } from '../model/index.ts';
import { openDayDesk } from '../terminal/index.ts';
import { addDays, chinaDate } from '../time.ts';
import { atDesk, type VisitEnd } from './clerk.ts';
import { type Desk, OPERATOR } from './desk.ts';
import type { Fault } from './faults.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

export interface DayToClose {
  /** 0 today, 1 the day before, which somebody left. */
  readonly daysAgo: 0 | 1;
  readonly faults: readonly Fault[];
  /** Gets the bills that centre and journal tell differently. */
  readonly differing?: Set<string>;
}

/** @param person stands at the desk meanwhile */
export function closeDay(
  world: World,
  desk: Desk,
  person: Person,
  { daysAgo, faults, differing }: DayToClose,
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
    const reported = await days.report(date);
    if (reported.outcome !== 'reported') return reported.outcome;
    // Nobody signs off what was not compared.
    if (reported.report.unreachable.length > 0) return 'close-refused centre-unreachable';
    const { comparison } = reported.report;
    for (const { differences } of comparison.pairs) {
      for (const { provider, billNumber } of differences) {
        world.notebook.differing.add(`${provider} ${billNumber}`);
        differing?.add(`${provider} ${billNumber}`);
      }
    }
    const closed = await days.close(date, {
      operator: OPERATOR,
      accepted: '次日继续核对',
      comparison: comparison.digest,
    });
    if (closed.outcome === 'close-refused') return `close-refused ${closed.reason}`;
    return closed.outcome;
  });
}
