/** 冲正: undoing a settlement, by state and never by message. */

import type { ReverseAnswer, SettlementId } from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { takeBackRecovery } from './accounts.ts';
import { findAnswer, findReversal } from './answers.ts';
import { postReversal } from './ledger.ts';
import type { CentreStore } from './store.ts';

/**
 * Takes a settlement back, once, however often it is asked. An id that was never settled is pinned:
 * should its request still be under way, it is declined when it arrives.
 */
export function reverseSettlement(store: CentreStore, id: SettlementId): ReverseAnswer {
  const undone = findReversal(store, id);
  if (undone) return { outcome: undone.outcome };
  const known = findAnswer(store, id);
  // Declined for ever: there is nothing to pin.
  if (known?.answer.outcome === 'declined') return { outcome: 'not-settled' };
  const outcome = known ? 'reversed' : 'not-settled';
  store.database
    .prepare(
      'INSERT INTO reversal (home_county, settlement_id, outcome, reversed_at) VALUES (?, ?, ?, ?)',
    )
    .run(store.county, settlementIdBytes(id), outcome, store.clock.now());
  if (known) {
    postReversal(store, id);
    takeBackRecovery(store, id);
  }
  return { outcome };
}
