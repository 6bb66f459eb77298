/** 未写卡入账: a settlement stands though its card was not written. */

import type { PostAnswer, SettlementId } from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { findAnswer, findReversal } from './answers.ts';
import type { CentreStore } from './store.ts';

/** Lets the card of a settlement that stands show the sequence before; once, however often it is told. */
export function postWithoutCard(store: CentreStore, id: SettlementId): PostAnswer {
  const stands = findAnswer(store, id)?.answer.outcome === 'settled' && !findReversal(store, id);
  if (!stands) return { outcome: 'not-settled' };
  store.database
    .prepare(
      'INSERT INTO without_card (home_county, settlement_id, posted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(store.county, settlementIdBytes(id), store.clock.now());
  return { outcome: 'posted' };
}
