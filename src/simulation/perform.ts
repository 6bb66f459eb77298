/** Carrying out one step of a history in a world. */

import type { Bill } from '../model/index.ts';
import { chinaDate } from '../time.ts';
import { settleAt, type VisitEnd } from './clerk.ts';
import type { Desk } from './desk.ts';
import { happen } from './events.ts';
import { SeededRandom } from './random.ts';
import type { NumberedStep, Step, VisitPlan } from './steps.ts';
import { drawBill } from './world/bills.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

/** Who had a part in a step: what the invariants look at after it. */
export interface Touched {
  readonly desks: ReadonlySet<Desk>;
  readonly persons: ReadonlySet<Person>;
  readonly ends: readonly VisitEnd[];
}

/** Between two visits somebody fetches the next card. */
const BETWEEN_VISITS_MS = 90_000;
/** Lines come back and lists are fetched again: otherwise most visits would end at the same fault. */
const MENDED_ONE_IN = 5;
/** Late messages arrive sooner or later: one in so many steps each. */
const DELIVERY_ONE_IN = 3;

export async function perform(
  world: World,
  { step, seed, number }: NumberedStep,
): Promise<Touched> {
  const random = new SeededRandom(seed);
  world.clock.advance(BETWEEN_VISITS_MS);
  if (random.oneIn(MENDED_ONE_IN)) mend(world);
  const touched = await carryOut(world, step, number, random);
  if (world.network.underWayCount > 0 && random.oneIn(DELIVERY_ONE_IN)) {
    await world.network.deliverOne(random);
  }
  return touched;
}

function mend(world: World): void {
  world.network.partitioned.clear();
  world.mendLists();
}

async function carryOut(
  world: World,
  step: Step,
  number: number,
  random: SeededRandom,
): Promise<Touched> {
  if (step.kind === 'event') {
    const end = await happen(world, step, `${number}`, random);
    return {
      desks: new Set(world.desks),
      persons: new Set([world.persons[step.person]!]),
      ends: end === undefined ? [] : [end],
    };
  }
  const plans = step.kind === 'visit' ? [step.visit] : step.visits;
  const visits = plans.map((plan, at) => {
    const turns = at === 0 || step.kind === 'visit' ? 0 : step.after;
    return visit(world, plan, `${number}.${at + 1}`, turns);
  });
  const ends = await world.scheduler.run(Promise.all(visits), random);
  return {
    desks: new Set(plans.map(({ desk }) => world.desks[desk]!)),
    persons: new Set(plans.map(({ person }) => world.persons[person]!)),
    ends,
  };
}

async function visit(
  world: World,
  plan: VisitPlan,
  billNumber: string,
  turns: number,
): Promise<VisitEnd> {
  for (let waited = 0; waited < turns; waited++) await world.scheduler.turn();
  const desk = world.desks[plan.desk]!;
  const person = world.persons[plan.person]!;
  const bill = billFor(world, plan, desk, person, billNumber);
  const other = world.persons[(plan.person + 1) % world.persons.length];
  return settleAt(world, desk, person, bill, { faults: plan.faults, other });
}

/** Bills that the person may bring to a desk, the newest last. */
function billsOf({ notebook }: World, person: Person, { terminalId }: Desk, isPaid: boolean) {
  return [...notebook.bills.values()].filter(
    ({ person: of, keptBy = terminalId, paidAs }) =>
      of === person && keptBy === terminalId && (paidAs !== undefined) === isPaid,
  );
}

function billFor(
  world: World,
  { bill, billSeed }: VisitPlan,
  desk: Desk,
  person: Person,
  number: string,
): Bill {
  const { notebook } = world;
  if (bill === 'again' || bill === 'paid') {
    const known = billsOf(world, person, desk, bill === 'paid');
    // What a desk keeps is old mostly, and nobody would bring it once more.
    const isOld = new SeededRandom(billSeed, 1).oneIn(2);
    const kept = isOld ? known.findLast(({ keptBy }) => keptBy !== undefined) : undefined;
    const newest = kept ?? known.findLast((each) => !each.isRefused);
    // A bill is the hospital's: it is settled at one of its own desks.
    if (newest?.bill.provider.code === desk.provider.code) return newest.bill;
  }
  const today = chinaDate(world.clock.now());
  const drawn = drawBill(new SeededRandom(billSeed), {
    billNumber: `B${number}`,
    person,
    provider: desk.provider,
    today,
    isPlain: bill === 'plain',
  });
  notebook.brought({ bill: drawn, person });
  return drawn;
}
