/** Whether a settlement may be made without the centre. Pure: no clock, file or module is asked. */

import { equalBytes } from '../../bytes.ts';
import type { StatusListDates } from '../../card/index.ts';
import type {
  DocumentReference,
  VerifiedOfflineLimits,
  VerifiedRecord,
} from '../../model/index.ts';
import { type Amount, add, yuanText, ZERO } from '../../money.ts';
import { type Instant, instantText } from '../../time.ts';
import { allowanceLeft, cardUsage } from './cardUsage.ts';
import { finding, type OfflineFinding, type OfflineFindingName } from './findings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What waits at this terminal for one county's centre, and what was settled off line today. */
export interface OutboxSums {
  readonly count: number;
  /** What the funds advanced and the centre does not know yet. */
  readonly sum: Amount;
  /** What the funds pay off line under this module's signature today, whoever's county, sent or not. */
  readonly samDaySum: Amount;
}

export interface OfflineRequest {
  readonly limits: VerifiedOfflineLimits;
  readonly now: Instant;
  readonly record: VerifiedRecord;
  /** That the bill falls into. */
  readonly insuranceYear: number;
  readonly plan: Pick<DocumentReference, 'hash'> & { readonly id: string };
  readonly catalogue: Pick<DocumentReference, 'id' | 'hash'>;
  /** Whether this terminal settled another bill under the number. */
  readonly isBillNumberUsed: boolean;
  /** Names of the plan's controls that look at earlier visits. */
  readonly controlsOfHistory: readonly string[];
  readonly statusLists: StatusListDates;
  /** When the newest entry of the terminal's journal was written. */
  readonly journalAt?: Instant | undefined;
  /** Whether a settlement of this card was sent to the centre, and nobody knows the answer. */
  readonly hasUnknownOutcome: boolean;
  /** Whether a settlement was posted or reversed that the card has yet to be told of. */
  readonly hasStaleCard: boolean;
  readonly outbox: OutboxSums;
  /** What the module will still sign for today. */
  readonly samSumLeft: Amount;
  /** What the decision comes to; absent when the card's usage was not enough to decide. */
  readonly amounts?: {
    readonly funds: Amount;
    readonly familyAccount: Amount;
  };
}

/** Every reason against it, in the order of OFFLINE_FINDINGS; none when it may be made. */
export function judgeOffline(request: OfflineRequest): readonly OfflineFinding[] {
  return [
    ...clockFindings(request),
    ...documentFindings(request),
    ...cardFindings(request),
    ...sumFindings(request),
  ];
}

/** Time that was proven once does not come back: the county's, the card's and the journal's. */
function clockFindings({
  limits,
  now,
  record,
  statusLists,
  journalAt,
}: OfflineRequest): readonly OfflineFinding[] {
  const { writtenAt, offline } = record.proven.current.state;
  const seen: readonly (readonly [witness: string, at: Instant | undefined])[] = [
    ['limits', limits.issuedAt],
    ['plan', limits.plan.confirmedAt],
    ['status-list', statusLists.cards],
    ['module-list', statusLists.sams],
    ['card', writtenAt],
    ['card-centre', offline.centreMetAt],
    ['journal', journalAt],
  ];
  const ahead = seen.flatMap(([witness, at]) => (at !== undefined && at > now ? [witness] : []));
  return ahead.length === 0
    ? []
    : [finding('clock-behind', { now: instantText(now), witnesses: ahead.join(' ') })];
}

