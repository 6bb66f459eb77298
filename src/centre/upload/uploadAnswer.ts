/** Taking in what was settled off line: one id, one answer, for ever. */

import { equalBytes } from '../../bytes.ts';
import { sha256 } from '../../crypto/index.ts';
import {
  type ReviewReason,
  type SettlementId,
  UNPROVEN,
  type UploadAnswer,
} from '../../model/index.ts';
import { settlementIdBytes } from '../../settlement/journal/chain.ts';
import { fields } from '../../settlement/journal/fields.ts';
import { USAGE } from '../../settlement/journal/payload/adjudication.ts';
import { SIGNED } from '../../settlement/journal/payload/settlement.ts';
import { encodeAs } from '../../settlement/journal/shape.ts';
import { chinaDate, type Instant } from '../../time.ts';
import { findAnswer, keepAnswer } from '../answers.ts';
import { contentBytes } from '../content.ts';
import type { Documents } from '../judge.ts';
import { postSettlement } from '../ledger.ts';
import { closeGaps } from '../review/closeGaps.ts';
import type { CentreStore } from '../store.ts';
import { type UploadRequest, uploadBytes } from './contents.ts';
import { judgeUpload, type Movement, type UploadJudgement } from './judgeUpload.ts';

/** What a review found due, as it is kept. */
export const MOVEMENT = fields({ before: USAGE, after: USAGE });

/**
 * The answer that `id` has, or the one it gets now, kept in the same unit as its postings. Money that
 * was paid stays paid: what the centre would have decided otherwise is for a person to look at.
 * @throws OneCardError `centre.unknown-terminal`, `centre.unknown-catalogue`: no answer yet
 */
export function uploadAnswer(
  store: CentreStore,
  documents: Documents,
  request: UploadRequest,
): UploadAnswer {
  const bytes = uploadBytes(request);
  // A card that was asked again signs anew: the same settlement under other signatures is the same.
  const hash = sha256(contentBytes(request));
  const { id } = request.statement;
  const known = findUpload(store, id);
  if (known) return equalBytes(known.hash, hash) ? known.answer : { outcome: 'conflict' };
  // Answered on line: what it says there and here cannot both be.
  if (findAnswer(store, id)) return { outcome: 'conflict' };

  const judgement = judgeUpload(store, documents, request);
  const isHeld = judgement.reasons.some((reason) => UNPROVEN.includes(reason));
  const answeredAt = store.clock.now();
  const answer = {
    outcome: isHeld ? 'held' : 'settled',
    answeredAt,
    review: judgement.reasons,
  } as const;
  keepUpload(store, request, { hash, bytes, answer, judgement });
  if (!isHeld) {
    postUpload(store, request, hash, judgement.posted);
    closeGaps(store, documents, request.statement);
  }
  return answer;
}

type KeptUploadAnswer = Exclude<UploadAnswer, { outcome: 'conflict' }>;

export function findUpload(
  { database, county }: CentreStore,
  id: SettlementId,
): { readonly hash: Uint8Array; readonly answer: KeptUploadAnswer } | undefined {
  const row = database
    .prepare(
      `SELECT upload_hash, outcome, review, answered_at FROM upload
       WHERE home_county = ? AND settlement_id = ?`,
    )
    .get(county, settlementIdBytes(id));
  if (!row) return undefined;
  const review = reasonsOf(row.review);
  const answeredAt = Number(row.answered_at) as Instant;
  return { hash: row.upload_hash, answer: { outcome: row.outcome, answeredAt, review } };
}

export function reasonsOf(words: string): readonly ReviewReason[] {
  return words === '' ? [] : (words.split(' ') as ReviewReason[]);
}

function keepUpload(
  { database, county }: CentreStore,
  { statement, journalHead }: UploadRequest,
  kept: {
    readonly hash: Uint8Array;
    readonly bytes: Uint8Array;
    readonly answer: KeptUploadAnswer;
    readonly judgement: UploadJudgement;
  },
): void {
  const { hash, bytes, answer, judgement } = kept;
  const { paid, due, dueUsage } = judgement;
  const id = settlementIdBytes(statement.id);
  const reasons = answer.review.join(' ');
  database
    .prepare('INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      county,
      id,
      hash,
      answer.outcome,
      reasons,
      answer.answeredAt,
      statement.cardSerial,
      statement.sequence,
      statement.samId,
      chinaDate(statement.settledAt),
      paid,
      journalHead.sequence,
      journalHead.hash,
      bytes,
    );
  if (answer.review.length === 0) return;
  database
    .prepare('INSERT INTO review_item VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(
      county,
      id,
      reasons,
      paid,
      due,
      dueUsage ? encodeAs(MOVEMENT, dueUsage, 'dueUsage') : null,
      answer.answeredAt,
    );
}

/** Posts what was paid, and keeps both signatures: the card holds this sequence. */
export function postUpload(
  store: CentreStore,
  contents: UploadRequest,
  requestHash: Uint8Array,
  posted: Movement,
): void {
  const { database, county, clock } = store;
  const { id } = contents.statement;
  keepAnswer(store, contents, {
    requestHash,
    answeredAt: clock.now(),
    outcome: 'settled',
    reasons: '',
    settledAs: null,
    request: contentBytes(contents),
  });
  const { memberNumber } = contents.adjudication;
  const isMember = database
    .prepare('SELECT 1 FROM member WHERE home_county = ? AND member_number = ?')
    .get(county, memberNumber);
  // Of somebody whom the register does not know there is no year to count in.
  if (isMember) postSettlement(store, id, memberNumber, posted);
  database
    .prepare('INSERT INTO confirmation VALUES (?, ?, ?, ?)')
    .run(county, settlementIdBytes(id), encodeAs(SIGNED, contents.signed, 'signed'), clock.now());
}
