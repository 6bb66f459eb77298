/** 复核: people at the counties decide on what was settled off line and does not fit. */

import type { ReviewItem } from '../centre/index.ts';
import type { FoundReview } from '../centre/review/item.ts';
import type { KeyPair } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import {
  REVIEW_RESOLUTIONS,
  type ReviewDecision,
  type ReviewResolution,
  type SettlementId,
} from '../model/index.ts';
import { signReviewDecision } from '../settlement/index.ts';
import type { CentreHouse } from './centreHouse.ts';
import { SeededRandom } from './random.ts';
import { keyPair } from './world/authority.ts';
import type { World } from './world/world.ts';

const OPERATOR = 'reviewer';
/** Of an id, in hexadecimal: 40 bits of chance. */
const SEED_DIGITS = 10;
const reviewers = new WeakMap<CentreHouse, KeyPair>();

/**
 * Everything that waits for a decision gets one: what was paid stands as it was paid, or is corrected between
 * the patient and the fund, or the hospital bears what was too much, and always what cannot stand.
 */
export async function resolveReviews(
  world: World,
  houses: Iterable<CentreHouse> = world.houses.values(),
): Promise<void> {
  for (const house of houses) {
    // Ends: a page is decided whole before the next one is asked for.
    for (let items = await open(house); items.length > 0; items = await open(house)) {
      for (const item of items) await resolve(world, house, item);
    }
  }
}

function open({ centre }: CentreHouse): Promise<readonly ReviewItem[]> {
  return centre.reviews({ isOpen: true });
}

async function resolve(world: World, house: CentreHouse, item: ReviewItem): Promise<void> {
  const { id, isPosted } = item;
  // Without a draw of the world: whoever takes steps out of a history meets the same decision.
  const random = new SeededRandom(Number.parseInt(id.slice(-SEED_DIGITS), 16));
  const wanted = isPosted ? random.pick(REVIEW_RESOLUTIONS) : 'accepted';
  // Decisions before this one may have changed what is due.
  const found = house.review(id)!;
  const resolution = await decideOrBear(house, id, wanted);
  if (resolution) note(world, house, found, resolution);
}

/** @returns undefined where the centre ended it meanwhile: what was missing came in with the one before */
async function decideOrBear(
  house: CentreHouse,
  id: SettlementId,
  wanted: ReviewResolution,
): Promise<ReviewResolution | undefined> {
  try {
    await decide(house, decisionOn(id, wanted));
    return wanted;
  } catch (error) {
    const code = error instanceof OneCardError ? error.code : undefined;
    if (code === 'centre.review-resolved') return undefined;
    if (code !== 'centre.review-not-possible') throw error;
    await decide(house, decisionOn(id, 'recover-from-hospital'));
    return 'recover-from-hospital';
  }
}

function note(
  { notebook }: World,
  { county }: CentreHouse,
  { item, dueUsage }: FoundReview,
  resolution: ReviewResolution,
): void {
  const { id, isPosted, difference, provider, memberNumber } = item;
  const isUndone = notebook.accepted.get(id)?.isReversed === true;
  const recovered = isPosted && !isUndone && resolution !== 'accepted' ? difference : 0n;
  notebook.decisions.push({ county, id, resolution, provider, memberNumber, recovered });
  if (!isPosted && resolution === 'accepted') notebook.reviewAccepted(id);
  if (!isPosted && resolution !== 'accepted') notebook.reviewBorne(id);
  if (!isPosted || isUndone || resolution === 'accepted') return;
  notebook.reviewMoved(id, dueUsage);
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
