/** What the centre thinks of a settlement that was made without it. */

import {
  REVIEW_REASONS,
  type ReviewReason,
  type SettlementStatement,
  type Usage,
} from '../../model/index.ts';
import { type Amount, ZERO } from '../../money.ts';
import type { Plan } from '../../settlement/index.ts';
import { paySame } from '../../settlement/journal/intent.ts';
import type { Instant } from '../../time.ts';
import { standingAt } from '../cardStanding.ts';
import { lookBack } from '../history.ts';
import {
  agreesOnAmounts,
  assertTerminal,
  type Documents,
  decideAnew,
  findPlan,
  insuredHolder,
} from '../judge.ts';
import { standingSettlement, usageOf } from '../ledger.ts';
import type { CentreStore } from '../store.ts';
import type { UploadContents } from './contents.ts';
import { fundsOf } from './funds.ts';
import { unprovenReasons } from './proof.ts';
import { isAfterGap, isBeyondLimits, isSequenceTaken } from './run.ts';

export interface UploadJudgement {
  /** In the order of REVIEW_REASONS; none when nobody has to look at it. */
  readonly reasons: readonly ReviewReason[];
  /** What the funds paid. */
  readonly paid: Amount;
  /** What they should have, as the ledger knows the year now. */
  readonly due: Amount;
  /** What the year should have moved by; absent when nothing is due. */
  readonly dueUsage?: Movement;
  /** What the ledger posts: as it was paid. */
  readonly posted: Movement;
}

/** What a settlement moves the year from and to. */
export interface Movement {
  readonly before: Usage;
  readonly after: Usage;
}

/**
 * Judges an upload against the ledger as it is now; changes nothing. The year is taken as it was when
 * the card settled: without this settlement and what came after it on the card.
 * @throws OneCardError `centre.unknown-terminal`, `centre.unknown-catalogue`: this centre cannot judge
 * it yet, which is no answer about the settlement
 */
export function judgeUpload(
  store: CentreStore,
  documents: Documents,
  contents: UploadContents,
): UploadJudgement {
  const { statement, adjudication, bill, offline } = contents;
  assertTerminal(store, contents, 'ever');
  const found = new Set<ReviewReason>(unprovenReasons(store, contents));
  const paid = fundsOf(statement.byPayer);
  const standing = standingSettlement(store, bill.provider.code, bill.billNumber);
  const isPaidTwice = standing !== undefined && standing.id !== statement.id;
  if (isPaidTwice) found.add('bill-already-settled');
  const { year } = adjudication.usageBefore;
  const holder = insuredHolder(store, contents, year);
  if (!holder) found.add('not-insured');
  if (standingAt(store, statement.cardSerial, statement.settledAt) !== 'good') {
    found.add('card-blocked');
  }
  if (!isModuleGood(documents, statement, store.clock.now())) found.add('sam-not-good');
  if (isBeyondLimits(store, offline, statement, paid)) found.add('limits-exceeded');
  if (isSequenceTaken(store, statement)) found.add('card-sequence-taken');
  if (isAfterGap(store, statement)) found.add('card-sequence-gap');
  const named = findPlan(documents, contents);
  if (!named) found.add('plan-replaced');

  const { id, cardSerial: serial, sequence } = statement;
  const usage = usageOf(store, adjudication.memberNumber, year, { id, serial, sequence });
  if (!sameFigures(adjudication.usageBefore, usage)) found.add('usage-moved');
  const counted = { ...adjudication.usageBefore, counters: usage.counters ?? {} };
  const plan = named ?? newestPlan(documents.plans, statement.planId);
  const decided = (of: Usage, isHistoryKnown: boolean) =>
    holder && plan
      ? decideAnew(store, documents, contents, {
          holder,
          plan,
          usage: of,
          isHistoryKnown,
          // What the card drew within its signed share is taken as drawn.
          familyAccount: statement.byPayer['family-account'] ?? ZERO,
        })
      : undefined;
  // As the terminal could: by the card's figures, and nobody to ask for earlier visits.
  const again = named && decided(counted, false);
  const isReproduced = again !== undefined && agreesOnAmounts(contents, again);
  const own = decided(usage, lookBack(documents.plans));
  const isSame = own !== undefined && paySame(statement.byPayer, own.byPayer);
  if ((named && !isReproduced) || !isSame) found.add('amounts-differ');

  const isDue = own !== undefined && !isPaidTwice;
  return {
    reasons: (Object.keys(REVIEW_REASONS) as ReviewReason[]).filter((each) => found.has(each)),
    paid,
    due: isDue ? fundsOf(own.byPayer) : ZERO,
    ...(isDue && { dueUsage: { before: usage, after: own.usageAfter } }),
    posted: {
      before: counted,
      after: {
        ...adjudication.usageAfter,
        // What no card counts is counted as the centre counts it, where it decides alike.
        counters: (isReproduced ? again.usageAfter.counters : undefined) ?? counted.counters,
      },
    },
  };
}

/** A module is blocked for what it may have signed before; one whose last day passed since was good when it signed. */
function isModuleGood(
  { samStanding }: Documents,
  { samId, settledAt }: SettlementStatement,
  now: Instant,
): boolean {
  const standing = samStanding(samId, now);
  return (standing === 'expired' ? samStanding(samId, settledAt) : standing) === 'good';
}

/** The figures that a card holds. */
function sameFigures(one: Usage, other: Usage): boolean {
  return (
    one.deductibleMet === other.deductibleMet &&
    one.benefitDrawn === other.benefitDrawn &&
    one.admissions === other.admissions
  );
}

/** What has taken the place of a plan that the centre does not have any more: the same id, or the last. */
function newestPlan(plans: readonly Plan[], id: string): Plan | undefined {
  return plans.findLast((plan) => plan.id === id) ?? plans.at(-1);
}
