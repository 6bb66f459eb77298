/** From bill, person and plan to what the rules look at. */

import type {
  BillFields,
  CountyCode,
  MemberCategory,
  ProviderLevel,
  Usage,
} from '../../model/index.ts';
import { addDays, ageOn, daysOf, type PlainDate, yearOf } from '../../time.ts';
import type { Institution } from '../plan/institutions.ts';
import type { InstitutionClass, PlanVersion } from '../plan/plan.ts';
import type { Filing, Place, Visit } from '../plan/schema/vocabulary.ts';
import type { InsuredPerson } from './decide.ts';
import type { PersonFacts, VisitFacts, YearFacts } from './facts.ts';

/** Digits of an area code that provinces and prefectures share (GB/T 2260). */
const PROVINCE_DIGITS = 2;
const PREFECTURE_DIGITS = 4;

/** Where the institution lies, seen from the home county. */
export function placeOf(treating: CountyCode, home: CountyCode): Place {
  if (treating === home) return 'in-county';
  const isShared = (digits: number) => treating.slice(0, digits) === home.slice(0, digits);
  if (isShared(PREFECTURE_DIGITS)) return 'in-prefecture';
  return isShared(PROVINCE_DIGITS) ? 'in-province' : 'outside-province';
}

/** The kind of visit that layers are written for. */
export function visitOf({ visit: { kind, care } }: BillFields): Visit {
  return care === undefined ? kind : (`${kind}-${care}` as Visit);
}

/** 备案: what the bill says, as far as the home county lets it count. */
export function filingOf({ visit }: BillFields, { crossCounty }: PlanVersion): Filing {
  const { filing, care, referralNumber, admittedOn } = visit;
  if (filing && isInTime(filing.filedOn, admittedOn, crossCounty?.lateDays)) return filing.kind;
  if (care === 'emergency' && crossCounty?.emergencyCountsAsFiled) return 'emergency';
  if (referralNumber !== undefined && crossCounty?.referralCountsAsFiled) return 'referral';
  return 'unfiled';
}

function isInTime(filedOn: PlainDate, admittedOn: PlainDate, lateDays: number | undefined) {
  return lateDays === undefined || filedOn <= addDays(admittedOn, lateDays);
}

/** The level that the home county counts an institution as. */
export function levelOf({ provider }: BillFields, { crossCounty }: PlanVersion): ProviderLevel {
  return crossCounty?.levelOf(provider.county, provider.level) ?? provider.level;
}

export function classOfBill(
  bill: BillFields,
  home: CountyCode,
  version: PlanVersion,
): InstitutionClass {
  const { county, isDesignated, grade = 'ungraded' } = bill.provider;
  const place = placeOf(county, home);
  const institution: Institution = { place, level: levelOf(bill, version), grade, isDesignated };
  return version.classOf(institution, filingOf(bill, version));
}

/** The category of the insurance year; `ordinary` where the year was not paid for, which is refused elsewhere. */
export function categoryOf({ participation }: InsuredPerson, year: number): MemberCategory {
  return participation.find((paid) => paid.year === year)?.category ?? 'ordinary';
}

export function personFacts(
  person: InsuredPerson,
  bill: BillFields,
  decidedFor: PlainDate,
): PersonFacts {
  const { bornOn, attributes = [], certificates = [], familyAccount = 0n } = person;
  const { admittedOn } = bill.visit;
  return {
    age: bornOn === undefined ? -1 : ageOn(bornOn, decidedFor),
    category: categoryOf(person, yearOf(decidedFor)),
    attributes,
    certified: certificates
      .filter(({ validFrom, validUntil }) => validFrom <= admittedOn && admittedOn <= validUntil)
      .map(({ diseaseCode }) => diseaseCode),
    account: familyAccount,
  };
}

export function visitFacts(
  bill: BillFields,
  home: CountyCode,
  version: PlanVersion,
  decidedFor: PlainDate,
): VisitFacts {
  const { visit, provider } = bill;
  const filing = filingOf(bill, version);
  const { admittedOn, dischargedOn, procedures = [], delivery, referralNumber } = visit;
  return {
    visit: visitOf(bill),
    filing,
    place: placeOf(provider.county, home),
    isReferred: referralNumber !== undefined || filing === 'referral',
    ...(referralNumber === undefined ? {} : { referralNumber }),
    days: Math.max(1, daysOf(dischargedOn) - daysOf(admittedOn)),
    diagnoses: visit.diagnoses,
    procedures,
    ...(delivery === undefined ? {} : { delivery }),
    provider: provider.code,
    admittedOn,
    dischargedOn,
    decidedFor,
  };
}

const NOBODY_COUNTED: Readonly<Record<string, bigint>> = {};

/** 年内累计 as the plan uses it. */
export function yearFacts(usage: Usage, { annualTotals }: PlanVersion): YearFacts {
  if (annualTotals.from === 'unused') {
    return { deductibleMet: 0n, benefitDrawn: 0n, admissions: 0, counters: NOBODY_COUNTED };
  }
  const { deductibleMet, benefitDrawn, admissions, counters = NOBODY_COUNTED } = usage;
  return { deductibleMet, benefitDrawn, admissions, counters };
}
