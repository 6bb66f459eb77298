/** What must hold of a deductible that a stay and the stays before a referral share. */

import type { Invariant } from './invariant.ts';

export const OF_REFERRALS: readonly Invariant[] = [
  {
    name: 'deductible-once',
    says: "a bill owes the plan's deductible, less what its stay and the stays before its referral paid: each counts once, as long as it stands",
    *find({ world }) {
      yield* world.notebook.referrals.wrong.deductibles;
    },
  },
  {
    name: 'referral-once',
    says: 'a referral that one stay has used lets no other one off, as long as that use stands',
    *find({ world }) {
      yield* world.notebook.referrals.wrong.twiceUsed;
    },
  },
];
