/** Carrying out one step of a history in a world. */

import { OneCardError } from '../errors/index.ts';
import type { Bill } from '../model/index.ts';
import type { SettleResult } from '../terminal/index.ts';
import { chinaDate } from '../time.ts';
import { type Desk, OPERATOR } from './desk.ts';
import { billKey } from './notebook.ts';
import { SeededRandom } from './random.ts';
import type { NumberedStep, Step, VisitPlan } from './steps.ts';
import { drawBill } from './world/bills.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

/** What became of a visit: an outcome of the terminal, the code of an error, or `power-lost`. */
export type VisitEnd = string;

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
  for (const office of world.offices.values()) office.unblockAll();
  world.refreshLists();
}

async function carryOut(
  world: World,
  step: Step,
  number: number,
  random: SeededRandom,
): Promise<Touched> {
  if (step.kind === 'event') {
    const end = await happen(world, step, random);
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

/** Brings the card to the desk and has the bill settled. */
export async function settleAt(
  world: World,
  desk: Desk,
  person: Person,
  bill: Bill,
  { faults, other }: { readonly faults: VisitPlan['faults']; readonly other?: Person | undefined },
): Promise<VisitEnd> {
  for (const each of world.desks) if (each.holds(person.card)) each.pull();
  const otherCard =
    other && !world.desks.some((each) => each.holds(other.card)) ? other : undefined;
  const { power } = desk.start();
  const cancel = new AbortController();
  desk.arm(faults, otherCard?.card, cancel);
  try {
    const terminal = await desk.boot();
    if (!terminal) return 'power-lost';
    const transport = desk.insert(person.card);
    const { signal } = cancel;
    const visit = terminal.settle(transport, bill, { signal, operator: OPERATOR });
    const result = await Promise.race([visit, power.lost]);
    if (result === 'power-lost') return result;
    told(world, bill, result);
    return result.outcome === 'declined' ? `declined ${result.reasons[0]}` : result.outcome;
  } catch (error) {
    if (error instanceof OneCardError) return error.code;
    if (!power.isOn) return 'power-lost';
    throw error;
  } finally {
    desk.disarm();
    if (desk.holds(person.card)) desk.pull();
  }
}

/** What the clerk does with the answer: a receipt is handed over once, and cash taken once. */
function told(world: World, bill: Bill, result: SettleResult): void {
  const { notebook } = world;
  for (const { id, bill: finished } of result.finished) notebook.receipt(billKey(finished), id);
  if (result.outcome === 'settled') notebook.receipt(billKey(bill), result.entry.id);
  if (result.outcome === 'already-settled') notebook.receipt(billKey(bill), result.id);
  const brought = notebook.bills.get(billKey(bill));
  if (brought && (result.outcome === 'refused' || result.outcome === 'unknown-person')) {
    brought.isRefused = true;
  }
}

function billFor(
  world: World,
  { bill, billSeed }: VisitPlan,
  desk: Desk,
  person: Person,
  number: string,
): Bill {
  const { bills } = world.notebook;
  if (bill !== 'new') {
    const known = [...bills.values()].filter(
      (each) => each.person === person && (each.paidAs !== undefined) === (bill === 'paid'),
    );
    const newest = known.findLast((each) => !each.isRefused);
    // A bill is the hospital's: it is settled at one of its own desks.
    if (newest?.bill.provider.code === desk.provider.code) return newest.bill;
  }
  const today = chinaDate(world.clock.now());
  const drawn = drawBill(new SeededRandom(billSeed), `B${number}`, person, desk.provider, today);
  bills.set(billKey(drawn), { bill: drawn, person, isRefused: false });
  return drawn;
}

/** The clerk takes the person's newest settlement back, with the card at hand or without. */
async function reverseNewest(
  world: World,
  person: Person,
  amount: number,
): Promise<VisitEnd | undefined> {
  const newest = world.notebook.ofCard(person.serial).findLast(({ isReversed }) => !isReversed);
  const desk = world.desks.find(({ terminalId }) => terminalId === newest?.terminalId);
  if (!newest || !desk) return undefined;
  const { power } = desk.start();
  try {
    const terminal = await desk.boot();
    if (!terminal) return 'reversal power-lost';
    for (const each of world.desks) if (each.holds(person.card)) each.pull();
    const transport = amount % 2 === 0 ? { transport: desk.insert(person.card) } : {};
    const options = { reason: '录入有误', operator: OPERATOR, ...transport };
    const result = await Promise.race([terminal.reverse(newest.id, options), power.lost]);
    if (result === 'power-lost') return 'reversal power-lost';
    if (result.outcome === 'reversed') world.notebook.refunded(newest.id);
    return `reversal ${result.outcome}`;
  } catch (error) {
    if (error instanceof OneCardError) return `reversal ${error.code}`;
    if (!power.isOn) return 'reversal power-lost';
    throw error;
  } finally {
    desk.pull();
  }
}

async function happen(
  world: World,
  step: Extract<Step, { kind: 'event' }>,
  random: SeededRandom,
): Promise<VisitEnd | undefined> {
  const desk = world.desks[step.desk]!;
  const person = world.persons[step.person]!;
  const house = [...world.houses.values()][step.county % world.houses.size]!;
  switch (step.event) {
    case 'restart-desk':
      desk.stop();
      return undefined;
    case 'restart-centre':
      house.restart();
      return undefined;
    case 'jump-clock':
      desk.clock.offsetMs = desk.clock.offsetMs === 0 ? step.amount : 0;
      return undefined;
    case 'pass-time':
      world.clock.advance(step.amount);
      world.refreshLists();
      return undefined;
    case 'stale-lists':
      // Time goes on and nobody fetches new lists.
      world.clock.advance(step.amount * 86_400_000);
      return undefined;
    case 'partition':
      if (!world.network.partitioned.delete(house.county)) {
        world.network.partitioned.add(house.county);
      }
      return undefined;
    case 'block-card': {
      const office = world.offices.get(person.county)!;
      office.toggleBlocked(person.listIndex);
      world.refreshLists();
      return undefined;
    }
    case 'reverse':
      return world.scheduler.run(reverseNewest(world, person, step.amount), random);
    case 'recover':
      desk.stop();
      await world.scheduler.run(desk.boot(), random);
      return undefined;
    case 'deliver':
      for (let at = 0; at < step.amount; at++) await world.network.deliverOne(random);
      return undefined;
  }
}
