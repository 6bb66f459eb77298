/** The service as a page's program sees it, whichever way leads there. */

import {
  type CarriedAnswer,
  type CarriedEvent,
  type Carrier,
  WAYS,
  type Way,
  type WayReport,
} from './carrier.ts';
import { findWay } from './ladder.ts';
import { newNonce } from './messages.ts';
import { DeskProblem, type DeskProblemBody } from './problem.ts';

export interface ConnectOptions {
  /** Address of the service; `http://127.0.0.1:17100` unless told. */
  readonly url?: string;
  /** Token of an earlier pairing, as this page kept it. */
  readonly token?: string;
  /** Ways to try, of `direct`, `window` and `extension`; all unless told. */
  readonly ways?: readonly Way[];
  /** Language of problems; Chinese unless told. */
  readonly language?: 'zh' | 'en';
}

/** What a card operation may be told. */
export interface CardOptions {
  /** Part of the reader's name. */
  readonly reader?: string;
  /** Milliseconds to wait for a card, at most 120,000. */
  readonly waitMs?: number;
  /** A lease of this page, from `lease()`. */
  readonly lease?: string;
  readonly signal?: AbortSignal;
}

/** JSON of the service; shapes stand in its `/openapi.json`. */
// biome-ignore lint/suspicious/noExplicitAny: described by the service itself
export type Json = any;

export interface SettleOptions extends CardOptions {
  /**
   * This settlement's own name, 8 to 64 letters, digits, `-` or `_`: the same key is the same
   * settlement. Keep it before you call, and repeat with it when the connection breaks.
   */
  readonly key: string;
  /** Called with each step, in order: `visit.now.sentence`, `visit.now.cancellable`. */
  readonly onStep?: (visit: Json) => void;
  /** The clerk's yes to `visit.decided`; without it the clerk has agreed before. */
  readonly confirm?: (visit: Json) => Promise<boolean>;
}

/** Milliseconds between two looks where a stream of events broke. */
const LOOK_AGAIN_MS = 1_000;
/** Looks in a row that may fail before it is given up: a service restarts within half a minute. */
const LOOKS_MAX = 60;

/** What keeps nobody from looking again: the visit goes on whether somebody follows it or not. */
const PASSING: readonly string[] = ['client.unreachable', 'desk.rate-limited', 'desk.stopping'];

export class DeskClient {
  /** Which way leads to the service. */
  readonly way: Way;
  /** Each way: used, or why not. */
  readonly report: readonly WayReport[];
  readonly #carrier: Carrier;
  readonly #language: 'zh' | 'en';
  #token: string | undefined;

  /** Use `connectDesk`. */
  constructor(
    carrier: Carrier,
    report: readonly WayReport[],
    { token, language = 'zh' }: ConnectOptions,
  ) {
    this.way = carrier.way;
    this.report = report;
    this.#carrier = carrier;
    this.#language = language;
    this.#token = token;
  }

  /** Versions of library, service, driver and plans; `isPaired` says whether the token is good. */
  status(): Promise<Json> {
    return this.#call('GET', '/v1/status');
  }

  /**
   * Pairs this page: the service shows six digits to the clerk, `askCode` has them typed in.
   * @param name by which a person recognises this page
   * @returns the token: keep it, it is told once
   */
  async pair(
    name: string,
    scopes: readonly string[],
    askCode: () => Promise<string>,
  ): Promise<string> {
    const { id } = await this.#call('POST', '/v1/pairings', { name, scopes });
    const code = await askCode();
    const { token } = await this.#call('POST', `/v1/pairings/${id}/token`, { code });
    this.#token = token;
    return token;
  }

  readers(): Promise<Json> {
    return this.#call('GET', '/v1/readers');
  }

  /** Keeps the reader for this page's next steps. */
  lease(): Promise<Json> {
    return this.#call('POST', '/v1/leases', {});
  }

  giveBack(lease: string): Promise<Json> {
    return this.#call('DELETE', `/v1/leases/${lease}`);
  }

  /** The proven card; numbers are masked unless the pairing has the scope `identity`. */
  readCard(options: CardOptions = {}): Promise<Json> {
    return this.#call('POST', '/v1/cards/read', cardFields(options), options);
  }

  /** 试算: who would pay what, and why. */
  trial(bill: Json, options: CardOptions = {}): Promise<Json> {
    return this.#call('POST', '/v1/trials', { bill, ...cardFields(options) }, options);
  }

