/** The first half of a visit: read the card, prove it, decide the bill. Nothing is written. */

import {
  type CardSession,
  type CheckName,
  type RecordVerification,
  type VerificationOptions,
  verifyRecord,
} from '../card/index.ts';
import type {
  Bill,
  CardRecord,
  CentrePort,
  CountyCode,
  PastVisit,
  Usage,
  VerifiedRecord,
} from '../model/index.ts';
import { adjudicate, decisionDate, type Plan } from '../settlement/index.ts';
import { chinaDate, yearOf } from '../time.ts';
import type { Adjudicated, Equipment, HomeCounty, Refusal } from './equipment.ts';

/** A proven card at its home county's centre. */
export interface Visit {
  readonly outcome: 'opened';
  readonly record: VerifiedRecord;
  readonly home: HomeCounty;
  readonly usage: Usage;
  /** Earlier visits, where the centre tells them. */
  readonly history?: readonly PastVisit[];
}

/** The insurance year that a bill falls into under `plan`. */
function insuranceYearOf(plan: Plan | undefined, bill: Bill, equipment: Equipment): number {
  const today = chinaDate(equipment.clock.now());
  return yearOf(plan ? decisionDate(plan, bill, today) : bill.visit.dischargedOn);
}

/** Checks that fail when a write went wrong for good. */
const UNREADABLE_STATE: ReadonlySet<CheckName> = new Set(['state-mac', 'state-history']);

/** Reads and proves the card for the year of `bill`. */
export async function proveCard(
  session: CardSession,
  bill: Bill,
  equipment: Equipment,
): Promise<{ readonly outcome: 'proven'; readonly record: VerifiedRecord } | Refusal> {
  const unproven = await session.read();
  equipment.onStep?.('card-read');
  const verification = await verifyCard(unproven, equipment, {
    now: equipment.clock.now(),
    insuranceYear: insuranceYearOf(
      equipment.counties.get(unproven.insurance.county)?.plan,
      bill,
      equipment,
    ),
  });
  if (verification.outcome === 'refused') {
    const { failed } = verification;
    const open = failed.some(({ name }) => UNREADABLE_STATE.has(name))
      ? equipment.journal.openIntents(unproven.card.serial)[0]
      : undefined;
    return { outcome: 'card-refused', failed, ...(open && { keepCardFor: open.id }) };
  }
  equipment.onStep?.('card-verified');
  return { outcome: 'proven', record: verification.record };
}

/**
 * Every check of `verifyRecord`, with what this terminal knows of the card; a proven card's counters
 * are remembered before anything else is done with it.
 */
export async function verifyCard(
  record: CardRecord,
  { trust, counters }: Pick<Equipment, 'trust' | 'counters'>,
  options: Pick<VerificationOptions, 'now' | 'insuranceYear'>,
): Promise<RecordVerification> {
  const { serial } = record.card;
  const known = await counters.of(serial);
  const verification = verifyRecord(record, trust, { ...options, known });
  if (verification.outcome === 'verified') {
    const { sequence } = verification.record.proven.current.state;
    const channel = record.channel ? { channelSequence: record.channel.sequence } : {};
    await counters.remember(serial, { sequence, ...channel });
  }
  return verification;
}

/** The home county of a proven card, if this terminal knows it. */
export function homeOf(
  county: CountyCode,
  equipment: Equipment,
): HomeCounty | Extract<Refusal, { outcome: 'unknown-county' }> {
  return equipment.counties.get(county) ?? { outcome: 'unknown-county', county };
}

/** Asks the ledger for the person and compares its count with the card's. */
export async function openVisit(
  record: VerifiedRecord,
  home: HomeCounty,
): Promise<Visit | Refusal> {
  const person = await askPerson(record, home.centre);
  if (person.outcome === 'unknown-county') {
    return { outcome: 'unknown-county', county: record.insurance.county };
  }
  if (person.outcome === 'unknown-person') return { outcome: 'unknown-person' };
  const { sequence: cardSequence, offline } = record.proven.current.state;
  const { cardSequence: least, cardSequenceMax: most = least } = person;
  if (cardSequence < least || cardSequence > most) {
    const ledgerSequence = cardSequence < least ? least : most;
    return { outcome: 'card-out-of-step', cardSequence, ledgerSequence };
  }
  // A sequence that the ledger gave out, and under which the card settled off line instead.
  if (cardSequence > least && offline.count > 0) {
    const ledgerSequence = Math.max(least, cardSequence - offline.count);
    return { outcome: 'card-out-of-step', cardSequence, ledgerSequence };
  }
  const { usage, history } = person;
  return { outcome: 'opened', record, home, usage, ...(history && { history }) };
}

function askPerson(record: VerifiedRecord, centre: CentrePort) {
  return centre.person({
    home: record.insurance.county,
    cardSerial: record.card.serial,
    memberNumber: record.insurance.memberNumber,
    insuranceYear: record.proven.insuranceYear,
  });
}

/** Decides the bill with the ledger's usage, never with the card's: the card is a cache. */
export function decideVisit(visit: Visit, bill: Bill, equipment: Equipment): Adjudicated | Refusal {
  const decision = adjudicate({
    record: visit.record,
    bill,
    plan: visit.home.plan,
    catalogue: equipment.catalogue,
    usage: visit.usage,
    settledOn: chinaDate(equipment.clock.now()),
    ...(visit.history && { history: visit.history }),
    ...(equipment.institutions && { institutions: equipment.institutions }),
  });
  if (decision.outcome === 'refused') return decision;
  equipment.onStep?.('adjudicated');
  return {
    outcome: 'adjudicated',
    record: visit.record,
    bill,
    adjudication: decision.adjudication,
    findings: decision.findings,
    needsReview: decision.needsReview,
  };
}
