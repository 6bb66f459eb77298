/** 复核: people at the counties decide on what was settled off line and does not fit. */

import type { ReviewItem } from '../centre/index.ts';
import type { KeyPair } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { ReviewDecision, ReviewResolution } from '../model/index.ts';
import { signReviewDecision } from '../settlement/index.ts';
import type { CentreHouse } from './centreHouse.ts';
import { SeededRandom } from './random.ts';
import { keyPair } from './world/authority.ts';
import type { World } from './world/world.ts';

const OPERATOR = 'reviewer';
const reviewers = new WeakMap<CentreHouse, KeyPair>();

/**
 * Everything that waits for a decision gets one: what was paid stands as it was paid, and what cannot stand
 * the hospital bears.
 */
export async function resolveReviews(world: World): Promise<void> {
  for (const house of world.houses.values()) {
    // Ends: a page is decided whole before the next one is asked for.
    for (let items = await open(house); items.length > 0; items = await open(house)) {
      for (const item of items) await resolve(world, house, item);
    }
  }
}

function open({ centre }: CentreHouse): Promise<readonly ReviewItem[]> {
  return centre.reviews({ isOpen: true });
}

async function resolve(world: World, house: CentreHouse, { id }: ReviewItem): Promise<void> {
  try {
    await decide(house, decisionOn(id, 'accepted'));
    world.notebook.reviewAccepted(id);
  } catch (error) {
    if (!(error instanceof OneCardError) || error.code !== 'centre.review-not-possible')
      throw error;
    await decide(house, decisionOn(id, 'recover-from-hospital'));
    world.notebook.reviewBorne(id);
  }
}

function decisionOn(id: ReviewDecision['id'], resolution: ReviewResolution): ReviewDecision {
  return { id, resolution, operator: OPERATOR, note: '核对单据 looked at the papers' };
}

async function decide(house: CentreHouse, decision: ReviewDecision): Promise<void> {
  const { county, centre } = house;
  let reviewer = reviewers.get(house);
  if (!reviewer) {
    reviewer = keyPair(new SeededRandom(0));
    reviewers.set(house, reviewer);
    await centre.registerReviewer({ operator: OPERATOR, publicKey: reviewer.publicKey });
  }
  await centre.resolveReview(decision, signReviewDecision(county, decision, reviewer.privateKey));
}