  /**
   * 结算: settles `bill`, and follows it to its end.
   * @returns the visit; `visit.result` says what became of it, and `unknown` is an answer too
   */
  async settle(bill: Json, options: SettleOptions): Promise<Json> {
    const { key, onStep, confirm, signal } = options;
    const consent = confirm ? 'asked' : 'given';
    const body = { bill, consent, ...cardFields(options) };
    const { id } = await this.begin(key, body, options);
    let asked = false;
    let told = 0;
    return this.#follow(id, signal, (visit) => {
      // Steps follow fast on one another: none is left out, none is told twice.
      for (const now of visit.steps) if (now.step > told) onStep?.({ ...visit, now });
      told = Math.max(told, visit.now.step);
      if (visit.now.state !== 'quoted' || asked || !confirm) return;
      asked = true;
      void this.#answer(id, visit, confirm);
    });
  }

  /**
   * Begins a settlement without following it; the same key begins it once.
   * @param body as `POST /v1/visits` takes it
   */
  begin(key: string, body: Json, options: CardOptions = {}): Promise<Json> {
    return this.#call('POST', '/v1/visits', body, options, { 'Idempotency-Key': key });
  }

  /** The visit of an earlier `settle`, also after a restart of page or service. */
  visit(id: string): Promise<Json> {
    return this.#call('GET', `/v1/visits/${id}`);
  }

  /**
   * Takes a settlement back; the same key does it once.
   * @param body as `POST /v1/settlements/:id/reversal` takes it
   */
  reverse(id: string, key: string, body: Json): Promise<Json> {
    const named = { 'Idempotency-Key': key };
    return this.#call('POST', `/v1/settlements/${id}/reversal`, body, {}, named);
  }

  /**
   * 日结: signs a day off; with differences, those of the `comparison` (its digest) that `body` names.
   * @param body as `POST /v1/days/:date/closing` takes it
   */
  closeDay(date: string, key: string, body: Json): Promise<Json> {
    const named = { 'Idempotency-Key': key };
    return this.#call('POST', `/v1/days/${date}/closing`, body, {}, named);
  }

  /** Any call that asks for a key; the same key does it once. @throws DeskProblem */
  callOnce(path: string, key: string, body: Json): Promise<Json> {
    return this.#call('POST', path, body, {}, { 'Idempotency-Key': key });
  }

  /** What became of a settlement: `processed`, `in-progress` or `not-found`. */
  settlement(id: string): Promise<Json> {
    return this.#call('GET', `/v1/settlements/${id}`);
  }

  receipt(id: string): Promise<Json> {
    return this.#call('GET', `/v1/settlements/${id}/receipt`);
  }

  /** Readers, cards and this page's visits, until `signal` aborts. */
  async events(onEvent: (event: CarriedEvent) => void, signal: AbortSignal): Promise<void> {
    const headers = this.#headers();
    await this.#carrier.carry({ method: 'GET', path: '/v1/events', headers, onEvent, signal });
  }

  /** Any call of `/openapi.json`. @throws DeskProblem */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: Json): Promise<Json> {
    return this.#call(method, path, body);
  }

  /** A key for one settlement. */
  newKey(): string {
    return newNonce(Date.now()).replace('.', '-');
  }

  close(): void {
    this.#carrier.close();
  }

  async #answer(
    id: string,
    visit: Json,
    confirm: (visit: Json) => Promise<boolean>,
  ): Promise<void> {
    const isAccepted = await confirm(visit).catch(() => false);
    // Another window may have answered first: what the visit then says is shown all the same.
    await this.#call('POST', `/v1/visits/${id}/confirmation`, { isAccepted }).catch(
      () => undefined,
    );
  }

  async #follow(
    id: string,
    signal: AbortSignal | undefined,
    onVisit: (visit: Json) => void,
  ): Promise<Json> {
    let latest: Json;
    const onEvent = ({ data }: CarriedEvent) => {
      latest = data;
      onVisit(latest);
    };
    const path = `/v1/visits/${id}/events`;
    for (let look = 0; look < LOOKS_MAX; look++) {
      const headers = this.#headers();
      const stop = signal ? { signal } : {};
      try {
        const answer = await this.#carrier.carry({
          method: 'GET',
          path,
          headers,
          onEvent,
          ...stop,
        });
        if (answer.status >= 400) throw problem(answer);
      } catch (error) {
        const isBroken = error instanceof DeskProblem && PASSING.indexOf(error.code) >= 0;
        if (!isBroken || look === LOOKS_MAX - 1) throw error;
      }
      if (latest?.isOver) return latest;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    return latest;
  }

  async #call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: Json,
    { lease, signal }: CardOptions = {},
    more: Readonly<Record<string, string>> = {},
  ): Promise<Json> {
    const headers = { ...this.#headers(), ...(lease ? { 'OneCard-Lease': lease } : {}), ...more };
    const answer = await this.#carrier.carry({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    });
    if (answer.status >= 400) throw problem(answer);
    return answer.body;
  }

  #headers(): Record<string, string> {
    return {
      'Accept-Language': this.#language === 'en' ? 'en' : 'zh-CN',
      ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}),
    };
  }
}

/**
 * Connects this page with the desk service, by the first way that works.
 * @throws DeskProblem `client.no-way`; its body's `report` says why each one does not
 *
 * @example In the handler of a click
 * ```ts
 * const desk = await connectDesk({ token: localStorage.onecard });
 * const card = await desk.readCard();
 * ```
 */
export async function connectDesk(options: ConnectOptions = {}): Promise<DeskClient> {
  const { url = 'http://127.0.0.1:17100', ways = WAYS } = options;
  const { carrier, report } = await findWay(url, ways);
  return new DeskClient(carrier, report, options);
}

function cardFields({ reader, waitMs }: CardOptions): Json {
  return { ...(reader ? { reader } : {}), ...(waitMs === undefined ? {} : { waitMs }) };
}

function problem({ status, body }: CarriedAnswer): DeskProblem {
  const isProblem = typeof body === 'object' && body !== null && 'code' in body;
  if (isProblem) return new DeskProblem(body as DeskProblemBody);
  return new DeskProblem({ code: 'client.unreachable', title: `HTTP ${status}`, status });
}
