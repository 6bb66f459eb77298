/** What happens between visits, one kind after the other. */

import { atDesk, type VisitEnd } from './clerk.ts';
import { closeDay } from './dayEnd.ts';
import { type Desk, OPERATOR } from './desk.ts';
import { restoreCopy, tryOlderCopy } from './journalCopies.ts';
import { SeededRandom } from './random.ts';
import { goThrough } from './referrals.ts';
import { giveBack, refundUnderpaid } from './refunds.ts';
import { resolveReviews } from './reviews.ts';
import { rotateYear } from './rotation.ts';
import { stepOfStay } from './stays.ts';
import type { EventStep } from './steps.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';
import { goToYearEnd } from './yearEnd.ts';

const DAY_MS = 86_400_000;

/** @returns what a desk came to, where one was asked for something */
export async function happen(
  world: World,
  step: EventStep,
  number: string,
  random: SeededRandom,
): Promise<VisitEnd | undefined> {
  const desk = world.desks[step.desk]!;
  const person = world.persons[step.person]!;
  const house = [...world.houses.values()][step.county % world.houses.size]!;
  const { faults, amount } = step;
  const run = <T>(work: Promise<T>) => world.scheduler.run(work, random);
  switch (step.event) {
    case 'restart-desk':
      desk.stop();
      return undefined;
    case 'restart-centre':
      house.restart();
      return undefined;
    case 'jump-clock':
      desk.clock.offsetMs = desk.clock.offsetMs === 0 ? amount : 0;
      return undefined;
    case 'pass-time':
      world.clock.advance(amount);
      world.refreshLists();
      return undefined;
    case 'stale-lists':
      // Time goes on and nobody fetches new lists.
      world.clock.advance(amount * DAY_MS);
      return undefined;
    case 'partition':
      if (!world.network.partitioned.delete(house.county)) {
        world.network.partitioned.add(house.county);
      }
      return undefined;
    case 'block-card':
      world.updateList(person);
      return undefined;
    case 'replace-sam':
      await world.replaceModule(desk);
      return undefined;
    case 'county-reverses':
      await world.reverseByCounty(person);
      return undefined;
    case 'new-plan':
      house.publishNextPlan();
      return undefined;
    case 'new-catalogue':
      world.publishOtherCatalogue();
      return undefined;
    case 'deliver':
      for (let at = 0; at < amount; at++) await world.network.deliverOne(random);
      return undefined;
    case 'recover':
      desk.stop();
      await run(atDesk(world, desk, person, { faults }, async () => ''));
      return undefined;
    case 'reverse':
      return run(reverseNewest(world, person, step));
    case 'stay':
      return run(stepOfStay(world, desk, person, { number, amount, faults }));
    case 'referral':
      return run(goThrough(world, desk, person, { number, amount, faults }));
    case 'refund':
      return run(giveBack(world, person, { number, amount, faults }));
    case 'underpaid':
      return run(refundUnderpaid(world, person, { number, amount, faults }));
    case 'review':
      await resolveReviews(world, [house]);
      return undefined;
    case 'day-end':
      return run(
        closeDay(world, desk, person, {
          faults,
          daysAgo: amount % 4 === 1 ? 1 : 0,
          books: new SeededRandom(Number(number), 1),
        }),
      );
    case 'older-copy':
      return run(tryOlderCopy(world, desk, person, number));
    case 'restore':
      // Its proof yields to the process: no turn of the world.
      return restoreCopy(world, desk);
    case 'rotate':
      await rotateYear(world, desk, { amount, faults });
      if (amount % 2 === 0) await run(atDesk(world, desk, person, { faults: [] }, async () => ''));
      return undefined;
    case 'year-end':
      goToYearEnd(world, amount);
      return undefined;
  }
}

/** The clerk takes the person's newest settlement back, with the card at hand or without. */
async function reverseNewest(
  world: World,
  person: Person,
  { amount, faults }: EventStep,
): Promise<VisitEnd | undefined> {
  const newest = world.notebook.ofCard(person.serial).findLast(({ isReversed }) => !isReversed);
  const desk = newest && deskOf(world, newest.terminalId);
  if (!newest || !desk) return undefined;
  return atDesk(world, desk, person, { faults, name: 'reversal' }, async ({ terminal, card }) => {
    const transport = amount % 2 === 0 ? { transport: card() } : {};
    const options = { reason: '录入有误', operator: OPERATOR, ...transport };
    return (await terminal.reverse(newest.id, options)).outcome;
  });
}

export function deskOf(world: World, terminalId: string): Desk | undefined {
  return world.desks.find((desk) => desk.terminalId === terminalId);
}
