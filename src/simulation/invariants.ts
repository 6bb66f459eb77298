/**
 * What must hold, whatever fails: after every step for who had a part in it, and for everybody once the
 * world is healed. A newcomer can read this file alone; what the names mean stands beside them.
 *
 * - The notebook is what people and centres saw and said, kept outside of the product.
 * - The rows are what stands on the disks of desks and centres, read with plain SQL.
 * - The peek is what is in a card's memory, read past its access rules.
 */

import { equalBytes } from '../bytes.ts';
import type { CountyCode, SettlementId } from '../model/index.ts';
import { OF_BILLS, OF_LINES } from './billInvariants.ts';
import { bookOf } from './bookRows.ts';
import { peekAt } from './cardPeek.ts';
import { OF_DAYS } from './dayInvariants.ts';
import { CHECKPOINT_ENTRIES } from './desk.ts';
import { type CentreRows, centreRows, deskRows } from './evidence.ts';
import type { Invariant, Scope } from './invariant.ts';
import { OF_REFERRALS } from './referralInvariants.ts';
import { OF_REVIEWS } from './reviewInvariants.ts';
import type { World } from './world/world.ts';
import { OF_ROTATIONS, OF_YEARS } from './yearInvariants.ts';

/** Four times what a desk waits for: a full disk and a power cut may each cost a signature. */
const UNSIGNED_ENTRIES_MAX = 4 * CHECKPOINT_ENTRIES;

/** Hold after every step. */
export const ALWAYS: readonly Invariant[] = [
  {
    name: 'as-witnessed',
    says: 'one id has one answer for ever, and a bill is paid once',
    *find({ world }) {
      yield* world.notebook.seen;
    },
  },
  {
    name: 'chain-whole',
    says: 'every journal entry has its own hash and continues the entry before it',
    *find({ world, desks }) {
      for (const desk of desks) yield* deskRows(world, desk).chainBreaks();
    },
  },
  {
    name: 'intent-first',
    says: 'a centre never holds a settlement whose intent is not in the journal of its desk',
    *find({ world, persons }) {
      for (const settled of acceptedOf(world, persons)) {
        const desk = world.desks.find(({ terminalId }) => terminalId === settled.terminalId)!;
        if (!deskRows(world, desk).hasIntent(settled.id)) yield `${settled.id} has no intent`;
      }
    },
  },
  ...OF_BILLS,
  {
    name: 'receipts-true',
    says: 'what a clerk gave a receipt for stands at the centre, or was settled off line and waits; only the county itself may undo it unasked',
    *find({ world, persons }) {
      for (const { paidAs, person } of world.notebook.bills.values()) {
        if (paidAs === undefined || !persons.has(person)) continue;
        if (world.notebook.byCounty.has(paidAs)) continue;
        // The clerk gives the money back once the reversal has come to its end.
        if (world.desks.some((desk) => deskRows(world, desk).isReversing(paidAs))) continue;
        if (world.notebook.accepted.has(paidAs)) {
          if (!rowsOf(world, paidAs).stands(paidAs)) yield `${paidAs} has a receipt and is undone`;
        } else if (world.notebook.held.has(paidAs) || world.notebook.borne.has(paidAs)) {
          // It is on the card without its module's signature, the centre has it, and a person decides or did.
        } else if (!world.desks.some((desk) => deskRows(world, desk).hasSettledOffline(paidAs))) {
          yield `there is a receipt for ${paidAs}, which nobody settled`;
        }
      }
    },
  },
  {
    name: 'ledger-adds-up',
    says: 'what the ledger says of a member is the sum of what stands, and nothing else',
    *find({ world, persons }) {
      for (const person of persons) yield* centreRows(world, person.county).wrongBalances(person);
    },
  },
  {
    name: 'money-adds-up',
    says: 'the shares of payers, and the shares by reason, are the total of the bill',
    *find({ world, desks }) {
      for (const desk of desks) yield* deskRows(world, desk).wrongSums();
    },
  },
  {
    name: 'card-follows-journal',
    says: 'nothing stands on a card that its desk had not recorded and the centre had not settled',
    *find({ world, persons }) {
      for (const person of persons) {
        const { state, log } = peekAt(person);
        const announced = log.map(({ settlementId }) => settlementId);
        for (const id of announced) {
          if (world.notebook.caughtUp.has(id)) continue;
          if (!world.desks.some((desk) => deskRows(world, desk).hasIntent(id))) {
            yield `${person.serial} holds ${id}, which no journal knows`;
          }
        }
        const written = state.settlementId;
        const { accepted, caughtUp } = world.notebook;
        if (written === undefined || accepted.has(written) || caughtUp.has(written)) continue;
        if (!world.desks.some((desk) => deskRows(world, desk).isOffline(written))) {
          yield `${person.serial} was written for ${written}, which no centre settled`;
        }
      }
    },
  },
  {
    name: 'log-announces-state',
    says: 'no state stands on a card that its log did not announce before',
    *find({ persons }) {
      for (const person of persons) {
        const { serial } = person;
        const { state, log } = peekAt(person);
        const id = state.settlementId;
        if (id !== undefined && !log.some(({ settlementId }) => settlementId === id)) {
          yield `${serial} holds the state of ${id}, which its log does not announce`;
        }
      }
    },
  },
  {
    name: 'card-never-ahead',
    says: 'a card counts no further than its ledger, but for what its desks settled off line',
    *find({ world, persons }) {
      for (const person of persons) {
        const { serial } = person;
        const { sequence } = peekAt(person).state;
        const promised = world.desks.map((desk) => deskRows(world, desk).offlineSequence(serial));
        const ledger = world.notebook.ofCard(serial).map((accepted) => accepted.sequence);
        const told = world.notebook.caughtUpSequence(serial);
        const highest = Math.max(told, ...promised, ...ledger);
        if (sequence > highest) yield `${serial} is at ${sequence}, nobody went beyond ${highest}`;
      }
    },
  },
  {
    name: 'head-signed',
    says: "a journal does not grow for long without the signature of its desk's key",
    *find({ world, desks }) {
      for (const desk of desks) {
        const count = deskRows(world, desk).unsignedCount();
        if (count > UNSIGNED_ENTRIES_MAX) yield `${desk.terminalId} has ${count} unsigned entries`;
      }
    },
  },
  {
    name: 'counter-once',
    says: 'a card signs two statements under two values of its counter',
    *find({ world, desks }) {
      for (const desk of desks) yield* deskRows(world, desk).countersUsedTwice();
    },
  },
  {
    name: 'module-limit',
    says: 'a module signs no more in a day than its county allowed it',
    *find({ world, desks }) {
      for (const desk of desks) yield* deskRows(world, desk).daysBeyond(world.dailySumMax);
    },
  },
  ...OF_DAYS,
  ...OF_REFERRALS,
  ...OF_ROTATIONS,
];

