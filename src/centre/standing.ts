/** 对账: what stands and what was taken back of one terminal, page by page. */

import { parseStatement } from '../crypto/index.ts';
import type {
  ProviderCode,
  SettlementId,
  StandingFilter,
  StandingPage,
  StandingRow,
} from '../model/index.ts';
import { settlementIdBytes, settlementIdText } from '../settlement/journal/chain.ts';
import type { Instant } from '../time.ts';
import type { CentreStore } from './store.ts';

/** Rows looked at for one page: an answer of some hundred kilobytes at most. */
const PAGE_ROWS = 500;

/** Ids ascend; a settlement that was answered in the window or reversed in it stands there once. */
export function standingPage(
  { database, county }: CentreStore,
  { terminalId, from, to, after }: StandingFilter,
): StandingPage {
  const raw = database
    .prepare(
      `SELECT done.settlement_id, provider, bill_number, statement, reversed_at FROM (
         SELECT settlement_id FROM settlement
         WHERE home_county = ?1 AND outcome = 'settled' AND answered_at >= ?2 AND answered_at < ?3
         UNION
         SELECT settlement_id FROM reversal
         WHERE home_county = ?1 AND outcome = 'reversed' AND reversed_at >= ?2 AND reversed_at < ?3
       ) AS found
       JOIN settlement AS done ON done.home_county = ?1 AND done.settlement_id = found.settlement_id
       LEFT JOIN reversal AS undone ON undone.home_county = ?1
         AND undone.settlement_id = found.settlement_id AND undone.outcome = 'reversed'
       WHERE found.settlement_id > ?4 ORDER BY found.settlement_id LIMIT ?5`,
    )
    .all(county, from, to, after ? settlementIdBytes(after) : new Uint8Array(0), PAGE_ROWS);
  const rows = raw.flatMap((row): readonly StandingRow[] => {
    const { id, terminalId: of, total, byPayer, settledAt } = parseStatement(row.statement);
    if (of !== terminalId) return [];
    return [
      {
        id,
        provider: row.provider as ProviderCode,
        billNumber: row.bill_number,
        total,
        byPayer,
        settledAt,
        ...(row.reversed_at === null ? {} : { reversedAt: Number(row.reversed_at) as Instant }),
      },
    ];
  });
  const last = raw.length === PAGE_ROWS ? raw.at(-1) : undefined;
  return { rows, ...(last && { next: settlementIdText(last.settlement_id) as SettlementId }) };
}
