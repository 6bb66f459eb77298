/** A person ends a review: once, in a row that never changes. */

import { OneCardError } from '../../errors/index.ts';
import type { ReviewDecision, ReviewResolution } from '../../model/index.ts';
import { type Amount, ZERO } from '../../money.ts';
import { settlementIdBytes } from '../../settlement/journal/chain.ts';
import { postRecovery } from '../accounts.ts';
import { findReversal } from '../answers.ts';
import type { Documents } from '../judge.ts';
import { postReview } from '../ledger.ts';
import type { CentreStore } from '../store.ts';
import { parseUpload } from '../upload/contents.ts';
import { judgeUpload } from '../upload/judgeUpload.ts';
import { postUpload } from '../upload/uploadAnswer.ts';
import { closeGaps } from './closeGaps.ts';
import { type FoundReview, findReview, type ReviewItem } from './item.ts';
import { keepResolution } from './keep.ts';
import { keepSignature, reviewerKeyOf } from './reviewers.ts';

/**
 * Ends the review of a settlement. What was paid stays in its postings; what a decision changes comes
 * in postings of its own.
 *
 * | | posted as it was paid | held |
 * |---|---|---|
 * | `accepted` | stays as it is | is posted as it was paid; refused when its bill was settled under another id meanwhile |
 * | `recover-from-hospital` | the year moves to what is due; the hospital owes the difference | stays out; the hospital bears it |
 * | `corrected` | the year moves to what is due; the patient and the fund settle the difference | refused: there is nothing to correct |
 *
 * A posted settlement that was reversed meanwhile moves nothing any more: it cannot be corrected, and
 * nothing of it is left to recover.
 *
 * @param signed the decision under a registered reviewer's key
 * @throws OneCardError `centre.review-unknown`, `centre.review-resolved` when it was decided otherwise,
 * `centre.review-not-signed`, `centre.review-not-possible`; TypeError for a decision out of its form
 */
export function resolveReview(
  store: CentreStore,
  documents: Documents,
  decision: ReviewDecision,
  signed: Uint8Array,
): ReviewItem {
  const { county } = store;
  const { id, resolution } = decision;
  const found = findReview(store, documents, id);
  if (!found) throw new OneCardError('centre.review-unknown', { county, id });
  const { item } = found;
  if (item.end) {
    if (item.end.resolution === resolution) return item;
    throw new OneCardError('centre.review-resolved', { county, id, as: item.end.resolution });
  }
  const reviewerKey = reviewerKeyOf(store, decision, signed);
  if (item.isPosted) {
    const amount = changePosted(store, found, resolution);
    keepResolution(store, decision, amount);
    postRecovery(store, { ...item, resolution, amount });
  } else {
    changeHeld(store, documents, item, resolution);
    keepResolution(store, decision, ZERO);
  }
  keepSignature(store, decision, reviewerKey, signed);
  return findReview(store, documents, id)!.item;
}

/** @returns what the funds are to get back */
function changePosted(
  store: CentreStore,
  { item, dueUsage }: FoundReview,
  resolution: ReviewResolution,
): Amount {
  if (resolution === 'accepted') return ZERO;
  if (findReversal(store, item.id)) {
    if (resolution === 'corrected') throw notPossible(store, item, resolution);
    // The reversal took all of it back: a second time would leave the year below what was drawn.
    return ZERO;
  }
  postReview(store, item.id, item.memberNumber, dueUsage);
  return item.difference;
}

function notPossible({ county }: CentreStore, { id }: ReviewItem, resolution: ReviewResolution) {
  return new OneCardError('centre.review-not-possible', { county, id, resolution });
}

function changeHeld(
  store: CentreStore,
  documents: Documents,
  item: ReviewItem,
  resolution: ReviewResolution,
): void {
  if (resolution === 'recover-from-hospital') return;
  if (resolution === 'corrected') throw notPossible(store, item, resolution);
  const row = store.database
    .prepare(
      `SELECT contents, upload_hash, intent_sequence, intent_hash FROM upload
       WHERE home_county = ? AND settlement_id = ?`,
    )
    .get(store.county, settlementIdBytes(item.id));
  const contents = parseUpload(row.contents);
  const journalHead = { sequence: Number(row.intent_sequence), hash: row.intent_hash };
  const { posted, reasons } = judgeUpload(store, documents, contents);
  // Who decides saw the reasons of that day: the bill may have been settled again since.
  const isPaidSince =
    reasons.includes('bill-already-settled') && !item.reasons.includes('bill-already-settled');
  if (isPaidSince || reasons.includes('already-reversed')) {
    throw notPossible(store, item, resolution);
  }
  postUpload(store, { ...contents, journalHead }, row.upload_hash, posted);
  closeGaps(store, documents, contents.statement);
}
