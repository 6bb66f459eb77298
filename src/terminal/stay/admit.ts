/** 入院登记: a proven card, a person of the home county, and a deposit or none. */

import type { CardTransport, CheckResult } from '../../card/index.ts';
import type {
  AdmissionPort,
  BillFields,
  CountyCode,
  OverlappingStay,
  SettlementId,
  VerifiedRecord,
} from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import {
  type Admission,
  type AdmittedFields,
  type PayAfterTreatment,
  payAfterTreatment,
} from '../../settlement/index.ts';
import { chinaDate, yearOf } from '../../time.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';
import { newSettlementId } from '../settlementId.ts';
import type { Terminal } from '../terminal.ts';
import { type Stay, stayOf } from './stay.ts';

export type AdmissionRefusal =
  | { readonly outcome: 'card-refused'; readonly failed: readonly CheckResult[] }
  | { readonly outcome: 'unknown-county'; readonly county: CountyCode }
  | { readonly outcome: 'unknown-person' }
  /** 住院患者与卡姓名不一致: the card is another person's. */
  | { readonly outcome: 'patient-differs'; readonly field: 'memberNumber' | 'name' }
  /** The plan does not let this person be treated before paying. */
  | { readonly outcome: 'deposit-due' }
  /** 先诊疗后付费: the plan lets this person pay after treatment, so nothing may be taken before. */
  | {
      readonly outcome: 'no-deposit-due';
      readonly clause: NonNullable<AdmittedFields['depositFree']>;
    }
  | { readonly outcome: 'admitted-in-future' }
  /** The hospital's inpatient number stands for another stay. */
  | { readonly outcome: 'number-taken' };

export type AdmitResult =
  | {
      readonly outcome: 'admitted';
      readonly stay: Stay;
      /** Stays elsewhere that this one falls into: for a person to look at. */
      readonly overlaps: readonly OverlappingStay[];
      /** Whether this admission had been made before. */
      readonly isRepeated: boolean;
    }
  | AdmissionRefusal;

export interface AdmissionDesk {
  readonly equipment: Equipment;
  readonly terminal: Pick<Terminal, 'read'>;
  readonly admissions: ReadonlyMap<CountyCode, AdmissionPort>;
}

/**
 * Admits a person. The centre is told first: it knows a repeated admission by the hospital's number,
 * so that a break before the journal's entry leaves nothing that the same call does not finish.
 */
export async function admitPatient(
  desk: AdmissionDesk,
  transport: CardTransport,
  admission: Admission,
  operator: string,
  proposed?: SettlementId,
): Promise<AdmitResult> {
  const { clock, random, counties, journal } = desk.equipment;
  const today = chinaDate(clock.now());
  if (admission.visit.admittedOn > today) return { outcome: 'admitted-in-future' };
  const { verification } = await desk.terminal.read(transport);
  if (verification.outcome === 'refused') {
    return { outcome: 'card-refused', failed: verification.failed };
  }
  const { record } = verification;
  const differing = differingField(record, admission.patient);
  if (differing) return { outcome: 'patient-differs', field: differing };
  const { county } = record.insurance;
  const home = counties.get(county);
  const port = desk.admissions.get(county);
  if (!home || !port) return { outcome: 'unknown-county', county };

  const entitlement = await entitlementOf(record, admission, home, desk.equipment);
  if (entitlement.outcome === 'unknown-person') return entitlement;
  if (entitlement.outcome === 'entitled' && admission.deposit > 0n) {
    return { outcome: 'no-deposit-due', clause: entitlement.clause };
  }
  const isNoneTaken = admission.deposit === 0n && !admission.isDepositElsewhere;
  if (entitlement.outcome === 'not-entitled' && isNoneTaken) {
    return { outcome: 'deposit-due' };
  }

  const { inpatientNumber, provider, visit } = admission;
  const { referralNumber } = visit;
  const answer = await port.admit(proposed ?? newSettlementId(clock, random), {
    home: county,
    memberNumber: record.insurance.memberNumber,
    cardSerial: record.card.serial,
    provider: provider.code,
    inpatientNumber,
    admittedOn: visit.admittedOn,
    ...(referralNumber === undefined ? {} : { referralNumber }),
  });
  if (answer.outcome !== 'admitted') {
    if (answer.outcome === 'conflict') return { outcome: 'number-taken' };
    if (answer.outcome === 'unknown-county') return { outcome: 'unknown-county', county };
    return { outcome: 'unknown-person' };
  }
  const { id, overlaps } = answer;
  const known = stayOf(journal.entriesOf(id));
  if (known) return { outcome: 'admitted', stay: known, overlaps, isRepeated: true };
  await journal.append({
    kind: 'admitted',
    id,
    home: county,
    cardSerial: record.card.serial,
    holder: { name: record.holder.name, memberNumber: record.insurance.memberNumber },
    inpatientNumber,
    provider,
    visit,
    ...(admission.ward === undefined ? {} : { ward: admission.ward }),
    ...(admission.bed === undefined ? {} : { bed: admission.bed }),
    deposit: admission.deposit,
    ...(entitlement.outcome === 'entitled' ? { depositFree: entitlement.clause } : {}),
    operator,
  });
  const stay = stayOf(journal.entriesOf(id))!;
  return { outcome: 'admitted', stay, overlaps, isRepeated: false };
}

/**
 * Takes an admission back that the centre may have heard of and this journal does not hold: the power
 * went in between, and nobody wants the stay any more.
 * @param proposed the id that the admission was sent under
 */
export async function withdrawAdmission(
  { admissions, equipment }: Pick<AdmissionDesk, 'admissions' | 'equipment'>,
  home: CountyCode,
  proposed: SettlementId,
): Promise<'withdrawn' | 'not-admitted' | 'stands'> {
  if (stayOf(equipment.journal.entriesOf(proposed))) return 'stands';
  const end = { how: 'cancelled', on: chinaDate(equipment.clock.now()) } as const;
  const answer = await admissions.get(home)?.endStay(proposed, end);
  return answer?.outcome === 'ended' ? 'withdrawn' : 'not-admitted';
}

function differingField(
  { holder, insurance }: VerifiedRecord,
  patient: BillFields['patient'],
): 'memberNumber' | 'name' | undefined {
  if (patient.memberNumber !== insurance.memberNumber) return 'memberNumber';
  return patient.name === holder.name ? undefined : 'name';
}

/** The plan's word on a visit that has no bill yet. */
async function entitlementOf(
  record: VerifiedRecord,
  { provider, visit, patient }: Admission,
  { centre, plan }: HomeCounty,
  { clock }: Equipment,
): Promise<PayAfterTreatment | { readonly outcome: 'unknown-person' }> {
  const { card, holder, insurance, chronic } = record;
  const person = await centre.person({
    home: insurance.county,
    cardSerial: card.serial,
    memberNumber: insurance.memberNumber,
    insuranceYear: yearOf(visit.admittedOn),
  });
  if (person.outcome !== 'found') return { outcome: 'unknown-person' };
  return payAfterTreatment({
    person: {
      home: insurance.county,
      cardSerial: card.serial,
      memberNumber: insurance.memberNumber,
      name: holder.name,
      participation: insurance.participation,
      bornOn: holder.bornOn,
      sex: holder.sex,
      certificates: chronic,
    },
    bill: {
      billNumber: '',
      provider,
      visit: { ...visit, dischargedOn: visit.admittedOn },
      patient,
      lines: [],
      total: ZERO,
    },
    plan,
    usage: person.usage,
    settledOn: chinaDate(clock.now()),
  });
}
