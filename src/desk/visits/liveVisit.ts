/** A visit of this process: its steps, who waits for them, and what may still be done about it. */

import { OneCardError } from '../../errors/index.ts';
import type { Clock, SettlementId } from '../../model/index.ts';
import type { Adjudicated, SagaState, SettleResult, VisitState } from '../../terminal/index.ts';
import {
  endOf,
  KEEP_CARD,
  OWN_STATES,
  type OwnState,
  toldOf,
  type VisitStep,
  type VisitView,
} from './visitView.ts';

type Start = Pick<VisitView, 'id' | 'caller' | 'provider' | 'billNumber'>;

interface LiveParts {
  readonly clock: Clock;
  /** Whether a settlement is one of this visit's bill: the same tap finishes what the card's earlier visits left. */
  readonly isOwn: (id: SettlementId) => boolean;
  /** An earlier visit of the very bill that has no end yet: what became of the bill is what becomes of that. */
  readonly openOfBill: () => { readonly id: SettlementId; readonly state: SagaState } | undefined;
  readonly onChange: (view: VisitView) => void;
}

/** States in which a visit of the terminal has not come to anything yet. */
const BEGINNINGS: readonly VisitStep['state'][] = [
  'waiting-for-card',
  'reading',
  'opened',
  'quoted',
];

export class LiveVisit {
  readonly #parts: LiveParts;
  readonly #leaving = new AbortController();
  #view: VisitView;
  #waiting: (() => void)[] = [];
  #answer: ((isAccepted: boolean) => void) | undefined;

  constructor(start: Start, parts: LiveParts) {
    this.#parts = parts;
    const at = parts.clock.now();
    const now = { step: 0, at, event: 'begun', state: 'waiting-for-card' } as const;
    const first = { ...now, ...OWN_STATES['waiting-for-card'] };
    this.#view = { ...start, steps: [], now: first, isOver: false };
  }

  /** Aborts when the visit is called off. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  view(): VisitView {
    return this.#view;
  }

  tell(state: OwnState, event: string): void {
    this.#add({ state, event, ...OWN_STATES[state] });
  }

  /** A step of the terminal. */
  show({ state, event, sentence, interaction, cancellable, id }: VisitState): void {
    const step = { state, event, sentence, cancellable, ...(interaction && { interaction }) };
    this.#add(step, id && this.#parts.isOwn(id) ? { settlementId: id } : {});
  }

  /** What was decided, without asking. */
  decide({ adjudication, findings, needsReview }: Adjudicated): void {
    this.#view = { ...this.#view, decided: { adjudication, findings, needsReview } };
  }

  /** Shows what was decided and waits for the clerk; false when the visit is called off. */
  async ask(decided: Adjudicated): Promise<boolean> {
    if (this.signal.aborted) return false;
    const answered = new Promise<boolean>((resolve) => (this.#answer = resolve));
    const leave = () => this.#answer?.(false);
    this.signal.addEventListener('abort', leave, { once: true });
    this.decide(decided);
    this.#wake();
    try {
      return await answered;
    } finally {
      this.#answer = undefined;
      this.signal.removeEventListener('abort', leave);
    }
  }

  /** @throws OneCardError `desk.visit-state` unless the clerk is being asked */
  confirm(isAccepted: boolean): void {
    const answer = this.#answer;
    if (!answer) throw new OneCardError('desk.visit-state', { state: this.#view.now.state });
    this.#answer = undefined;
    answer(isAccepted);
  }

  /** @throws OneCardError `desk.visit-state` once the card was written */
  cancel(): void {
    const { state, cancellable } = this.#view.now;
    if (this.#view.isOver || cancellable === 'no') {
      throw new OneCardError('desk.visit-state', { state });
    }
    this.#leaving.abort();
  }

  leaveIfFree(): void {
    if (!this.#view.isOver && this.#view.now.cancellable === 'freely') this.#leaving.abort();
  }

  end(result: SettleResult): void {
    const { now } = this.#view;
    const id = idOf(result);
    const wasSettled = result.outcome === 'already-settled';
    const isOwn = id !== undefined && (wasSettled || this.#parts.isOwn(id));
    const more = { result, isOver: true, ...(isOwn ? { settlementId: id } : {}) };
    const keepsCard = result.outcome === 'card-refused' && result.keepCardFor !== undefined;
    if (!isOwn && this.#endOpen(result.outcome, more, keepsCard ? KEEP_CARD : {})) return;
    if (!BEGINNINGS.includes(now.state) && !wasSettled) this.#change({ ...this.#view, ...more });
    else this.#add({ event: result.outcome, ...endOf(result) }, more);
  }

  /** Ends by an error; what was sent before it, the journal knows. */
  fail(error: unknown): void {
    const { now, settlementId } = this.#view;
    const more = { failure: { error }, isOver: true };
    // Steps beyond that may have been those of an earlier visit.
    const isFree = now.cancellable === 'freely' || settlementId === undefined;
    if (isFree && this.#endOpen('failed', more)) return;
    if (isFree) this.#add({ state: 'abandoned', event: 'failed', ...toldOf('abandoned') }, more);
    else this.#change({ ...this.#view, ...more });
  }

  /** Nothing came of this visit: another card, a broken one, or none. The bill stays as open as it was. */
  #endOpen(event: string, more: Partial<VisitView>, told: Partial<VisitStep> = {}): boolean {
    const open = this.#openOfBill();
    if (!open) return false;
    const { id: settlementId, state } = open;
    this.#add({ event, state, ...toldOf(state), ...told }, { ...more, settlementId });
    return true;
  }

  /** A journal that cannot be read broke the visit off, as likely as not: it ends, and its failure says so. */
  #openOfBill(): ReturnType<LiveParts['openOfBill']> {
    try {
      return this.#parts.openOfBill();
    } catch {
      return undefined;
    }
  }

  async *follow(signal: AbortSignal): AsyncGenerator<VisitView> {
    let shown: VisitView | undefined;
    // Ends with the visit, or with the signal.
    while (!signal.aborted) {
      const view = this.#view;
      if (view !== shown) {
        shown = view;
        yield view;
        continue;
      }
      if (view.isOver) return;
      await this.#nextChange(signal);
    }
  }

  #add(told: Omit<VisitStep, 'step' | 'at'>, more: Partial<VisitView> = {}): void {
    const now = { ...told, step: this.#view.steps.length + 1, at: this.#parts.clock.now() };
    this.#change({ ...this.#view, ...more, steps: [...this.#view.steps, now], now });
  }

  #change(view: VisitView): void {
    this.#view = view;
    this.#wake();
    this.#parts.onChange(view);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.push(wake);
    });
  }
}

function idOf(result: SettleResult): SettlementId | undefined {
  if ('id' in result) return result.id;
  return 'entry' in result ? result.entry.id : undefined;
}