function documentFindings(request: OfflineRequest): readonly OfflineFinding[] {
  const { limits, plan, catalogue, statusLists, controlsOfHistory } = request;
  const { ageHoursMax } = limits;
  const found: OfflineFinding[] = [];
  if (plan.id !== limits.plan.id || !equalBytes(plan.hash, limits.plan.hash)) {
    found.push(finding('plan-not-confirmed', { plan: plan.id, limits: limits.plan.id }));
  } else {
    found.push(...age(request, 'plan-too-old', limits.plan, ageHoursMax.plan));
  }
  const known = limits.catalogues.find(
    ({ id, hash }) => id === catalogue.id && equalBytes(hash, catalogue.hash),
  );
  if (!known) found.push(finding('catalogue-not-confirmed', { catalogue: catalogue.id }));
  else found.push(...age(request, 'catalogue-too-old', known, ageHoursMax.catalogue));
  const lists = [
    { id: 'cards', confirmedAt: statusLists.cards },
    { id: 'modules', confirmedAt: statusLists.sams },
  ];
  for (const list of lists) {
    found.push(...age(request, 'status-list-too-old', list, ageHoursMax.statusList));
  }
  if (controlsOfHistory.length > 0) {
    found.push(finding('controls-need-centre', { controls: controlsOfHistory.join(' ') }));
  }
  return found;
}

/** A document without a date is older than any limit. */
function age(
  { now }: OfflineRequest,
  name: OfflineFindingName,
  { id, confirmedAt }: { readonly id: string; readonly confirmedAt: Instant | undefined },
  hoursMax: number,
): readonly OfflineFinding[] {
  const isFresh = confirmedAt !== undefined && now - confirmedAt <= hoursMax * HOUR_MS;
  if (isFresh) return [];
  const since = confirmedAt === undefined ? 'never' : instantText(confirmedAt);
  return [finding(name, { document: id, confirmedAt: since, hoursMax: String(hoursMax) })];
}

function cardFindings(request: OfflineRequest): readonly OfflineFinding[] {
  const { record, limits, insuranceYear, now } = request;
  const { isBillNumberUsed, hasUnknownOutcome, hasStaleCard } = request;
  const { state } = record.proven.current;
  const found: OfflineFinding[] = [];
  if (isBillNumberUsed) found.push(finding('bill-number-used'));
  if (hasUnknownOutcome) found.push(finding('outcome-unknown'));
  if (hasStaleCard) found.push(finding('card-behind'));
  const newest = record.newestLog?.record;
  if (newest?.kind === 'pending' && newest.sequence === state.sequence + 1) {
    found.push(finding('card-unfinished', { sequence: String(newest.sequence) }));
  }
  const year = cardUsage(record, insuranceYear, limits);
  if (year.outcome === 'not-known') found.push(year.finding);
  const { daysMax, countMax } = limits.card;
  const { centreMetAt, count } = state.offline;
  if (now - centreMetAt > daysMax * DAY_MS) {
    const facts = { centreMetAt: instantText(centreMetAt), daysMax: String(daysMax) };
    found.push(finding('centre-not-met', facts));
  }
  if (count + 1 > countMax) {
    const facts = { count: String(count + 1), countMax: String(countMax) };
    found.push(finding('card-count-reached', facts));
  }
  return found;
}

function sumFindings(request: OfflineRequest): readonly OfflineFinding[] {
  const { record, limits, outbox, samSumLeft, amounts } = request;
  const found: OfflineFinding[] = [];
  const over = (name: OfflineFindingName, sum: Amount, sumMax: Amount) => {
    if (sum <= sumMax) return;
    found.push(finding(name, { sum: yuanText(sum), sumMax: yuanText(sumMax) }));
  };
  const { count, sum, samDaySum } = outbox;
  const { offline } = record.proven.current.state;
  if (amounts) {
    const { funds, familyAccount } = amounts;
    over('card-sum-reached', add(offline.sum, funds), limits.card.sumMax);
    over('family-allowance-reached', familyAccount, familyLimit(request));
    over('sam-sum-reached', add(samDaySum, funds), limits.samDailySumMax);
    // The module counts what it signed on line too, and would refuse once the card is written.
    if (funds > samSumLeft) over('sam-sum-reached', funds, samSumLeft);
  }
  if (count + 1 > limits.outbox.countMax) {
    const facts = { count: String(count + 1), countMax: String(limits.outbox.countMax) };
    found.push(finding('outbox-count-reached', facts));
  }
  if (amounts) over('outbox-sum-reached', add(sum, amounts.funds), limits.outbox.sumMax);
  return found;
}

function familyLimit({ limits, record }: OfflineRequest): Amount {
  return limits.familyAccount === 'allowance' ? allowanceLeft(record) : ZERO;
}
