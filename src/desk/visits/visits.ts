/**
 * Settlements as resources: begun once, followed by whoever began them, confirmed or called off, and
 * answered for also after a restart. A caller that goes away ends nothing.
 */

import { OneCardError } from '../../errors/index.ts';
import type { Bill } from '../../model/index.ts';
import type { Adjudicated, Equipment, Terminal } from '../../terminal/index.ts';
import type { EventHub } from '../events.ts';
import { CONFIRM_MS_MAX, VISITS_KEPT_MAX } from '../limits.ts';
import type { CardWork } from '../readers/cardWork.ts';
import type { DeskStore } from '../storage/store.ts';
import { LiveVisit } from './liveVisit.ts';
import {
  addVisit,
  billPlace,
  callersOf,
  dropVisit,
  endVisit,
  isBillOf,
  isOfBill,
  openOfBill,
  refreshed,
  viewOfRow,
  visitRow,
} from './visitRow.ts';
import type { VisitView } from './visitView.ts';

export interface VisitRequest {
  /** The caller's choice of a name: the same id is the same visit. 32 hexadecimal digits. */
  readonly id: string;
  readonly caller: string;
  readonly bill: Bill;
  /** `asked`: waits for `confirm` once it is decided. `given`: the clerk has agreed before. */
  readonly consent: 'asked' | 'given';
  /** What the caller insists on, looked at before anything is written; false ends the visit. */
  readonly accepts?: ((decided: Adjudicated) => boolean) | undefined;
  /** Who is at the desk, for the journal. */
  readonly operator?: string | undefined;
  readonly reader?: string | undefined;
  readonly waitMs?: number | undefined;
  readonly lease?: string | undefined;
}

export interface Visits {
  /**
   * Begins a visit; resolves when it is its turn at the reader. A visit that was begun before is
   * answered with what became of it, and never begun again.
   * @throws OneCardError `desk.action-pending`, `desk.lease-ended`; `desk.key-conflict` where it was another bill's
   */
  begin(request: VisitRequest): Promise<VisitView>;
  /** @throws OneCardError `desk.not-found` for one that nobody began */
  view(id: string): VisitView;
  /** Whoever began a visit that is kept. */
  callers(): readonly string[];
  /** What changes from now on, until the visit is over or `signal` aborts; begins with what is. */
  follow(id: string, signal: AbortSignal): AsyncIterable<VisitView>;
  /** The clerk's yes or no to what was decided. @throws OneCardError `desk.visit-state` */
  confirm(id: string, isAccepted: boolean): VisitView;
  /** Calls a visit off; what was sent is taken back. @throws OneCardError `desk.visit-state` once the card was written */
  cancel(id: string): VisitView;
  /** Visits that are not over. */
  underWay(): readonly VisitView[];
  /** Resolves when none is under way; calls off those that wait for a card or a clerk. */
  stop(): Promise<void>;
}

export interface VisitParts {
  readonly store: DeskStore;
  readonly equipment: Equipment;
  readonly terminal: Terminal;
  readonly cards: CardWork;
  readonly events: EventHub;
  /** Aborts when that grant is revoked: what may still be left without a trace is. */
  readonly revoked: (grant: string) => AbortSignal;
}

