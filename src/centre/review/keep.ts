import type { ReviewDecision } from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { settlementIdBytes } from '../../settlement/journal/chain.ts';
import type { CentreStore } from '../store.ts';

/** @param amount what the funds are to get back */
export function keepResolution(
  { database, county, clock }: CentreStore,
  { id, resolution, operator, note }: ReviewDecision,
  amount: Amount,
): void {
  database
    .prepare('INSERT INTO review_resolution VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(county, settlementIdBytes(id), resolution, amount, operator, note, clock.now());
}
