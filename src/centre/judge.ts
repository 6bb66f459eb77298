/** What the centre thinks of a request: its own plan, catalogue and usage, through the same `decide`. */

import { equalBytes, toHex } from '../bytes.ts';
import type { SamStanding } from '../crypto/index.ts';
import { Recent } from '../crypto/recent.ts';
import { OneCardError } from '../errors/index.ts';
import {
  type AdjudicationFields,
  type Bill,
  type BillFields,
  DECLINE_REASONS,
  type DeclineReason,
  REASONS,
  type SamId,
  type SettlementId,
  type SettleRequest,
  type Usage,
} from '../model/index.ts';
import type { Amount } from '../money.ts';
import { isFrozenBill } from '../settlement/bill/frozen.ts';
import {
  billHash,
  type Catalogue,
  decide,
  encodeBill,
  type Plan,
  parseBill,
  type Register,
} from '../settlement/index.ts';
import { paySame } from '../settlement/journal/intent.ts';
import { chinaDate, type Instant } from '../time.ts';
import { historyOf, lookBack } from './history.ts';
import { cardSequencesOf, sameUsage, standingSettlement, usageOf } from './ledger.ts';
import { findHolder, type RegisteredHolder } from './register.ts';
import type { CentreStore } from './store.ts';
import { modulesOf, presentModule } from './terminals.ts';

/** The documents that a centre decides by. */
export interface Documents {
  readonly plans: readonly Plan[];
  readonly catalogues: readonly Catalogue[];
  /** Of the counties of treatment, for the controls. */
  readonly registers?: readonly Register[];
  /** How a terminal's security module stands at this moment. */
  readonly samStanding: (samId: SamId, now: Instant) => SamStanding;
}

/** A request without what does not belong to its content. */
export type SettleContent = Omit<SettleRequest, 'journalHead'>;

export type Judgement =
  | {
      readonly outcome: 'accepted';
      readonly usage: { readonly before: Usage; readonly after: Usage };
    }
  | {
      readonly outcome: 'declined';
      /** All that apply, in the order of DECLINE_REASONS; none that an earlier one makes unaskable. */
      readonly reasons: readonly DeclineReason[];
      readonly settledAs?: SettlementId;
    };

/**
 * Judges a request against the ledger as it is now; changes nothing.
 * @throws OneCardError `centre.unknown-terminal`, `centre.unknown-catalogue`: the request cannot be
 * judged here, which is no answer about the settlement
 */
export function judge(
  store: CentreStore,
  documents: Documents,
  content: SettleContent,
  isPinned: boolean,
): Judgement {
  const { statement, adjudication, bill } = content;
  if (statement.home !== store.county || adjudication.home !== store.county) {
    return { outcome: 'declined', reasons: ['unknown-county'] };
  }
  assertTerminal(store, content);
  const found = new Set<DeclineReason>();
  const standing = documents.samStanding(statement.samId, store.clock.now());
  if (standing !== 'good') found.add(`sam-${standing}`);
  const year = adjudication.usageBefore.year;
  const holder = insuredHolder(store, content, year);
  if (!holder) found.add('unknown-person');
  const plan = findPlan(documents, content);
  if (!plan) found.add('unknown-plan');
  const settled = standingSettlement(store, bill.provider.code, bill.billNumber);
  if (settled) found.add('bill-already-settled');
  if (isPinned) found.add('already-reversed');

  let after: Usage | undefined;
  const before = holder && usageOf(store, holder.memberNumber, year);
  if (holder && before) {
    const { least, most } = cardSequencesOf(store, statement.cardSerial);
    if (statement.sequence <= least) found.add('card-sequence-taken');
    if (statement.sequence > most + 1) found.add('card-sequence-gap');
    if (!sameUsage(adjudication.usageBefore, before)) found.add('usage-moved');
    const own = plan && decideAnew(store, documents, content, { holder, plan, usage: before });
    if (plan && !(own && agrees(content, own))) found.add('amounts-differ');
    after = own?.usageAfter;
  }
  if (found.size === 0 && before && after) return { outcome: 'accepted', usage: { before, after } };
  const reasons = DECLINE_REASONS.filter((reason) => found.has(reason));
  // Another bill under the same number is another patient's, as likely as not: it is not named.
  const isSame = settled && equalBytes(settled.billHash, billHash(bill));
  return { outcome: 'declined', reasons, ...(isSame ? { settledAs: settled.id } : {}) };
}

/**
 * Whether the terminal has the module that the statement names, or for what was settled before, had it.
 * @throws OneCardError `centre.unknown-terminal`
 */
export function assertTerminal(
  store: CentreStore,
  { statement }: SettleContent,
  when: 'now' | 'ever' = 'now',
): void {
  const { terminalId, samId } = statement;
  const may = when === 'now' ? [presentModule(store, terminalId)] : modulesOf(store, terminalId);
  if (!may.some((module) => module?.samId === samId)) {
    throw new OneCardError('centre.unknown-terminal', { county: store.county, terminalId });
  }
}

