/** 复核员: who may end a review, by their keys, and what they signed. */

import { suiteOfKey } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { ReviewDecision } from '../../model/index.ts';
import { isSignedDecision, OPERATOR_CHARACTERS_MAX } from '../../settlement/index.ts';
import { settlementIdBytes } from '../../settlement/journal/chain.ts';
import { fields } from '../../settlement/journal/fields.ts';
import { PUBLIC_KEY_BYTES_MAX } from '../../settlement/journal/limits.ts';
import { bytesUpTo, encodeAs, type Shape, text } from '../../settlement/journal/shape.ts';
import type { CentreStore } from '../store.ts';

export interface ReviewerRegistration {
  /** As in the decisions; at most 40 characters. */
  readonly operator: string;
  /** COSE_Key bytes. A reviewer may have several keys; a key is one reviewer's. */
  readonly publicKey: Uint8Array;
}

export const REVIEWER_TABLES = [
  `CREATE TABLE reviewer (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  public_key BLOB NOT NULL,
  operator TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, public_key)
) STRICT`,
  `CREATE TABLE review_signature (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  public_key BLOB NOT NULL,
  signed BLOB NOT NULL,
  PRIMARY KEY (home_county, settlement_id),
  FOREIGN KEY (home_county, settlement_id) REFERENCES review_resolution (home_county, settlement_id),
  FOREIGN KEY (home_county, public_key) REFERENCES reviewer (home_county, public_key)
) STRICT`,
] as const;

const REVIEWER: Shape<ReviewerRegistration> = fields({
  operator: text(OPERATOR_CHARACTERS_MAX),
  publicKey: bytesUpTo(PUBLIC_KEY_BYTES_MAX),
});

export function registerReviewer(
  { database, county, clock }: CentreStore,
  reviewer: ReviewerRegistration,
): void {
  encodeAs(REVIEWER, reviewer, 'reviewer');
  const { operator, publicKey } = reviewer;
  suiteOfKey(publicKey);
  const known = database
    .prepare('SELECT operator FROM reviewer WHERE home_county = ? AND public_key = ?')
    .get(county, publicKey);
  if (known?.operator === operator) return;
  if (known) throw new OneCardError('centre.registered-otherwise', { county, what: 'reviewer' });
  database
    .prepare('INSERT INTO reviewer VALUES (?, ?, ?, ?)')
    .run(county, publicKey, operator, clock.now());
}

/** @returns the key that the decision is signed with. @throws OneCardError `centre.review-not-signed`. */
export function reviewerKeyOf(
  { database, county }: CentreStore,
  decision: ReviewDecision,
  signed: Uint8Array,
): Uint8Array {
  const key = database
    .prepare('SELECT public_key FROM reviewer WHERE home_county = ? AND operator = ?')
    .all(county, decision.operator)
    .map((row): Uint8Array => row.public_key)
    .find((publicKey) => isSignedDecision(signed, publicKey, county, decision));
  if (key) return key;
  const { id, operator } = decision;
  throw new OneCardError('centre.review-not-signed', { county, id, operator });
}

/** Beside the decision, which stands in its own row. */
export function keepSignature(
  { database, county }: CentreStore,
  { id }: ReviewDecision,
  publicKey: Uint8Array,
  signed: Uint8Array,
): void {
  database
    .prepare('INSERT INTO review_signature VALUES (?, ?, ?, ?)')
    .run(county, settlementIdBytes(id), publicKey, signed);
}
