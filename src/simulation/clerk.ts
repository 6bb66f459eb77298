/** What a clerk does at a desk: a card is put in, a bill settled, a receipt handed over, cash taken. */

import type { CardTransport } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { Bill, SettlementId } from '../model/index.ts';
import type { SettleResult, Terminal } from '../terminal/index.ts';
import { type Desk, OPERATOR, type Running } from './desk.ts';
import type { Fault } from './faults.ts';
import { newestSequence, type Told } from './hisBooks.ts';
import { billKey } from './notebook.ts';
import { voidingByPlan, wrongVoiding } from './voidingWatch.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';
import { passMidnight } from './yearEnd.ts';

/** What became of a visit: an outcome of the terminal, the code of an error, or `power-lost`. */
export type VisitEnd = string;

export interface DeskWork {
  readonly faults: readonly Fault[];
  /** Whose card would be taken for the right one. */
  readonly other?: Person | undefined;
  /** What it is called in the report, where it is no visit. */
  readonly name?: string;
}

/** One who works at a running desk, and tells the world's notebook what became of it. */
export interface AtDesk {
  readonly running: Running;
  readonly signal: AbortSignal;
  /** The person's card, in the reader from now on. */
  readonly card: () => CardTransport;
  /** The terminal, with whatever is settled or taken back through it noted. */
  readonly terminal: Terminal;
  /** Shows the amounts; someone may say no. */
  readonly confirm: () => Promise<boolean>;
}

/** Does `work` at the desk, with faults armed, until it ends or the power goes. */
export async function atDesk(
  world: World,
  desk: Desk,
  person: Person,
  { faults, other, name = '' }: DeskWork,
  work: (at: AtDesk) => Promise<string>,
): Promise<VisitEnd> {
  for (const each of world.desks) if (each.holds(person.card)) each.pull();
  const isFree = other && !world.desks.some((each) => each.holds(other.card));
  const { power } = desk.start();
  const cancel = new AbortController();
  desk.arm(faults, isFree ? other.card : undefined, {
    cancel: () => cancel.abort(),
    async elsewhere(kind) {
      if (kind === 'county-reversal') await world.reverseByCounty(person);
      else if (kind === 'midnight') passMidnight(world);
      else world.updateList(person);
    },
  });
  const end = (text: string) => (name === '' ? text : `${name} ${text}`);
  try {
    const running = await desk.boot();
    if (!running) return end('power-lost');
    const at: AtDesk = {
      running,
      signal: cancel.signal,
      card: () => {
        // Somebody may have taken it to another desk meanwhile: it is in one reader at a time.
        for (const each of world.desks) if (each !== desk && each.holds(person.card)) each.pull();
        if (person.pin) desk.holder.pin = person.pin;
        else delete desk.holder.pin;
        return desk.insert(person.card);
      },
      terminal: noting({ world, desk, person, running }),
      confirm: () => running.power.pass('person', async () => !power.take('not-confirmed')),
    };
    return end(await Promise.race([work(at), power.lost]));
  } catch (error) {
    if (error instanceof OneCardError) return end(error.code);
    if (!power.isOn) return end('power-lost');
    throw error;
  } finally {
    desk.disarm();
    if (desk.holds(person.card)) desk.pull();
  }
}

/** Brings the card to the desk and has the bill settled. */
export function settleAt(
  world: World,
  desk: Desk,
  person: Person,
  bill: Bill,
  work: DeskWork,
): Promise<VisitEnd> {
  return atDesk(world, desk, person, work, async ({ terminal, card, signal, confirm }) => {
    const options = { signal, confirm, operator: OPERATOR };
    return outcomeText(await terminal.settle(card(), bill, options));
  });
}

export function outcomeText(result: SettleResult): string {
  switch (result.outcome) {
    case 'declined':
      return `declined ${result.reasons[0]}`;
    case 'offline-refused':
      return `offline-refused ${result.reasons[0]!.name}`;
    case 'refused':
      return `refused ${result.reasons[0]!.code}`;
    case 'pin-refused':
      return `pin-refused ${result.cause}`;
    case 'card-pending':
      return `card-pending ${result.advice}`;
    default:
      return result.outcome;
  }
}

interface Counter {
  readonly world: World;
  readonly desk: Desk;
  readonly person: Person;
  readonly running: Running;
}

/** Receipts and refunds, whoever asked for them. */
function noting({ world, desk, person, running }: Counter): Terminal {
  const { notebook } = world;
  const { terminal, power } = running;
  const tell = (id: SettlementId, kind: Told['kind']) => {
    // Nobody is told anything by a screen that is dark.
    if (!power.isOn) return;
    notebook.tell({ terminalId: desk.terminalId, id, kind, sequence: newestSequence(desk) });
  };
  return {
    ...terminal,
    settle(transport, bill, options) {
      if (!notebook.bills.has(billKey(bill))) {
        notebook.brought({ bill, person, keptBy: desk.terminalId });
      }
      const run = terminal.settle(transport, bill, options);
      run.then(
        (result) => {
          for (const id of told(world, bill, result)) tell(id, 'settlement');
        },
        () => undefined,
      );
      return run;
    },
    async reverse(id, options) {
      // What the county took back by itself is only followed here, whatever year it is.
      const isGone = notebook.accepted.get(id)?.isReversed === true;
      const before = isGone ? 'not-asked' : voidingByPlan(desk, running, id);
      const result = await terminal.reverse(id, options);
      const wrong = wrongVoiding([before, voidingByPlan(desk, running, id)], result.outcome);
      if (wrong) notebook.seen.push(`voided-by-plan: ${id} is ${wrong}`);
      if (result.outcome === 'reversed') {
        notebook.refunded(id);
        tell(id, 'reversal');
      }
      return result;
    },
  };
}

/** What the clerk does with the answer: a receipt is handed over once, and cash taken once. */
function told({ notebook }: World, bill: Bill, result: SettleResult): readonly SettlementId[] {
  const paid = result.finished.map((each) => ({ id: each.id, bill: each.bill }));
  if (result.outcome === 'settled') paid.push({ id: result.entry.id, bill });
  // Nobody could be asked, and the patient holds a receipt: the clerk hands over no other one.
  const isHeld = notebook.bills.get(billKey(bill))?.paidAs !== undefined;
  if (result.outcome === 'already-settled' && !(result.isUnasked && isHeld)) {
    paid.push({ id: result.id, bill });
  }
  for (const each of paid) notebook.receipt(billKey(each.bill), each.id);
  const brought = notebook.bills.get(billKey(bill));
  if (brought && (result.outcome === 'refused' || result.outcome === 'unknown-person')) {
    brought.isRefused = true;
  }
  return paid.map(({ id }) => id);
}
