/** A visit of this process: its steps, who waits for them, and what may still be done about it. */

import { OneCardError } from '../../errors/index.ts';
import type { Bill, Clock, SettlementId } from '../../model/index.ts';
import type { Adjudicated, SettleResult } from '../../terminal/index.ts';
import { OWN_STEPS, type OwnState, type VisitView } from './visitView.ts';

type Start = Pick<VisitView, 'id' | 'caller' | 'provider' | 'billNumber'> & { readonly bill: Bill };

export class LiveVisit {
  readonly #clock: Clock;
  readonly #onChange: (view: VisitView) => void;
  readonly #leaving = new AbortController();
  #view: VisitView;
  #waiting: (() => void)[] = [];
  #answer: ((isAccepted: boolean) => void) | undefined;

  constructor(start: Start, clock: Clock, onChange: (view: VisitView) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
    const now = this.#step('waiting-for-card', 'begun', 0);
    this.#view = { ...start, steps: [], now, isOver: false };
  }

  /** Aborts when the visit is left before anything was written. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  view(): VisitView {
    return this.#view;
  }

  tell(state: OwnState, event: string, more: Partial<VisitView> = {}): void {
    const now = this.#step(state, event, this.#view.steps.length + 1);
    this.#view = { ...this.#view, ...more, steps: [...this.#view.steps, now], now };
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
    this.#onChange(this.#view);
  }

  /** From here on nothing is cancelled. @throws OneCardError `reader.wait-aborted` when it was left */
  commit(): void {
    if (this.#leaving.signal.aborted) throw new OneCardError('reader.wait-aborted');
    this.tell('committing', 'confirmed');
  }

  /** Shows what was decided and waits for the clerk; false when the visit is left. */
  async ask({ adjudication, findings, needsReview }: Adjudicated): Promise<boolean> {
    const answered = new Promise<boolean>((resolve) => (this.#answer = resolve));
    this.signal.addEventListener('abort', () => this.#answer?.(false), { once: true });
    if (this.signal.aborted) return false;
    this.tell('quoted', 'decided', { decided: { adjudication, findings, needsReview } });
    try {
      return await answered;
    } finally {
      this.#answer = undefined;
    }
  }

  /** The same answer twice is one answer. @throws OneCardError `desk.visit-state` */
  confirm(isAccepted: boolean): void {
    const { state } = this.#view.now;
    if (!this.#answer || state !== 'quoted') throw new OneCardError('desk.visit-state', { state });
    this.#answer(isAccepted);
    this.#answer = undefined;
  }

  /** @throws OneCardError `desk.visit-state` once something was sent */
  cancel(): void {
    const { state, cancellable } = this.#view.now;
    if (this.#view.isOver || cancellable !== 'freely') {
      throw new OneCardError('desk.visit-state', { state });
    }
    this.#leaving.abort();
  }

  leaveIfFree(): void {
    if (!this.#view.isOver && this.#view.now.cancellable === 'freely') this.#leaving.abort();
  }

  end(result: SettleResult, state: OwnState): void {
    const settlementId = idOf(result);
    this.tell(state, result.outcome, {
      result,
      isOver: true,
      ...(settlementId ? { settlementId } : {}),
    });
  }

  abandon(): void {
    this.tell('abandoned', 'cancelled', { isOver: true });
  }

  /** Ends by an error: before anything was sent, or with an outcome that the journal knows. */
  fail(error: unknown): void {
    const { cancellable } = this.#view.now;
    const isOurs = error instanceof OneCardError;
    const failure = {
      code: isOurs ? error.code : 'desk.defect',
      detail: isOurs ? error.detail : {},
      error,
    };
    const state = cancellable === 'freely' ? 'abandoned' : 'unknown';
    this.tell(state, 'failed', { failure, isOver: true });
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
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.push(wake);
    });
  }

  #step(state: OwnState, event: string, step: number) {
    return { step, at: this.#clock.now(), state, event, ...OWN_STEPS[state] };
  }
}

function idOf(result: SettleResult): SettlementId | undefined {
  if ('id' in result) return result.id;
  return 'entry' in result ? result.entry.id : undefined;
}