/** The member whose card it is, if the year was paid for. */
export function insuredHolder(
  store: CentreStore,
  { statement, adjudication }: SettleContent,
  year: number,
): RegisteredHolder | undefined {
  const holder = findHolder(store, adjudication.memberNumber, statement.cardSerial);
  return holder?.participation.some((each) => each.year === year) ? holder : undefined;
}

/** The plan that a settlement names, if the centre has it. */
export function findPlan({ plans }: Documents, { statement, adjudication }: SettleContent) {
  return plans.find(
    ({ id, versions }) =>
      id === statement.planId &&
      versions.some(
        ({ reference }) =>
          reference.version === statement.planVersion &&
          equalBytes(reference.hash, adjudication.plan.hash),
      ),
  );
}

/**
 * What this centre decides itself.
 * @param own.isHistoryKnown whether earlier visits are looked at; the visit with `own.id` is none of them
 * @returns undefined when it decides nothing
 * @throws OneCardError `centre.unknown-catalogue`
 */
export function decideAnew(
  store: CentreStore,
  { catalogues, plans, registers }: Documents,
  { statement, adjudication, bill }: SettleContent,
  own: {
    readonly holder: RegisteredHolder;
    readonly plan: Plan;
    readonly usage: Usage;
    readonly isHistoryKnown?: boolean;
    /** What the family account may pay; the centre keeps no balance of it. */
    readonly familyAccount?: Amount;
  },
): AdjudicationFields | undefined {
  const { county } = store;
  const { id, version, hash } = adjudication.catalogue;
  const catalogue = catalogues.find(
    ({ reference }) =>
      reference.id === id && reference.version === version && equalBytes(reference.hash, hash),
  );
  if (!catalogue) throw new OneCardError('centre.unknown-catalogue', { county, id, version });
  const checked = checkedBill(bill);
  if (!checked) return undefined;
  const { memberNumber, name, participation, bornOn, sex } = own.holder;
  const person = {
    home: county,
    cardSerial: statement.cardSerial,
    memberNumber,
    name,
    participation,
    bornOn,
    sex,
    ...(own.familyAccount === undefined ? {} : { familyAccount: own.familyAccount }),
  };
  const isHistoryKnown = own.isHistoryKnown ?? lookBack(plans);
  const institutions = registers?.find(({ county: of }) => of.code === checked.provider.county);
  const settledOn = chinaDate(statement.settledAt);
  const decision = decide({
    person,
    bill: checked,
    plan: own.plan,
    catalogue,
    usage: own.usage,
    settledOn,
    ...(isHistoryKnown ? { history: historyOf(store, memberNumber, statement.id) } : {}),
    ...(institutions ? { institutions } : {}),
  });
  return decision.outcome === 'adjudicated' ? decision.adjudication : undefined;
}

/** A bill is quoted, then settled: it goes through the door once. By its digest. */
const CHECKED_BILLS_MAX = 64;
const checkedBills = new Recent<Bill>(CHECKED_BILLS_MAX);

/** Through the door again: what a terminal sends is from outside. */
function checkedBill(bill: BillFields): Bill | undefined {
  // In one process the very object may come that the door let in: nobody can have changed it.
  if (isFrozenBill(bill)) return bill;
  try {
    const name = toHex(billHash(bill));
    const known = checkedBills.get(name);
    if (known) return known;
    const checked = parseBill(encodeBill(bill), 'request.json');
    checkedBills.set(name, checked);
    return checked;
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

/** Whether statement and adjudication say what this centre decided itself. */
function agrees(content: SettleContent, own: AdjudicationFields): boolean {
  return (
    agreesOnAmounts(content, own) && sameUsage(content.adjudication.usageAfter, own.usageAfter)
  );
}

/** All of it but what the year comes to. */
export function agreesOnAmounts(
  { statement, adjudication, bill }: SettleContent,
  own: AdjudicationFields,
): boolean {
  return (
    // A statement that undoes another is no settlement of a bill.
    statement.reverses === undefined &&
    statement.cardSerial === adjudication.cardSerial &&
    statement.planId === own.plan.id &&
    statement.planVersion === own.plan.version &&
    equalBytes(statement.billHash, own.billHash) &&
    statement.provider === bill.provider.code &&
    statement.total === own.total &&
    adjudication.total === own.total &&
    paySame(statement.byPayer, own.byPayer) &&
    paySame(adjudication.byPayer, own.byPayer) &&
    REASONS.every((reason) => adjudication.byReason[reason] === own.byReason[reason]) &&
    // Nobody takes a mark for review off, or another sum out of the till, on the way.
    adjudication.needsReview === own.needsReview &&
    adjudication.till?.due === own.till?.due
  );
}
