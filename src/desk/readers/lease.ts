/**
 * Rule 8: one card operation at a time; a lease keeps several of one caller together. A caller who may
 * only read keeps the reader no longer than one lease, and then lets whoever was refused go first.
 */

import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, RandomSource } from '../../model/index.ts';
import { LEASE_MS, LEASE_MS_MAX, LEASE_TURN_MS } from '../limits.ts';
import type { Ticks } from '../ticks.ts';

export interface Lease {
  readonly id: string;
  /** Milliseconds since 1970-01-01, UTC, by this computer's clock; each use moves it on. */
  readonly until: number;
}

export interface CardPlaceParts {
  /** For what is told to people. */
  readonly clock: Clock;
  /** By which leases last. */
  readonly ticks: Ticks;
  readonly random: RandomSource;
  /** Whether a grant may settle. */
  readonly maySettle: (grant: string) => boolean;
  /** Aborts when that grant is revoked, and its lease with it. */
  readonly revoked: (grant: string) => AbortSignal;
}

interface Held {
  readonly id: string;
  readonly caller: string;
  /** In ticks. */
  readonly until: number;
  readonly latest: number;
}

/** Whose use of the reader was the last, when it ended, and whether somebody was refused meanwhile. */
interface LastUse {
  readonly caller: string;
  endedAt: number;
  refused: boolean;
}

/** The one place at the reader. */
export class CardPlace {
  readonly #parts: CardPlaceParts;
  #held: Held | undefined;
  #work: { readonly name: string; readonly since: number } | undefined;
  #last: LastUse | undefined;

  constructor(parts: CardPlaceParts) {
    this.#parts = parts;
  }

  /** @throws OneCardError `desk.action-pending` while another caller has one, or a card is at work */
  take(caller: string): Lease {
    this.#assertFree(caller, undefined);
    const { ticks, clock, random, maySettle } = this.#parts;
    const now = ticks();
    const id = toHex(random.bytes(16));
    const latest = now + (maySettle(caller) ? LEASE_MS_MAX : LEASE_MS);
    this.#held = { id, caller, until: now + LEASE_MS, latest };
    this.#begin(caller);
    return { id, until: clock.now() + LEASE_MS };
  }

  /** @throws OneCardError `desk.lease-ended` */
  giveBack(caller: string, id: string): void {
    this.#assertHeld(caller, id);
    this.#held = undefined;
    this.#end();
  }

  /** Name of what is under way. */
  work(): string | undefined {
    return this.#work?.name;
  }

  /**
   * Runs `work` with nobody else's between.
   * @throws OneCardError `desk.action-pending`, `desk.lease-ended`
   */
  async use<T>(
    request: { readonly caller: string; readonly lease?: string; readonly name: string },
    work: () => Promise<T>,
  ): Promise<T> {
    const { caller, lease, name } = request;
    if (lease !== undefined) this.#assertHeld(caller, lease);
    this.#assertFree(caller, lease);
    this.#work = { name, since: this.#parts.ticks() };
    // Under a lease it is one use with what went before.
    if (lease === undefined) this.#begin(caller);
    try {
      return await work();
    } finally {
      this.#work = undefined;
      this.#extend();
      this.#end();
    }
  }

  #assertHeld(caller: string, id: string): void {
    const held = this.#current();
    if (held?.id !== id || held.caller !== caller) throw new OneCardError('desk.lease-ended');
  }

  /** A caller who holds the lease must say so: two windows of one HIS are two clerks. */
  #assertFree(caller: string, lease: string | undefined): void {
    const held = this.#current();
    if (this.#work)
      throw this.#pending(caller, this.#work.name, { sinceMs: this.#since(this.#work.since) });
    if (held && held.id !== lease) {
      throw this.#pending(caller, 'lease', { leftMs: Math.ceil(held.until - this.#parts.ticks()) });
    }
    const turnMs = held ? 0 : this.#standsBackMs(caller);
    if (turnMs > 0) throw this.#pending(caller, 'turn', { leftMs: turnMs });
  }

  #pending(caller: string, work: string, detail: Record<string, number>): OneCardError {
    if (this.#last && this.#last.caller !== caller) this.#last.refused = true;
    return new OneCardError('desk.action-pending', { work, ...detail });
  }

  #current(): Held | undefined {
    // While a card is at work its lease does not run out.
    if (this.#held && !this.#work) {
      const { until, caller } = this.#held;
      const { ticks, revoked } = this.#parts;
      if (until > ticks() && !revoked(caller).aborted) return this.#held;
      this.#held = undefined;
      this.#end(Math.min(until, ticks()));
    }
    return this.#held;
  }

  #extend(): void {
    if (!this.#held) return;
    const until = Math.min(this.#parts.ticks() + LEASE_MS, this.#held.latest);
    this.#held = { ...this.#held, until };
  }

  #begin(caller: string): void {
    this.#last = { caller, endedAt: Number.POSITIVE_INFINITY, refused: false };
  }

  /** The use is over, unless a lease goes on. @param at in ticks */
  #end(at = this.#parts.ticks()): void {
    if (this.#last && !this.#held) this.#last.endedAt = at;
  }

  #standsBackMs(caller: string): number {
    const last = this.#last;
    if (!last?.refused || last.caller !== caller || this.#parts.maySettle(caller)) return 0;
    return Math.max(0, Math.ceil(LEASE_TURN_MS - this.#since(last.endedAt)));
  }

  #since(ticks: number): number {
    return Math.floor(this.#parts.ticks() - ticks);
  }
}
