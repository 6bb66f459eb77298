/** 脱机试算: a bill decided from the card, by leave of the limits that the county signed. */

import { equalBytes } from '../../bytes.ts';
import { statusListDates } from '../../card/index.ts';
import type {
  Bill,
  OfflineCause,
  Usage,
  VerifiedOfflineLimits,
  VerifiedRecord,
} from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import {
  adjudicate,
  billHash,
  CONTROLS,
  type ControlName,
  decisionDate,
  type Plan,
  verifyOfflineLimits,
  versionOn,
} from '../../settlement/index.ts';
import { chinaDate } from '../../time.ts';
import type { Adjudicated, Equipment, HomeCounty, Refusal } from '../equipment.ts';
import { allowanceLeft, cardUsage } from './cardUsage.ts';
import { finding, type OfflineFinding } from './findings.ts';
import { fundsOf } from './funds.ts';
import { judgeOffline } from './judge.ts';
import type { Outbox } from './outbox.ts';

/** A proven card before a terminal whose centre cannot be asked. */
export interface OfflineVisit {
  readonly record: VerifiedRecord;
  readonly home: HomeCounty;
  readonly bill: Bill;
  readonly cause: OfflineCause;
  /** Newest entry of the journal when the visit began: what came since is of this visit. */
  readonly journalSequence: number;
}

/**
 * Decides the bill by the card's own figures and judges it by the signed limits; all reasons against it
 * come back by name. Nothing is written.
 */
export async function decideOffline(
  visit: OfflineVisit,
  outbox: Outbox,
  equipment: Equipment,
): Promise<Adjudicated | Refusal> {
  const { home, cause } = visit;
  const limits = limitsOf(home, equipment);
  if ('name' in limits) return { outcome: 'offline-refused', cause, reasons: [limits] };
  const decided = decideByCard(visit, limits, equipment);
  // A bill that the plan does not pay is refused for that, whoever is asked.
  if (decided?.outcome === 'refused') return decided;
  const reasons = await judged(visit, limits, decided, outbox, equipment);
  if (reasons.length > 0) return { outcome: 'offline-refused', cause, reasons };
  if (!decided) throw new RangeError('a year that the card does not know has a finding');
  equipment.onStep?.('adjudicated');
  const { county, version, hash } = limits;
  const offline = { decidedAt: equipment.clock.now(), cause, limits: { county, version, hash } };
  return { ...decided, offline };
}

function limitsOf(
  { offlineLimits, plan }: HomeCounty,
  { trust, clock }: Equipment,
): VerifiedOfflineLimits | OfflineFinding {
  if (!offlineLimits) return finding('limits-missing', { county: plan.county.code });
  const verified = verifyOfflineLimits(offlineLimits, trust, clock.now());
  if (verified.outcome === 'invalid') {
    return finding('limits-not-trusted', { cause: verified.cause });
  }
  if (verified.limits.county === plan.county.code) return verified.limits;
  return finding('limits-not-trusted', { cause: 'another-county' });
}

/** @returns undefined when the card does not know the year */
function decideByCard(
  { record, home, bill }: OfflineVisit,
  limits: VerifiedOfflineLimits,
  { catalogue, institutions, clock }: Equipment,
): Adjudicated | Extract<Refusal, { outcome: 'refused' }> | undefined {
  const usage = usageOf(record, limits);
  if (!usage) return undefined;
  const decision = adjudicate({
    record,
    bill,
    plan: home.plan,
    catalogue,
    usage,
    settledOn: chinaDate(clock.now()),
    ...(institutions && { institutions }),
    ...(limits.familyAccount === 'allowance' && {
      register: { familyAccount: allowanceLeft(record) },
    }),
  });
  if (decision.outcome === 'refused') return decision;
  const { adjudication, findings, needsReview } = decision;
  return { outcome: 'adjudicated', record, bill, adjudication, findings, needsReview };
}

function usageOf(record: VerifiedRecord, limits: VerifiedOfflineLimits): Usage | undefined {
  const known = cardUsage(record, record.proven.insuranceYear, limits);
  return known.outcome === 'known' ? known.usage : undefined;
}

async function judged(
  { record, home, bill, journalSequence }: OfflineVisit,
  limits: VerifiedOfflineLimits,
  decided: Adjudicated | undefined,
  outbox: Outbox,
  { journal, sam, samProof, trust, clock, catalogue }: Equipment,
): Promise<readonly OfflineFinding[]> {
  const now = clock.now();
  const { id: samId, dailySumLeft } = await sam.status();
  const byPayer = decided?.adjudication.byPayer;
  return judgeOffline({
    limits,
    now,
    record,
    insuranceYear: record.proven.insuranceYear,
    plan: home.plan,
    catalogue: catalogue.reference,
    isBillNumberUsed: isNumberOfAnother(bill, journal),
    controlsOfHistory: controlsOfHistory(home.plan, bill, now),
    statusLists: statusListDates(record, samProof, trust, now),
    journalAt: journal.entry(journalSequence)?.at,
    hasUnknownOutcome: journal.openIntents(record.card.serial).length > 0,
    hasStaleCard: journal.awaitingCard(record.card.serial).length > 0,
    outbox: outbox.sums(home.plan.county.code, samId, now),
    samSumLeft: dailySumLeft,
    ...(byPayer && {
      amounts: { funds: fundsOf(byPayer), familyAccount: byPayer['family-account'] ?? ZERO },
    }),
  });
}

/** A trial may be of the very bill that was settled. */
function isNumberOfAnother(bill: Bill, journal: Equipment['journal']): boolean {
  const standing = journal.standingBill(bill.provider.code, bill.billNumber);
  return standing !== undefined && !equalBytes(standing.adjudication.billHash, billHash(bill));
}

/** Controls of the version in force that nobody here can run. */
function controlsOfHistory(
  plan: Plan,
  bill: Bill,
  now: Parameters<typeof chinaDate>[0],
): readonly ControlName[] {
  const version = versionOn(plan, decisionDate(plan, bill, chinaDate(now)));
  const names = Object.keys(version?.controls ?? {}) as readonly ControlName[];
  return names.filter((name) => CONTROLS[name]?.needs === 'history');
}

/** Whether the card itself explains why the ledger counts less: it settled off line where nobody has told yet. */
export function isLedgerBehind(
  { proven }: VerifiedRecord,
  { cardSequence, ledgerSequence }: Extract<Refusal, { outcome: 'card-out-of-step' }>,
): boolean {
  const ahead = cardSequence - ledgerSequence;
  return ahead > 0 && ahead <= proven.current.state.offline.count;
}