/** Hold once everything is repaired and everybody was there again. */
export const AT_LAST: readonly Invariant[] = [
  ...OF_REVIEWS,
  ...OF_LINES,
  {
    name: 'nothing-open',
    says: 'no visit is left neither done nor undone, and no stay or refund that can be paid',
    *find({ world, desks }) {
      for (const desk of desks) yield* deskRows(world, desk).open();
    },
  },
  {
    name: 'nothing-lost',
    says: 'what stands at a centre is in the journal of its desk: signed and confirmed, or posted without the card',
    *find({ world }) {
      for (const { id, terminalId, isOffline } of world.notebook.standing()) {
        const holders = world.desks.filter((desk) => deskRows(world, desk).hasSettled(id));
        if (world.desks.some((desk) => deskRows(world, desk).isTakenBack(id))) {
          yield `${id} was taken back, as its journal says, and stands`;
        }
        if (holders.length > 1) yield `${id} is settled in ${holders.length} journals`;
        if (holders[0] && holders[0].terminalId !== terminalId) yield `${id} is at another desk`;
        if (holders.length === 0 && !world.notebook.withoutCard.has(id))
          yield `${id} is in no journal`;
        if (holders.length === 1 && !isOffline && !rowsOf(world, id).isConfirmed(id)) {
          yield `${id} was never confirmed`;
        }
      }
    },
  },
  {
    name: 'nothing-invented',
    says: "what a journal holds as settled stands at its centre, with the same amounts; what the county undid by itself the day's end names",
    *find({ world, desks }) {
      for (const desk of desks) {
        const rows = deskRows(world, desk);
        for (const { id, total } of rows.settled()) {
          if (rows.isTakenBack(id)) continue;
          const accepted = world.notebook.accepted.get(id);
          if (!accepted) {
            if (!world.notebook.reviewed.has(id)) yield `${id} was never handed in`;
          } else if (accepted.isReversed) {
            const { byCounty, differing } = world.notebook;
            const isNamed = byCounty.has(id) && differing.has(accepted.bill);
            if (!isNamed) yield `${id} is undone, and nobody here knows`;
          } else if (accepted.total !== total)
            yield `${id} is ${total} here, ${accepted.total} there`;
        }
      }
    },
  },
  {
    name: 'card-agrees',
    says: 'what a card signed last is what its ledger holds last of those that were signed',
    *find({ world, persons }) {
      for (const person of persons) {
        const { serial } = person;
        const { state } = peekAt(person);
        const signed = world.notebook
          .ofCard(serial)
          .filter(({ id, isOffline }) => isOffline || rowsOf(world, id).isConfirmed(id));
        const last = Math.max(0, ...signed.map(({ sequence }) => sequence));
        // What a card was to be told it may have missed; what it holds unproven people decide on.
        const told = Math.max(last, world.notebook.mayShow(serial));
        if (state.sequence < last || state.sequence > told)
          yield `${serial} is at ${state.sequence}, its ledger at ${last}`;
      }
    },
  },
  {
    name: 'doubles-reviewed',
    says: 'a bill that was paid twice because nobody could be asked is on the review list',
    *find({ world }) {
      const { doubles, reviewed, accepted } = world.notebook;
      for (const pair of doubles) {
        const isKnown = pair.some((id) => reviewed.has(id) || accepted.get(id)?.isReversed);
        if (!isKnown) yield `${pair.join(' and ')} are of one bill, and nobody looks at it`;
      }
    },
  },
  {
    name: 'stays-agree',
    says: 'who is in hospital by the journal is so by the register of the home county',
    *find({ world, desks }) {
      for (const desk of desks) {
        for (const { id, home, state } of bookOf(desk).stays.values()) {
          const registered = centreRows(world, home as CountyCode).stayState(id);
          if (registered !== state) yield `${id} is ${state}, the register says ${registered}`;
        }
      }
    },
  },
  {
    name: 'charged-once',
    says: 'what is charged to a stay stands in one bill of it at most, and what settled a bill was settled',
    *find({ world, desks }) {
      for (const desk of desks) {
        yield* bookOf(desk).wrongLines();
        for (const stay of bookOf(desk).stays.values()) {
          for (const { settlement } of stay.bills) {
            if (settlement && !world.notebook.wasSettled(settlement)) {
              yield `${stay.id}: nobody ever settled ${settlement} of its bill`;
            }
          }
        }
      }
    },
  },
  {
    name: 'refunds-add-up',
    says: 'a refund undoes the old settlement, puts what remains in its place, and gives back the difference in cash',
    *find({ world, desks }) {
      const { accepted } = world.notebook;
      for (const desk of desks) {
        for (const { id, isByHospital, auditedCash, handedOut, end } of bookOf(desk).refunds) {
          if (!end || world.notebook.isUndecided(end.settlement)) continue;
          const before = accepted.get(id);
          if (!isByHospital && before?.isReversed !== true) yield `${id} was refunded and stands`;
          const none = isByHospital ? auditedCash : 0n;
          const after = end.settlement ? accepted.get(end.settlement)?.cash : none;
          const due = after === undefined ? undefined : (before?.cash ?? 0n) - handedOut - after;
          if (due !== end.cashBack) yield `${id}: ${end.cashBack} was given back, ${due} is due`;
        }
      }
    },
  },
  {
    name: 'days-add-up',
    says: 'every settlement and every reversal counts in one day that was signed off, and in one only',
    *find({ desks }) {
      for (const desk of desks) {
        const { moved, closed } = bookOf(desk);
        for (const name of ['settlementCount', 'reversalCount', 'total'] as const) {
          if (moved[name] !== closed[name]) {
            yield `${desk.terminalId}: ${name} is ${moved[name]}, its days hold ${closed[name]}`;
          }
        }
      }
    },
  },
  {
    name: 'differences-known',
    says: "once everything is healed the day's end names those bills alone that a county undid or reviews",
    *find({ world }) {
      for (const bill of world.notebook.differingAtLast) {
        if (!world.notebook.mayDiffer(bill)) yield `${bill} is named, and nothing happened to it`;
      }
    },
  },
  {
    name: 'head-acknowledged',
    says: 'the head that a centre acknowledged is an entry of the journal, with that hash',
    *find({ world, desks }) {
      for (const desk of desks) {
        for (const house of world.houses.values()) {
          const head = centreRows(world, house.county).acknowledged(desk.terminalId);
          const hash = head && deskRows(world, desk).hashOf(head.sequence);
          if (head && !(hash && equalBytes(hash, head.hash))) {
            yield `${desk.terminalId} lacks entry ${head.sequence}, which ${house.county} acknowledged`;
          }
        }
      }
    },
  },
  ...OF_YEARS,
];

function acceptedOf({ notebook }: World, persons: Scope['persons']) {
  return [...persons].flatMap(({ serial }) => notebook.ofCard(serial));
}

function rowsOf(world: World, id: SettlementId): CentreRows {
  return centreRows(world, world.notebook.accepted.get(id)!.county);
}
