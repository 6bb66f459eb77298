/**
 * One settlement as the page follows it. The key is kept before the first request, the request is
 * repeated under it when the connection breaks, and the clerk's yes is passed on only for the amounts
 * that the clerk saw. What is shown is what the service says, asked for again and again.
 */

import type { DeskClient, Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { isCut, pause } from './context.ts';
import { dropPending, keepPending } from './pending.ts';

/** Milliseconds between two looks: a step of a settlement takes a tenth of a second. */
const LOOK_MS = 200;
/** Milliseconds before amounts can be agreed to: a press that was meant for the trial is none. */
const READ_MS = 1_000;
/** Milliseconds between two tries to reach the service. */
const RETRY_MS = 1_000;

export interface RunView {
  /** The visit as the service said it last. */
  readonly visit?: Json;
  /** The service cannot be reached: what is shown may have changed since. */
  readonly isCut: boolean;
  /** The amounts are not those that the clerk saw, or nobody here saw any: the clerk has to agree. */
  readonly asks: boolean;
  /** It was not begun at all. */
  readonly refused?: DeskProblem;
  /** The service never heard of it: nothing was settled. */
  readonly neverBegun?: boolean;
}

export interface RunRequest {
  readonly key: string;
  readonly billNumber: string;
  /** Absent when a visit is taken up again after the page was loaded anew. */
  readonly bill?: Json;
  readonly operator?: string;
  /** `byPayer` of the trial that the clerk agreed to. */
  readonly seen?: Json;
}

export class VisitRun {
  readonly request: RunRequest;
  readonly #desk: DeskClient;
  readonly #onChange: () => void;
  #view: RunView = { isCut: false, asks: false };
  #id: string | undefined;
  /** Who pays what, as the clerk agreed to it. */
  #agreed: Json;
  #hasAnswered = false;
  /** When amounts were first shown to be agreed to; by a clock that nobody sets. */
  #askedAt: number | undefined;
  #isLeft = false;

  constructor(desk: DeskClient, request: RunRequest, onChange: () => void) {
    this.#desk = desk;
    this.request = request;
    this.#onChange = onChange;
    this.#agreed = request.seen;
  }

  get view(): RunView {
    return this.#view;
  }

  get isOver(): boolean {
    const { visit, refused, neverBegun } = this.#view;
    return visit?.isOver === true || refused !== undefined || neverBegun === true;
  }

  /** Begins or takes up the visit and follows it to its end; resolves then. */
  async start(): Promise<void> {
    const { key, billNumber, bill } = this.request;
    keepPending({ key, billNumber });
    if (bill) await this.#begin();
    else await this.#find();
    while (!this.isOver && !this.#isLeft) {
      await this.#look();
      if (!this.isOver) await pause(this.#view.isCut ? RETRY_MS : LOOK_MS);
    }
    const { visit, refused, neverBegun } = this.#view;
    // Refused before it began; a refusal to look says nothing of the visit.
    const isNothing = neverBegun || (refused && bill && !this.#id);
    if (visit?.isOver || isNothing) dropPending(key);
  }

  /** The page shows something else; the visit goes on at the service. */
  leave(): void {
    this.#isLeft = true;
  }

  /** The clerk's yes to the amounts on the screen; the second press finds it given. */
  async agree(): Promise<void> {
    const { asks, visit } = this.#view;
    if (!asks || performance.now() - this.#askedAt! < READ_MS) return;
    this.#agreed = visit.decided.adjudication.byPayer;
    this.#show({ asks: false });
    await this.#answer();
  }

  /** Calls it off; what comes of that the next look shows. */
  async cancel(): Promise<void> {
    if (!this.#id) return;
    try {
      // Its answer may come after the end that it led to, and says nothing that a look does not.
      await this.#desk.call('POST', `/v1/visits/${this.#id}/cancellation`, {});
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
    }
  }

  async #begin(): Promise<void> {
    const { key, bill, operator } = this.request;
    const body = { bill, ...(operator ? { operator } : {}) };
    for (;;) {
      try {
        const { id } = await this.#desk.begin(key, body);
        this.#id = id;
        this.#show({ isCut: false });
        return;
      } catch (error) {
        if (!(error instanceof DeskProblem)) throw error;
        if (!isCut(error)) return this.#show({ refused: error, isCut: false });
        this.#show({ isCut: true });
        await pause(RETRY_MS);
      }
    }
  }

  async #find(): Promise<void> {
    const path = `/v1/desk/visits?key=${encodeURIComponent(this.request.key)}`;
    for (;;) {
      try {
        const { visits } = await this.#desk.call('GET', path);
        if (visits.length === 0) return this.#show({ neverBegun: true, isCut: false });
        this.#id = visits[0].id;
        return this.#take(visits[0]);
      } catch (error) {
        if (!(error instanceof DeskProblem)) throw error;
        if (!isCut(error)) return this.#show({ refused: error, isCut: false });
        this.#show({ isCut: true });
        await pause(RETRY_MS);
      }
    }
  }

  async #look(): Promise<void> {
    try {
      this.#take(await this.#desk.visit(this.#id!));
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      if (isCut(error) || error.status >= 500 || error.status === 429) this.#show({ isCut: true });
      else this.#show({ refused: error, isCut: false });
    }
  }

  #take(visit: Json): void {
    const isAsked = visit.now.state === 'quoted' && visit.decided && !visit.isOver;
    const isAgreed = isAsked && sameAmounts(this.#agreed, visit.decided.adjudication.byPayer);
    if (isAsked) this.#askedAt ??= performance.now();
    this.#show({ visit, isCut: false, asks: isAsked && !isAgreed });
    if (isAgreed) void this.#answer();
  }

  async #answer(): Promise<void> {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    try {
      await this.#desk.call('POST', `/v1/visits/${this.#id}/confirmation`, { isAccepted: true });
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      // Lost on its way there or back: the visit says which, and a yes that came twice is refused.
      if (isCut(error)) this.#hasAnswered = false;
    }
  }

  #show(change: Partial<RunView>): void {
    this.#view = { ...this.#view, ...change };
    this.#onChange();
  }
}

function sameAmounts(seen: Json, now: Json): boolean {
  if (!seen) return false;
  const names = new Set([...Object.keys(seen), ...Object.keys(now)]);
  return [...names].every((name) => (seen[name] ?? '0') === (now[name] ?? '0'));
}
