/** What must hold of what people decide on settlements that were made off line. */

import type { CountyCode, ReviewResolution, SettlementId } from '../model/index.ts';
import type { Invariant } from './invariant.ts';
import type { World } from './world/world.ts';

/** What somebody at a county decided. */
export interface Decision {
  readonly county: CountyCode;
  readonly id: SettlementId;
  readonly resolution: ReviewResolution;
  readonly provider: string;
  readonly memberNumber: string;
  /** What the funds are to get back by it; below zero what they owe. */
  readonly recovered: bigint;
}

export const OF_REVIEWS: readonly Invariant[] = [
  {
    name: 'recoveries-add-up',
    says: 'what a review found paid too much or too little is owed by the one that the decision names, to the fund or by it, as long as the settlement stands',
    *find({ world }) {
      for (const { county, disk } of world.houses.values()) {
        const owed = owedTo(county, world);
        const rows = disk
          .look('SELECT account, sum(debit - credit) AS owed FROM account_posting GROUP BY account')
          .all();
        const found = new Map<string, bigint>(rows.map((row) => [row.account, BigInt(row.owed)]));
        for (const account of new Set([...owed.keys(), ...found.keys()])) {
          const [should, is] = [owed.get(account) ?? 0n, found.get(account) ?? 0n];
          if (should !== is) yield `${county}: ${account} owes ${is}, ${should} was decided`;
        }
      }
    },
  },
];

/** By account, what the decisions on what stands make it owe. */
function owedTo(county: CountyCode, { notebook }: World): ReadonlyMap<string, bigint> {
  const owed = new Map<string, bigint>();
  const add = (account: string, sum: bigint) => owed.set(account, (owed.get(account) ?? 0n) + sum);
  for (const { id, resolution, provider, memberNumber, recovered, ...each } of notebook.decisions) {
    if (each.county !== county || notebook.accepted.get(id)?.isReversed) continue;
    add(resolution === 'corrected' ? `member:${memberNumber}` : `hospital:${provider}`, recovered);
    add('fund', -recovered);
  }
  return owed;
}
