/** Rule 8: one card operation at a time; a lease keeps several of one caller together. */

import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, RandomSource } from '../../model/index.ts';
import { LEASE_MS, LEASE_MS_MAX } from '../limits.ts';

export interface Lease {
  readonly id: string;
  /** Milliseconds since 1970-01-01, UTC; each use moves it on. */
  readonly until: number;
}

interface Held extends Lease {
  readonly caller: string;
  readonly latest: number;
}

/** The one place at the reader. */
export class CardPlace {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  #held: Held | undefined;
  #work: { readonly name: string; readonly since: number } | undefined;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** @throws OneCardError `desk.action-pending` while another caller has one, or a card is at work */
  take(caller: string): Lease {
    this.#assertFree(undefined);
    const now = this.#clock.now();
    this.#held = {
      id: toHex(this.#random.bytes(16)),
      caller,
      until: now + LEASE_MS,
      latest: now + LEASE_MS_MAX,
    };
    return leaseOf(this.#held);
  }

  /** @throws OneCardError `desk.lease-ended` */
  giveBack(caller: string, id: string): void {
    this.#assertHeld(caller, id);
    this.#held = undefined;
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
    this.#assertFree(lease);
    this.#work = { name, since: this.#clock.now() };
    try {
      return await work();
    } finally {
      this.#work = undefined;
      this.#extend();
    }
  }

  #assertHeld(caller: string, id: string): void {
    const held = this.#current();
    if (held?.id !== id || held.caller !== caller) throw new OneCardError('desk.lease-ended');
  }

  /** A caller who holds the lease must say so: two windows of one HIS are two clerks. */
  #assertFree(lease: string | undefined): void {
    if (this.#work) {
      const sinceMs = this.#clock.now() - this.#work.since;
      throw new OneCardError('desk.action-pending', { work: this.#work.name, sinceMs });
    }
    const held = this.#current();
    if (held && held.id !== lease) {
      throw new OneCardError('desk.action-pending', {
        work: 'lease',
        leftMs: held.until - this.#clock.now(),
      });
    }
  }

  #current(): Held | undefined {
    const now = this.#clock.now();
    // While a card is at work its lease does not run out.
    if (this.#held && !this.#work && this.#held.until <= now) this.#held = undefined;
    return this.#held;
  }

  #extend(): void {
    if (!this.#held) return;
    const until = Math.min(this.#clock.now() + LEASE_MS, this.#held.latest);
    this.#held = { ...this.#held, until };
  }
}

function leaseOf({ id, until }: Held): Lease {
  return { id, until };
}
