/** A reviewer of the tests, and how they decide. */

import type { Centre } from '../../src/centre/index.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import type { ReviewDecision, ReviewResolution, SettlementId } from '../../src/model/index.ts';
import { signReviewDecision } from '../../src/settlement/index.ts';
import { settlementId } from '../settlement/journal/support.ts';
import { COUNTY } from './visits.ts';

const PAIR = suiteOf(1).generateKeyPair();
export const REVIEWER_KEY = PAIR.privateKey;
export const REVIEWER = { operator: '复核员 07', publicKey: PAIR.publicKey };

export function decision(
  resolution: ReviewResolution,
  id: SettlementId = settlementId(1),
): ReviewDecision {
  return { id, resolution, operator: REVIEWER.operator, note: '已核对病历与发票' };
}

/** Signs and decides, as the county's page for reviewers does. */
export async function decide(
  centre: Centre,
  made: ReviewResolution | ReviewDecision,
  county = COUNTY,
) {
  const whole = typeof made === 'string' ? decision(made) : made;
  await centre.registerReviewer({ ...REVIEWER, operator: whole.operator });
  return centre.resolveReview(whole, signReviewDecision(county, whole, REVIEWER_KEY));
}
