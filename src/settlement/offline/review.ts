/** 复核签名: a reviewer signs how a review ends, so that nobody else can say that they did. */

import { equalBytes } from '../../bytes.ts';
import {
  type CoseContext,
  keyIdOf,
  type PrivateKey,
  signCose,
  suiteOf,
  suiteOfKey,
  verifyCose,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { TEXT_CHARACTERS_MAX } from '../../limits.ts';
import { type CountyCode, REVIEW_RESOLUTIONS, type ReviewDecision } from '../../model/index.ts';
import { fields } from '../journal/fields.ts';
import { COUNTY_CODE, SETTLEMENT_ID } from '../journal/payload/names.ts';
import { encodeAs, oneOf, type Shape, text } from '../journal/shape.ts';

export const REVIEW_CONTEXT: CoseContext = 'OneCard/REVIEW/1';

/** Characters of an operator's name or number. */
export const OPERATOR_CHARACTERS_MAX = 40;

const PAYLOAD: Shape<ReviewDecision & { readonly county: CountyCode }> = fields({
  county: COUNTY_CODE,
  id: SETTLEMENT_ID,
  resolution: oneOf(REVIEW_RESOLUTIONS),
  operator: text(OPERATOR_CHARACTERS_MAX),
  note: text(TEXT_CHARACTERS_MAX),
});

/** Canonical CBOR of what is signed. @throws TypeError, RangeError for a decision out of its form. */
function payloadOf(county: CountyCode, decision: ReviewDecision): Uint8Array {
  const { id, resolution, operator, note } = decision;
  return encodeAs(PAYLOAD, { county, id, resolution, operator, note }, 'decision');
}

/**
 * Signs a decision: COSE_Sign1 for `OneCard/REVIEW/1`.
 * @param county whose review it ends
 * @param reviewerKey of the person who decides; the centre has its public half
 * @throws TypeError, RangeError for a decision out of its form
 */
export function signReviewDecision(
  county: CountyCode,
  decision: ReviewDecision,
  reviewerKey: PrivateKey,
): Uint8Array {
  return signCose(suiteOf(reviewerKey.suite), reviewerKey, {
    keyId: keyIdOf(reviewerKey.publicKey),
    payload: payloadOf(county, decision),
    context: REVIEW_CONTEXT,
  });
}

/** Whether `signed` is this very decision, of this county, under this key. Nothing about the bytes throws. */
export function isSignedDecision(
  signed: Uint8Array,
  publicKey: Uint8Array,
  county: CountyCode,
  decision: ReviewDecision,
): boolean {
  const payload = payloadOf(county, decision);
  try {
    const verified = verifyCose(signed, publicKey, suiteOfKey(publicKey), REVIEW_CONTEXT);
    return verified.outcome === 'valid' && equalBytes(verified.payload, payload);
  } catch (error) {
    if (error instanceof OneCardError) return false;
    throw error;
  }
}
