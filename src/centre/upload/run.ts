/** Where an upload stands among the settlements of its card, of its module, and of the day. */

import { parseCose } from '../../crypto/index.ts';
import type { OfflineBasis, OfflineLimits, SettlementStatement } from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { parseOfflineLimits } from '../../settlement/index.ts';
import { settlementIdBytes } from '../../settlement/journal/chain.ts';
import { chinaDate } from '../../time.ts';
import { IS_CONFIRMED, IS_REVERSED, IS_WITHOUT_CARD } from '../ledger.ts';
import type { CentreStore } from '../store.ts';
import { STAYS_OUT } from './staysOut.ts';

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

/**
 * Whether the settlement before it on the card is one that the ledger has never heard of. A sequence that was
 * given out to tell the card, and one that stays out of the ledger for good, are known.
 */
export function isAfterGap(
  { database, county }: CentreStore,
  { cardSerial, sequence }: SettlementStatement,
): boolean {
  if (sequence === 1) return false;
  const row = database
    .prepare(
      `SELECT 1 FROM settlement
       WHERE home_county = ?1 AND card_serial = ?2 AND card_sequence = ?3 AND outcome = 'settled'
       UNION ALL SELECT 1 FROM catch_up
       WHERE home_county = ?1 AND card_serial = ?2 AND card_sequence = ?3
       UNION ALL SELECT 1 FROM upload AS held
       WHERE home_county = ?1 AND card_serial = ?2 AND card_sequence = ?3 AND ${STAYS_OUT}`,
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

/**
 * The off-line settlements of the card since it last met the centre: since the newest sequence before it that it
 * had on line, for a settlement or to be told, and no off-line settlement took.
 */
function cardRun(
  { database, county }: CentreStore,
  { id, cardSerial, sequence }: SettlementStatement,
): { readonly count: number; readonly sum: bigint } {
  const row = database
    .prepare(
      `SELECT count(*) AS count, coalesce(sum(funds), 0) AS sum FROM upload
       WHERE home_county = ?1 AND card_serial = ?2 AND card_sequence < ?3 AND settlement_id <> ?4
       AND card_sequence > (SELECT coalesce(max(card_sequence), 0) FROM (
           SELECT card_sequence FROM settlement
           WHERE home_county = ?1 AND card_serial = ?2 AND outcome = 'settled'
           UNION ALL SELECT card_sequence FROM catch_up WHERE home_county = ?1 AND card_serial = ?2
         ) AS met
         WHERE card_sequence < ?3 AND NOT EXISTS (SELECT 1 FROM upload AS own
           WHERE own.home_county = ?1 AND own.card_serial = ?2
           AND own.card_sequence = met.card_sequence))`,
    )
    .get(county, cardSerial, sequence, settlementIdBytes(id));
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
