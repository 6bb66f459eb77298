/** 门诊登记: an outpatient between registration and settlement, kept over restarts. */

import type {
  Bill,
  CountyCode,
  MemberCategory,
  ProviderCode,
  SettlementId,
  SpecialCare,
} from '../../../model/index.ts';
import { add, parseYuan, yuanText, ZERO } from '../../../money.ts';
import { type JournalEntry, parseBill } from '../../../terminal/deskParts.ts';
import { type SagaState, stateOf } from '../../../terminal/index.ts';
import type { Instant } from '../../../time.ts';
import type { NcmsDesk } from './desk.ts';
import { billLineOf, type KeptLine } from './lines.ts';

const PLACE = { part: 'ncms', kind: 'outpatient' } as const;

export interface VisitRecord {
  readonly outpId: string;
  /** HIS 门诊号, where the message carried one. */
  readonly clinicNumber?: string;
  readonly home: CountyCode;
  readonly category: MemberCategory;
  readonly patient: { readonly name: string; readonly memberNumber: string };
  /** 就诊日 */
  readonly seenOn: string;
  readonly diagnoses: readonly string[];
  readonly care?: SpecialCare;
  /** isAccountPay: whether the family account may pay. */
  readonly takesAccount: boolean;
  /** isOutpPay: whether the pooled fund may pay. */
  readonly takesFund: boolean;
  readonly lines: readonly KeptLine[];
  readonly isCancelled?: true;
  /** Settlements that were begun. */
  readonly tries: number;
  readonly settlement?: SettlementId;
}

export function visitOf({ parts }: NcmsDesk, outpId: string): VisitRecord | undefined {
  const text = parts.kept.get({ ...PLACE, id: outpId });
  return text === undefined ? undefined : (JSON.parse(text) as VisitRecord);
}

export function keepVisit({ parts }: NcmsDesk, record: VisitRecord): void {
  parts.kept.put({ ...PLACE, id: record.outpId }, JSON.stringify(record));
}

/** Newest first. */
export function visitsKept({ parts }: NcmsDesk, count: number): readonly VisitRecord[] {
  return parts.kept
    .list(PLACE.part, PLACE.kind, count)
    .map(({ record }) => JSON.parse(record) as VisitRecord);
}

/** The visit's bill; its number is the visit's own, so that it is settled once whatever happens. */
export function billOfVisit({ options }: NcmsDesk, record: VisitRecord): Bill {
  const { outpId, patient, seenOn, diagnoses, care, lines } = record;
  const days = [seenOn, ...lines.map(({ chargedOn }) => chargedOn)].sort();
  const document = {
    format: 'onecard-bill/1',
    billNumber: outpId,
    provider: options.provider,
    visit: {
      kind: 'outpatient',
      admittedOn: days[0],
      dischargedOn: days.at(-1),
      diagnoses,
      ...(care === undefined ? {} : { care }),
    },
    patient,
    lines: lines.map(billLineOf),
    total: yuanText(add(ZERO, ...lines.map(({ submitted }) => parseYuan(submitted)))),
  };
  return parseBill(JSON.stringify(document), 'outpatient.json');
}

/** A settlement that stands, by what the journal holds of it. */
export interface Standing {
  readonly id: SettlementId;
  readonly intent: JournalEntry<'intent'>;
  readonly settledAt: Instant;
}

export type BillStanding =
  | { readonly outcome: 'open' }
  | { readonly outcome: 'settled'; readonly standing: Standing }
  /** Nobody knows yet, or it is on its way back. */
  | { readonly outcome: 'undecided'; readonly id: SettlementId }
  | { readonly outcome: 'reversed'; readonly standing: Standing };

const NEVER_STOOD: ReadonlySet<SagaState> = new Set(['voided', 'declined', 'abandoned']);

/**
 * Where a bill stands by the journal: what was answered once may have been lost on its way.
 * @param known a settlement of the bill, where one was answered
 */
export function standingOf(desk: NcmsDesk, billNumber: string, known?: SettlementId): BillStanding {
  const { journal } = desk.parts.equipment;
  const { code } = desk.options.provider;
  // Signed by both, or posted without its card.
  const standing = journal.standingBill(code as ProviderCode, billNumber);
  const open = journal
    .openIntents()
    .find(({ bill }) => bill.provider.code === code && bill.billNumber === billNumber);
  const id = standing?.id ?? open?.id ?? known;
  return id === undefined ? { outcome: 'open' } : standingOfId(desk, id);
}

export function standingOfId({ parts }: NcmsDesk, id: SettlementId): BillStanding {
  const entries = parts.equipment.journal.entriesOf(id);
  const state = stateOf(entries);
  if (!state || NEVER_STOOD.has(state)) return { outcome: 'open' };
  const intent = entries.find((entry) => entry.kind === 'intent');
  const hasStood = entries.some(({ kind }) => kind === 'settled' || kind === 'without-card');
  // Also while its card, which came back, is being written.
  const isKnown = state === 'reversed' || (hasStood && state !== 'reversing');
  if (!intent || !isKnown) return { outcome: 'undecided', id };
  const settledAt = (entries.find(({ kind }) => kind === 'settled') ?? entries.at(-1)!).at;
  const standing = { id, intent, settledAt };
  return { outcome: state === 'reversed' ? 'reversed' : 'settled', standing };
}
