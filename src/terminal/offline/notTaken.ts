/** 中心未受理: off-line settlements that the centre does not take for a reason that no waiting ends. */

import type { OneCardError } from '../../errors/index.ts';
import type { ProviderCode, SettlementId } from '../../model/index.ts';
import { type Amount, add, ZERO } from '../../money.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Instant } from '../../time.ts';
import { fundsOf } from './funds.ts';
import { Behind, type SentOutbox, turnOf } from './inOrder.ts';

/** One of them, for people to look into: it goes on waiting until the centre takes it. */
export interface NotTaken {
  readonly id: SettlementId;
  readonly provider: ProviderCode;
  readonly billNumber: string;
  readonly settledAt: Instant;
  /** What the funds advanced for it. */
  readonly sum: Amount;
  /** Later ones of the same card or person, which wait behind it. */
  readonly behindCount: number;
  readonly behindSum: Amount;
  /** Why, as of the last attempt: its texts say who does what. */
  readonly cause: OneCardError;
  readonly triedAt: Instant;
}

/**
 * How long a settlement that was not taken is passed over by what taps hand in: long enough that a desk with many of
 * them does not ask at every tap, short enough that what the county mended goes in the same hour. Who asks for the
 * outbox to be sent, and a start, try at once.
 */
export const NOT_TAKEN_AGAIN_MS = 600_000;

interface Refusal {
  readonly cause: OneCardError;
  readonly at: Instant;
  /** Whether it is passed over for a while. */
  readonly isPutOff: boolean;
}

/** What this process was told; a new start asks anew. */
export class Refusals {
  readonly #known = new Map<SettlementId, Refusal>();

  /** Has each of them tried once more at its turn. */
  askAgain(): void {
    for (const [id, refusal] of this.#known) this.#known.set(id, { ...refusal, isPutOff: false });
  }

  putOff(now: Instant): ReadonlyMap<SettlementId, OneCardError> {
    const isRecent = ({ at, isPutOff }: Refusal) =>
      isPutOff && now >= at && now - at < NOT_TAKEN_AGAIN_MS;
    return new Map(
      [...this.#known].flatMap(([id, each]) => (isRecent(each) ? [[id, each.cause]] : [])),
    );
  }

  remember(
    { answers, notTaken }: SentOutbox,
    putOff: ReadonlyMap<SettlementId, unknown>,
    at: Instant,
  ) {
    for (const { id } of answers) this.#known.delete(id);
    for (const { id, cause } of notTaken) {
      if (!putOff.has(id)) this.#known.set(id, { cause, at, isPutOff: true });
    }
  }

  /** Those of `waiting`, in its order, each with what waits behind it. */
  among(waiting: readonly JournalEntry<'settled'>[]): readonly NotTaken[] {
    const found: NotTaken[] = [];
    const behind = new Behind<number>();
    for (const entry of waiting) {
      const sum = fundsOf(entry.signed.statement.byPayer);
      const ahead = behind.of(turnOf(entry));
      const refusal = this.#known.get(entry.id);
      if (ahead !== undefined) {
        const of = found[ahead]!;
        const behindSum = add(of.behindSum, sum);
        found[ahead] = { ...of, behindCount: of.behindCount + 1, behindSum };
      } else if (refusal) {
        behind.hold(turnOf(entry), found.length);
        found.push(notTakenOf(entry, sum, refusal));
      }
    }
    return found;
  }
}

function notTakenOf(
  { id, bill, signed }: JournalEntry<'settled'>,
  sum: Amount,
  { cause, at }: Refusal,
): NotTaken {
  return {
    id,
    provider: bill.provider.code,
    billNumber: bill.billNumber,
    settledAt: signed.statement.settledAt,
    sum,
    behindCount: 0,
    behindSum: ZERO,
    cause,
    triedAt: at,
  };
}
