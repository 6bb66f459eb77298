/** Where an upload stands among the settlements of its card, of its module, and of the day. */

import { parseCose } from '../../crypto/index.ts';
import type { OfflineBasis, OfflineLimits, SettlementStatement } from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { parseOfflineLimits } from '../../settlement/index.ts';
import { settlementIdBytes } from '../../settlement/journal/chain.ts';
import { chinaDate } from '../../time.ts';
import { IS_CONFIRMED, IS_REVERSED, IS_WITHOUT_CARD } from '../ledger.ts';
import type { CentreStore } from '../store.ts';

/** Whether another settlement that the card holds, or is about to, has this sequence. */
export function isSequenceTaken(
  { database, county }: CentreStore,
  { id, cardSerial, sequence }: SettlementStatement,
): boolean {
  const row = database
    .prepare(
      `SELECT 1 FROM settlement AS done
       WHERE home_county = ? AND card_serial = ? AND card_sequence = ? AND outcome = 'settled'
       AND settlement_id <> ? AND (${IS_CONFIRMED} OR NOT (${IS_REVERSED} OR ${IS_WITHOUT_CARD}))`,
    )
    .get(county, cardSerial, sequence, settlementIdBytes(id));
  return row !== undefined;
}

/** Whether the settlement before it on the card is one that the ledger has never heard of. */
export function isAfterGap(
  { database, county }: CentreStore,
  { cardSerial, sequence }: SettlementStatement,
): boolean {
  if (sequence === 1) return false;
  const row = database
    .prepare(
      `SELECT 1 FROM settlement
       WHERE home_county = ? AND card_serial = ? AND card_sequence = ? AND outcome = 'settled'`,
    )
    .get(county, cardSerial, sequence - 1);
  return row === undefined;
}

/** The limits that a settlement was made under, where this county issued them. */
function limitsOf(
  { database, county }: CentreStore,
  { limits }: OfflineBasis,
): OfflineLimits | undefined {
  const row = database
    .prepare('SELECT signed FROM offline_limits WHERE home_county = ? AND version = ? AND hash = ?')
    .get(county, limits.version, limits.hash);
  return row && parseOfflineLimits(parseCose(row.signed).payload);
}

/**
 * Whether the settlement, with those that the ledger holds of its card and of its module's day, goes
 * beyond the limits that it names; limits that nobody here issued allow nothing.
 */
export function isBeyondLimits(
  store: CentreStore,
  basis: OfflineBasis,
  statement: SettlementStatement,
  funds: Amount,
): boolean {
  const limits = limitsOf(store, basis);
  if (!limits) return true;
  const card = cardRun(store, statement);
  return (
    card.count + 1 > limits.card.countMax ||
    card.sum + funds > limits.card.sumMax ||
    moduleDay(store, statement) + funds > limits.samDailySumMax
  );
}

/** The off-line settlements of the card since it last met the centre. */
function cardRun(
  { database, county }: CentreStore,
  { id, cardSerial, sequence }: SettlementStatement,
): { readonly count: number; readonly sum: bigint } {
  const row = database
    .prepare(
      `SELECT count(*) AS count, coalesce(sum(funds), 0) AS sum FROM upload
       WHERE home_county = ? AND card_serial = ? AND card_sequence < ? AND settlement_id <> ?
       AND card_sequence > (SELECT coalesce(max(card_sequence), 0) FROM settlement AS done
         WHERE done.home_county = upload.home_county AND done.card_serial = upload.card_serial
         AND done.card_sequence < ? AND done.outcome = 'settled'
         AND NOT EXISTS (SELECT 1 FROM upload AS own WHERE own.home_county = done.home_county
           AND own.settlement_id = done.settlement_id))`,
    )
    .get(county, cardSerial, sequence, settlementIdBytes(id), sequence);
  return { count: Number(row.count), sum: row.sum };
}

function moduleDay(
  { database, county }: CentreStore,
  { id, samId, settledAt }: SettlementStatement,
): bigint {
  return database
    .prepare(
      `SELECT coalesce(sum(funds), 0) AS sum FROM upload
       WHERE home_county = ? AND sam_id = ? AND settled_on = ? AND settlement_id <> ?`,
    )
    .get(county, samId, chinaDate(settledAt), settlementIdBytes(id)).sum;
}