export function openVisits(parts: VisitParts): Visits {
  const { store, equipment, events, revoked } = parts;
  const live = new Map<string, LiveVisit>();
  const running = new Set<Promise<unknown>>();

  function find(id: string): LiveVisit {
    const visit = live.get(id);
    if (visit) return visit;
    throw new OneCardError(visitRow(store, id) ? 'desk.visit-state' : 'desk.not-found');
  }

  function view(id: string): VisitView {
    const visit = live.get(id);
    if (visit) return refreshed(visit.view(), equipment);
    const row = visitRow(store, id);
    if (!row) throw new OneCardError('desk.not-found');
    return viewOfRow(row, equipment);
  }

  /** A key outlives the week for which its content is kept, and stands for one bill. */
  function begunBefore(id: string, bill: Bill): VisitView {
    const begun = view(id);
    if (isBillOf(begun, bill, equipment)) return begun;
    throw new OneCardError('desk.key-conflict');
  }

  async function begin(request: VisitRequest): Promise<VisitView> {
    const { id, caller, bill } = request;
    if (live.has(id) || visitRow(store, id)) return begunBefore(id, bill);
    const place = billPlace(bill);
    const visit = new LiveVisit(
      { id, caller, ...place },
      {
        clock: equipment.clock,
        isOwn: (settlement) => isOfBill(settlement, place, equipment),
        openOfBill: () => openOfBill(bill, equipment),
        onChange: (shown) =>
          events.publish(
            { type: 'visit', data: { id, state: shown.now.state } },
            (who) => who === caller,
          ),
      },
    );
    const journalSequence = equipment.journal.head().sequence;
    addVisit(store, { id, caller, begunAt: equipment.clock.now(), ...place, journalSequence });
    live.set(id, visit);
    const ending = revoked(caller);
    const leave = () => visit.leaveIfFree();
    ending.addEventListener('abort', leave);
    return new Promise((resolve, reject) => {
      let hasTurn = false;
      const work = run(parts, visit, request, () => {
        hasTurn = true;
        resolve(visit.view());
      }).catch((error: unknown) => {
        if (hasTurn) return visit.fail(error);
        live.delete(id);
        dropVisit(store, id);
        return reject(error);
      });
      const ended = work
        .finally(() => {
          running.delete(ended);
          ending.removeEventListener('abort', leave);
          if (live.has(id)) keepEnd(visit.view());
        })
        // A store that is closed by now, or a full disk: the journal knows the end.
        .catch(() => undefined);
      running.add(ended);
    });
  }

  function keepEnd(ended: VisitView): void {
    endVisit(store, equipment, ended);
    const over = [...live.values()].map((each) => each.view()).filter((each) => each.isOver);
    for (const each of over.slice(0, Math.max(0, over.length - VISITS_KEPT_MAX))) {
      live.delete(each.id);
    }
  }

  return {
    begin,
    view,
    callers: () => callersOf(store),
    async *follow(id, signal) {
      const visit = live.get(id);
      if (visit) yield* visit.follow(signal);
      else yield view(id);
    },
    confirm(id, isAccepted) {
      const visit = find(id);
      visit.confirm(isAccepted);
      return visit.view();
    },
    cancel(id) {
      const visit = find(id);
      visit.cancel();
      return visit.view();
    },
    underWay: () => [...live.values()].map((each) => each.view()).filter((each) => !each.isOver),
    async stop() {
      for (const visit of live.values()) visit.leaveIfFree();
      await Promise.allSettled(running);
    },
  };
}

/** One visit from the card to its end. */
async function run(
  { terminal, cards }: VisitParts,
  visit: LiveVisit,
  { caller, bill, consent, accepts, operator, reader, waitMs, lease }: VisitRequest,
  onTurn: () => void,
): Promise<void> {
  const { signal } = visit;
  const waiting = {
    caller,
    name: 'settle',
    reader,
    waitMs,
    lease,
    signal,
    onTurn() {
      visit.tell('waiting-for-card', 'begun');
      onTurn();
    },
  };
  const result = await cards.withCard(waiting, async (card) => {
    visit.tell('reading', 'card-found');
    const confirm = async (decided: Adjudicated) => {
      if (accepts?.(decided) === false) {
        visit.decide(decided);
        return false;
      }
      if (consent === 'asked') return askClerk(visit, decided);
      visit.decide(decided);
      return true;
    };
    const settling = terminal.settle(card, bill, {
      signal,
      confirm,
      ...(operator === undefined ? {} : { operator }),
    });
    for await (const state of settling) visit.show(state);
    return settling;
  });
  visit.end(result);
}

async function askClerk(visit: LiveVisit, decided: Adjudicated): Promise<boolean> {
  const timer = setTimeout(() => visit.leaveIfFree(), CONFIRM_MS_MAX);
  try {
    return await visit.ask(decided);
  } finally {
    clearTimeout(timer);
  }
}
