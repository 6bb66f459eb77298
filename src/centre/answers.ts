/** One id, one answer, for ever: the answers that were given, and giving one. */

import { equalBytes } from '../bytes.ts';
import { encodeStatement, sha256 } from '../crypto/index.ts';
import type {
  DeclineReason,
  ReviewResolution,
  SettleAnswer,
  SettlementId,
  SettleRequest,
  StatusAnswer,
} from '../model/index.ts';
import { settlementIdBytes, settlementIdText } from '../settlement/journal/chain.ts';
import type { Instant } from '../time.ts';
import { contentBytes } from './content.ts';
import { decidedOtherwise } from './decidedOtherwise.ts';
import { standsInPlace } from './inPlace.ts';
import { type Documents, judge, type SettleContent } from './judge.ts';
import { postSettlement } from './ledger.ts';
import type { CentreStore } from './store.ts';

/** What stands in the ledger under an id. */
interface AnsweredRow {
  readonly requestHash: Uint8Array;
  readonly answer: Exclude<SettleAnswer, { outcome: 'conflict' }>;
  /** Canonical bytes of the statement that was answered. */
  readonly statement: Uint8Array;
}

export function findAnswer(
  { database, county }: CentreStore,
  id: SettlementId,
): AnsweredRow | undefined {
  const row = database
    .prepare(
      `SELECT request_hash, outcome, reasons, settled_as, answered_at, statement
       FROM settlement WHERE home_county = ? AND settlement_id = ?`,
    )
    .get(county, settlementIdBytes(id));
  if (!row) return undefined;
  const { request_hash: requestHash, statement } = row;
  if (row.outcome === 'settled') {
    const answeredAt = Number(row.answered_at) as Instant;
    return { requestHash, statement, answer: { outcome: 'settled', answeredAt } };
  }
  const reasons = String(row.reasons).split(' ') as DeclineReason[];
  const settledAs = row.settled_as && {
    settledAs: settlementIdText(row.settled_as) as SettlementId,
  };
  return { requestHash, statement, answer: { outcome: 'declined', reasons, ...settledAs } };
}

/** The answer that `id` has, or would get now; nothing is kept. */
export function quoteAnswer(
  store: CentreStore,
  documents: Documents,
  content: SettleContent,
): SettleAnswer {
  const known = knownAnswer(store, content, () => sha256(contentBytes(content)));
  if (known) return known;
  const judgement = judge(store, documents, content, isPinned(store, content.statement.id));
  if (judgement.outcome === 'declined') return judgement;
  return { outcome: 'settled', answeredAt: store.clock.now() };
}

/** The answer that `id` has, or the one it gets now, kept in the same unit as its postings. */
export function settleAnswer(
  store: CentreStore,
  documents: Documents,
  request: SettleRequest,
): SettleAnswer {
  const bytes = contentBytes(request);
  const requestHash = sha256(bytes);
  const known = knownAnswer(store, request, () => requestHash);
  if (known) return known;
  const { id } = request.statement;
  const judgement = judge(store, documents, request, isPinned(store, id));
  store.memory.rest();
  const answeredAt = store.clock.now();
  const isSettled = judgement.outcome === 'accepted';
  keepAnswer(store, request, {
    requestHash,
    answeredAt,
    outcome: isSettled ? 'settled' : 'declined',
    reasons: isSettled ? '' : judgement.reasons.join(' '),
    settledAs: isSettled || !judgement.settledAs ? null : settlementIdBytes(judgement.settledAs),
    // A declined request leaves its hash alone: nobody needs the person behind it any more.
    request: isSettled ? bytes : null,
  });
  if (!isSettled) return judgement;
  postSettlement(store, id, request.adjudication.memberNumber, judgement.usage);
  return { outcome: 'settled', answeredAt };
}

function knownAnswer(
  store: CentreStore,
  { statement }: SettleContent,
  requestHash: () => Uint8Array,
): SettleAnswer | undefined {
  const known = findAnswer(store, statement.id);
  // Held after it was settled off line: what it says there and here cannot both be.
  if (!known) return heldReview(store, statement.id) ? { outcome: 'conflict' } : undefined;
  return equalBytes(known.requestHash, requestHash()) ? known.answer : { outcome: 'conflict' };
}

