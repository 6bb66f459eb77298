/** 复核清单: what people look at of what was settled off line, readable as long as the centre stands. */

import { OneCardError } from '../../errors/index.ts';
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
import { decodeAs } from '../../settlement/journal/shape.ts';
import type { Instant } from '../../time.ts';
import type { Documents } from '../judge.ts';
import { standingSettlement } from '../ledger.ts';
import type { CentreStore } from '../store.ts';
import { parseUpload, type UploadContents } from '../upload/contents.ts';
import { judgeUpload, type Movement, type UploadJudgement } from '../upload/judgeUpload.ts';
import { isAfterGap } from '../upload/run.ts';
import { MOVEMENT, reasonsOf } from '../upload/uploadAnswer.ts';

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
  /** In the order of REVIEW_REASONS: those of `due`. */
  readonly reasons: readonly ReviewReason[];
  /** What the funds paid. */
  readonly paid: Amount;
  /**
   * What they should have, as the ledger knew the year when it came in; while nobody has decided, as it knows it once
   * what was missing before it on its card has come in, or the other settlement of its bill was taken back.
   */
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

const COLUMNS = `item.settlement_id, item.reasons, item.paid, item.due, item.due_usage, item.opened_at,
  upload.outcome, upload.contents,
  done.resolution, done.amount, done.operator, done.note, done.resolved_at,
  signature.public_key, signature.signed`;
const TABLES = `review_item AS item
  JOIN upload USING (home_county, settlement_id)
  LEFT JOIN review_resolution AS done USING (home_county, settlement_id)
  LEFT JOIN review_signature AS signature USING (home_county, settlement_id)`;

/** Oldest id first; at most REVIEW_PAGE_ITEMS. */
export function reviewItems(
  store: CentreStore,
  documents: Documents,
  { isOpen, after }: ReviewFilter,
): readonly ReviewItem[] {
  const { database, county } = store;
  const state =
    isOpen === undefined ? '' : `AND done.resolution IS ${isOpen ? 'NULL' : 'NOT NULL'}`;
  return database
    .prepare(
      `SELECT ${COLUMNS} FROM ${TABLES} WHERE home_county = ? AND settlement_id > ? ${state}
       ORDER BY settlement_id LIMIT ${REVIEW_PAGE_ITEMS}`,
    )
    .all(county, after ? settlementIdBytes(after) : new Uint8Array(0))
    .map((row) => foundOf(store, documents, row).item);
}

/** An item, and what the year should have moved by; nothing, where nothing is due. */
export interface FoundReview {
  readonly item: ReviewItem;
  readonly dueUsage?: Movement | undefined;
}

export function findReview(
  store: CentreStore,
  documents: Documents,
  id: SettlementId,
): FoundReview | undefined {
  const { database, county } = store;
  const row = database
    .prepare(`SELECT ${COLUMNS} FROM ${TABLES} WHERE home_county = ? AND settlement_id = ?`)
    .get(county, settlementIdBytes(id));
  return row && foundOf(store, documents, row);
}

/** With the columns of COLUMNS, out of strict tables. */
type Row = NonNullable<ReturnType<ReturnType<Database['prepare']>['get']>>;

function foundOf(store: CentreStore, documents: Documents, row: Row): FoundReview {
  const contents = parseUpload(row.contents);
  const { statement, adjudication, bill } = contents;
  const isPosted = row.outcome === 'settled';
  const kept: Due = {
    reasons: reasonsOf(row.reasons),
    due: row.due,
    dueUsage: row.due_usage ? decodeAs(MOVEMENT, row.due_usage, 'dueUsage') : undefined,
  };
  const isOpen = isPosted && !row.resolution;
  const { reasons, due, dueUsage } = isOpen ? dueNow(store, documents, contents, kept) : kept;
  const paid: Amount = row.paid;
  const item: ReviewItem = {
    id: settlementIdText(row.settlement_id) as SettlementId,
    memberNumber: adjudication.memberNumber,
    cardSerial: statement.cardSerial,
    provider: statement.provider,
    billNumber: bill.billNumber,
    terminalId: statement.terminalId,
    settledAt: statement.settledAt,
    isPosted,
    reasons,
    paid,
    due,
    difference: subtract(paid, due),
    byPayer: statement.byPayer,
    openedAt: Number(row.opened_at) as Instant,
    ...(row.resolution && { end: endOf(row) }),
  };
  return { item, dueUsage };
}

type Due = Pick<UploadJudgement, 'reasons' | 'due'> & Pick<FoundReview, 'dueUsage'>;

/**
 * What was found when it came in, unless the ledger has changed in what it was found by: what was missing before it
 * on the card is there, or the other settlement of its bill was taken back.
 */
function dueNow(
  store: CentreStore,
  documents: Documents,
  contents: UploadContents,
  kept: Due,
): Due {
  const { statement, bill } = contents;
  const { reasons } = kept;
  const isFilled = reasons.includes('card-sequence-gap') && !isAfterGap(store, statement);
  const isAlone =
    reasons.includes('bill-already-settled') &&
    standingSettlement(store, bill.provider.code, bill.billNumber)?.id === statement.id;
  if (!isFilled && !isAlone) return kept;
  try {
    return judgeUpload(store, documents, contents);
  } catch (error) {
    // A centre that cannot judge it any more goes by what it found then.
    if (error instanceof OneCardError) return kept;
    throw error;
  }
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
