/** 复核清单: what people look at of what was settled off line, readable as long as the centre stands. */

import type {
  AdjudicationFields,
  CardSerial,
  MemberNumber,
  ProviderCode,
  ReviewReason,
  ReviewResolution,
  SettlementId,
  TerminalId,
} from '../../model/index.ts';
import { type Amount, subtract } from '../../money.ts';
import { settlementIdBytes, settlementIdText } from '../../settlement/journal/chain.ts';
import type { Database } from '../../settlement/journal/database.ts';
import type { Instant } from '../../time.ts';
import type { CentreStore } from '../store.ts';
import { parseUpload } from '../upload/contents.ts';
import { reasonsOf } from '../upload/uploadAnswer.ts';

/** How a review was ended, and by whom. */
export interface ReviewEnd {
  readonly resolution: ReviewResolution;
  /** What the funds are to get back (or to pay in addition, below zero) by this decision; zero when accepted. */
  readonly amount: Amount;
  readonly operator: string;
  readonly note: string;
  readonly resolvedAt: Instant;
  /** COSE_Key bytes of who signed; absent where the centre ended it by itself, or before decisions were signed. */
  readonly reviewerKey?: Uint8Array;
  /** COSE_Sign1 for `OneCard/REVIEW/1`. */
  readonly signed?: Uint8Array;
}

export interface ReviewItem {
  readonly id: SettlementId;
  readonly memberNumber: MemberNumber;
  readonly cardSerial: CardSerial;
  readonly provider: ProviderCode;
  readonly billNumber: string;
  readonly terminalId: TerminalId;
  readonly settledAt: Instant;
  /** Whether the ledger holds it as it was paid; a held one waits for the decision. */
  readonly isPosted: boolean;
  /** In the order of REVIEW_REASONS. */
  readonly reasons: readonly ReviewReason[];
  /** What the funds paid. */
  readonly paid: Amount;
  /** What they should have, as the ledger knew the year when it came in. */
  readonly due: Amount;
  /** `paid` less `due`: below zero when the patient got too little. */
  readonly difference: Amount;
  readonly byPayer: AdjudicationFields['byPayer'];
  readonly openedAt: Instant;
  /** Absent while nobody has decided. */
  readonly end?: ReviewEnd;
}

export interface ReviewFilter {
  /** Only what nobody has decided yet, or only what was decided; both without it. */
  readonly isOpen?: boolean;
  /** The last item of the page before. */
  readonly after?: SettlementId;
}

/** Items of one page: a screen or two. */
export const REVIEW_PAGE_ITEMS = 100;

const COLUMNS = `item.settlement_id, item.reasons, item.paid, item.due, item.opened_at,
  upload.outcome, upload.contents,
  done.resolution, done.amount, done.operator, done.note, done.resolved_at,
  signature.public_key, signature.signed`;
const TABLES = `review_item AS item
  JOIN upload USING (home_county, settlement_id)
  LEFT JOIN review_resolution AS done USING (home_county, settlement_id)
  LEFT JOIN review_signature AS signature USING (home_county, settlement_id)`;

/** Oldest id first; at most REVIEW_PAGE_ITEMS. */
export function reviewItems(
  { database, county }: CentreStore,
  { isOpen, after }: ReviewFilter,
): readonly ReviewItem[] {
  const state =
    isOpen === undefined ? '' : `AND done.resolution IS ${isOpen ? 'NULL' : 'NOT NULL'}`;
  return database
    .prepare(
      `SELECT ${COLUMNS} FROM ${TABLES} WHERE home_county = ? AND settlement_id > ? ${state}
       ORDER BY settlement_id LIMIT ${REVIEW_PAGE_ITEMS}`,
    )
    .all(county, after ? settlementIdBytes(after) : new Uint8Array(0))
    .map(itemOf);
}

export function findReviewItem(
  { database, county }: CentreStore,
  id: SettlementId,
): ReviewItem | undefined {
  const row = database
    .prepare(`SELECT ${COLUMNS} FROM ${TABLES} WHERE home_county = ? AND settlement_id = ?`)
    .get(county, settlementIdBytes(id));
  return row && itemOf(row);
}

/** With the columns of COLUMNS, out of strict tables. */
type Row = NonNullable<ReturnType<ReturnType<Database['prepare']>['get']>>;

function itemOf(row: Row): ReviewItem {
  const { statement, adjudication, bill } = parseUpload(row.contents);
  const paid: Amount = row.paid;
  const due: Amount = row.due;
  return {
    id: settlementIdText(row.settlement_id) as SettlementId,
    memberNumber: adjudication.memberNumber,
    cardSerial: statement.cardSerial,
    provider: statement.provider,
    billNumber: bill.billNumber,
    terminalId: statement.terminalId,
    settledAt: statement.settledAt,
    isPosted: row.outcome === 'settled',
    reasons: reasonsOf(row.reasons),
    paid,
    due,
    difference: subtract(paid, due),
    byPayer: statement.byPayer,
    openedAt: Number(row.opened_at) as Instant,
    ...(row.resolution && { end: endOf(row) }),
  };
}

function endOf(row: Row): ReviewEnd {
  return {
    resolution: row.resolution,
    amount: row.amount,
    operator: row.operator,
    note: row.note,
    resolvedAt: Number(row.resolved_at) as Instant,
    ...(row.signed && { reviewerKey: row.public_key, signed: row.signed }),
  };
}