/** What stands under an id from now on. */
export interface KeptAnswer {
  readonly requestHash: Uint8Array;
  readonly answeredAt: Instant;
  readonly outcome: 'settled' | 'declined';
  readonly reasons: string;
  readonly settledAs: Uint8Array | null;
  readonly request: Uint8Array | null;
}

/** Gives an id its answer. */
export function keepAnswer(
  { database, county }: CentreStore,
  { statement, adjudication, bill, journalHead }: SettleRequest,
  kept: KeptAnswer,
): void {
  database
    .prepare(
      `INSERT INTO settlement (home_county, settlement_id, request_hash, outcome, reasons, settled_as,
         answered_at, member_number, card_serial, card_sequence, provider, bill_number,
         intent_sequence, intent_hash, statement, request)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      county,
      settlementIdBytes(statement.id),
      kept.requestHash,
      kept.outcome,
      kept.reasons,
      kept.settledAs,
      kept.answeredAt,
      adjudication.memberNumber,
      statement.cardSerial,
      statement.sequence,
      bill.provider.code,
      bill.billNumber,
      journalHead.sequence,
      journalHead.hash,
      encodeStatement(statement),
      kept.request,
    );
}

export interface Undone {
  readonly outcome: 'reversed' | 'not-settled';
  readonly reversedAt: Instant;
}

/** The reversal of `id`, or the pin on it. */
export function findReversal(
  { database, county }: CentreStore,
  id: SettlementId,
): Undone | undefined {
  const row = database
    .prepare(
      'SELECT outcome, reversed_at FROM reversal WHERE home_county = ? AND settlement_id = ?',
    )
    .get(county, settlementIdBytes(id));
  return row && { outcome: row.outcome, reversedAt: Number(row.reversed_at) as Instant };
}

function isPinned(store: CentreStore, id: SettlementId): boolean {
  return findReversal(store, id) !== undefined;
}

export function statusAnswer(
  store: CentreStore,
  documents: Documents,
  id: SettlementId,
): StatusAnswer {
  const undone = findReversal(store, id);
  if (undone?.outcome === 'reversed') {
    const { reversedAt } = undone;
    const others = decidedOtherwise(store, documents, id);
    const inPlace = standsInPlace(store, id);
    return {
      outcome: 'reversed',
      reversedAt,
      ...(others.length > 0 && { decidedOtherwise: others }),
      ...(inPlace.length > 0 && { inPlace }),
    };
  }
  const known = findAnswer(store, id);
  if (!known) {
    const review = heldReview(store, id);
    return { outcome: 'not-found', ...(review && { review }) };
  }
  if (known.answer.outcome === 'declined') return known.answer;
  return {
    ...known.answer,
    isConfirmed: isConfirmed(store, id),
    ...(isWithoutCard(store, id) && { isWithoutCard: true as const }),
  };
}

function isWithoutCard({ database, county }: CentreStore, id: SettlementId): boolean {
  const row = database
    .prepare('SELECT 1 FROM without_card WHERE home_county = ? AND settlement_id = ?')
    .get(county, settlementIdBytes(id));
  return row !== undefined;
}

/** How the review of what is held under `id` stands; undefined when nothing is. */
function heldReview(
  { database, county }: CentreStore,
  id: SettlementId,
): 'open' | ReviewResolution | undefined {
  const row = database
    .prepare(
      `SELECT resolution FROM upload
       LEFT JOIN review_resolution USING (home_county, settlement_id)
       WHERE home_county = ? AND settlement_id = ? AND outcome = 'held'`,
    )
    .get(county, settlementIdBytes(id));
  return row && (row.resolution ?? 'open');
}

export function isConfirmed({ database, county }: CentreStore, id: SettlementId): boolean {
  const row = database
    .prepare('SELECT 1 FROM confirmation WHERE home_county = ? AND settlement_id = ?')
    .get(county, settlementIdBytes(id));
  return row !== undefined;
}
