/** The end of every history: everything is repaired, and all that waited is brought to its end. */

import { chinaDate } from '../time.ts';
import { settleAt, type VisitEnd } from './clerk.ts';
import { closeDay } from './dayEnd.ts';
import type { SeededRandom } from './random.ts';
import { SeededRandom as Seeded } from './random.ts';
import { endRefunds } from './refunds.ts';
import { resolveReviews } from './reviews.ts';
import { endStays } from './stays.ts';
import { drawBill } from './world/bills.ts';
import type { World } from './world/world.ts';

/** A visit finishes what the one before left; more than a few rounds and it never ends. */
const ROUNDS_MAX = 8;

export async function heal(world: World, random: SeededRandom): Promise<readonly VisitEnd[]> {
  world.network.partitioned.clear();
  for (const office of world.offices.values()) office.unblockAll();
  for (const desk of world.desks) {
    delete desk.holder.pinFrom;
    desk.clock.offsetMs = 0;
    desk.stop();
  }
  // Modules count by the day, and what they believe of time never goes back.
  world.clock.advance(4 * 86_400_000);
  world.refreshLists();
  // Ends when nothing is under way.
  while (world.network.underWayCount > 0) await world.network.deliverOne(random);

  const ends: VisitEnd[] = [];
  for (const desk of world.desks) await world.scheduler.run(desk.boot(), random);
  await resolveReviews(world);
  for (let at = 0; at < world.persons.length; at++) {
    for (let round = 0; round < ROUNDS_MAX && waitsForCard(world, at); round++) {
      ends.push(...(await lastVisit(world, at, random, `R${round}`)));
    }
    ends.push(...(await endBooks(world, at, random)));
    ends.push(...(await lastVisit(world, at, random, 'L')));
  }
  for (const [at, desk] of world.desks.entries()) {
    desk.stop();
    await world.scheduler.run(desk.boot(), random);
    const day = {
      daysAgo: 0,
      faults: [],
      books: new Seeded(at, 2),
      differing: world.notebook.differingAtLast,
    } as const;
    const closing = closeDay(world, desk, world.persons[0]!, day);
    ends.push(await world.scheduler.run(closing, random));
  }
  return ends;
}

/** Stays and refunds of one person, at every desk. */
async function endBooks(
  world: World,
  at: number,
  random: SeededRandom,
): Promise<readonly VisitEnd[]> {
  const ends: VisitEnd[] = [];
  const person = world.persons[at]!;
  for (const [index, desk] of world.desks.entries()) {
    const refunds = endRefunds(world, desk, person);
    ends.push(...(await world.scheduler.run(refunds, random)));
    const stays = endStays(world, desk, person, `${at}.${index}`);
    ends.push(...(await world.scheduler.run(stays, random)));
    await resolveReviews(world);
  }
  return ends;
}

function waitsForCard({ desks, persons }: World, at: number): boolean {
  const { serial } = persons[at]!;
  return desks.some((desk) => {
    const { journal } = desk.start();
    return journal.openIntents(serial).length + journal.awaitingCard(serial).length > 0;
  });
}

/** Everybody settles once more at every hospital's first desk: the signatures that wait go along. */
async function lastVisit(
  world: World,
  at: number,
  random: SeededRandom,
  name: string,
): Promise<readonly VisitEnd[]> {
  const ends: VisitEnd[] = [];
  const person = world.persons[at]!;
  for (const [index, desk] of world.desks.entries()) {
    const today = chinaDate(world.clock.now());
    const number = `${name}${at}.${index}`;
    const { provider } = desk;
    const wanted = { billNumber: number, person, provider, today, isPlain: true };
    const drawn = drawBill(new Seeded(random.word()), wanted);
    world.notebook.brought({ bill: drawn, person });
    const work = settleAt(world, desk, person, drawn, { faults: [] });
    ends.push(await world.scheduler.run(work, random));
    await resolveReviews(world);
    world.clock.advance(60_000);
  }
  return ends;
}
