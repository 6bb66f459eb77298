/** 其后的结算: what came after a settlement that was taken back, and rests on it. */

import { OneCardError } from '../errors/index.ts';
import type { SettlementId } from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { paySame } from '../settlement/journal/intent.ts';
import { parseContent } from './content.ts';
import {
  type Documents,
  decideAnew,
  findPlan,
  insuredHolder,
  type SettleContent,
} from './judge.ts';
import { IS_REVERSED, usageOf } from './ledger.ts';
import type { CentreStore } from './store.ts';

/** More than a member settles in a year after one that is taken back. */
const LATER_MAX = 100;

/** Made on line: what was handed in has a review of its own. */
const WAS_ON_LINE = `NOT EXISTS (SELECT 1 FROM upload AS handed
  WHERE handed.home_county = done.home_county AND handed.settlement_id = done.settlement_id)`;

/**
 * Settlements of the member that were answered after that of `id`, stand, and would be decided otherwise
 * now that it is gone: a deductible that it paid, or a cap that it drew on, counted for them. They stay as they
 * are; a person looks at them.
 */
export function decidedOtherwise(
  store: CentreStore,
  documents: Documents,
  id: SettlementId,
): readonly SettlementId[] {
  const rows = store.database
    .prepare(
      `SELECT done.request FROM settlement AS done JOIN settlement AS gone
         ON gone.home_county = done.home_county AND gone.member_number = done.member_number
         AND gone.settlement_id = ?2
       WHERE done.home_county = ?1 AND done.outcome = 'settled' AND done.settlement_id <> ?2
       AND done.answered_at >= gone.answered_at AND NOT ${IS_REVERSED} AND ${WAS_ON_LINE}
       ORDER BY done.answered_at, done.settlement_id LIMIT ${LATER_MAX}`,
    )
    .all(store.county, settlementIdBytes(id));
  return rows
    .map(({ request }) => parseContent(request))
    .filter((content) => isOtherwise(store, documents, content))
    .map(({ statement }) => statement.id);
}

/** By the year as it is now, without itself and what came after it on its card, and as it was: all else alike. */
function isOtherwise(store: CentreStore, documents: Documents, content: SettleContent): boolean {
  const { statement, adjudication } = content;
  const { year } = adjudication.usageBefore;
  const holder = insuredHolder(store, content, year);
  const plan = findPlan(documents, content);
  if (!holder || !plan) return false;
  const { id, cardSerial: serial, sequence } = statement;
  const usage = usageOf(store, holder.memberNumber, year, { id, serial, sequence });
  try {
    const was = decideAnew(store, documents, content, {
      holder,
      plan,
      usage: adjudication.usageBefore,
    });
    const is = decideAnew(store, documents, content, { holder, plan, usage });
    return was !== undefined && !(is && paySame(was.byPayer, is.byPayer));
  } catch (error) {
    // A catalogue that is not here any more: nobody can say.
    if (error instanceof OneCardError && error.code === 'centre.unknown-catalogue') return false;
    throw error;
  }
}
