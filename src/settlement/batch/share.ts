/** One thread's share of a file of past bills: the members that fall to it, bill after bill. */

import { OneCardError } from '../../errors/index.ts';
import {
  type CardSerial,
  MEMBER_CATEGORIES,
  type MemberCategory,
  type Usage,
} from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import { plainDate, yearOf } from '../../time.ts';
import { decide, type InsuredPerson } from '../adjudicate/decide.ts';
import { parseBill } from '../bill/parse.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decisionDate, type Plan, type PlanFields } from '../plan/plan.ts';
import { countDecided, countRefused, emptySummary, type WhatIfSummary } from './summary.ts';

/** Days before and after every bill. */
const LONG_AGO = plainDate('1900-01-01');
const LONG_AFTER = plainDate('2199-12-31');

/** The plan with its last version in force on every day. */
function alwaysInForce(plan: PlanFields): Plan {
  const last = plan.versions.at(-1)!;
  const from = { date: LONG_AGO, clause: last.from.clause };
  const versions = [{ ...last, from, until: { clause: last.until.clause } }];
  const fields: PlanFields = { ...plan, versions };
  return fields as Plan;
}

/** Usage of members and years, by `MEMBER/YEAR`. */
export type Years = Map<string, Usage>;

/**
 * Decides lines of a file, each a bill or `{ "bill": …, "person": … }`, under the plan's last version.
 * Each member's years are counted on in `years`.
 */
export function decideShare(
  plan: Plan,
  catalogueOf: (county: string) => Catalogue | undefined,
  years: Years,
): (lines: readonly string[]) => WhatIfSummary {
  const always = alwaysInForce(plan);
  return (lines) => {
    const summary = emptySummary();
    for (const line of lines) decideLine(line, always, catalogueOf, years, summary);
    return summary;
  };
}

function decideLine(
  line: string,
  plan: Plan,
  catalogueOf: (county: string) => Catalogue | undefined,
  years: Years,
  summary: WhatIfSummary,
): void {
  const past = pastBillOf(line);
  if (past === undefined) {
    countRefused(summary, 'unreadable');
    return;
  }
  const { bill, person } = past;
  const catalogue = catalogueOf(bill.provider.county);
  if (catalogue === undefined) {
    countRefused(summary, 'wrong-catalogue');
    return;
  }
  const settledOn = bill.visit.dischargedOn;
  const year = yearOf(decisionDate(plan, bill, settledOn));
  const key = `${bill.patient.memberNumber}/${year}`;
  const usage = years.get(key) ?? newYear(year);
  const insured = personOf(plan, bill, person, year);
  const result = decide({ person: insured, bill, plan, catalogue, usage, settledOn });
  if (result.outcome === 'refused') {
    countRefused(summary, result.reasons[0]!.code);
    return;
  }
  years.set(key, result.adjudication.usageAfter);
  countDecided(summary, bill, result.adjudication);
}

type Person = Readonly<Record<string, unknown>>;

function pastBillOf(line: string) {
  try {
    const document: unknown = JSON.parse(line);
    if (typeof document !== 'object' || document === null) return undefined;
    if (!('bill' in document)) return { bill: parseBill(line, 'bill'), person: {} };
    const person = 'person' in document ? (document.person as Person) : {};
    return { bill: parseBill(JSON.stringify(document.bill), 'bill'), person };
  } catch (error) {
    // One line that holds no bill is counted, and the year goes on.
    if (error instanceof OneCardError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function newYear(year: number): Usage {
  return { year, deductibleMet: ZERO, benefitDrawn: ZERO, admissions: 0, counters: {} };
}

function personOf(
  plan: Plan,
  { patient }: ReturnType<typeof parseBill>,
  person: Person,
  year: number,
): InsuredPerson {
  const { bornOn, attributes, certificates } = person;
  const category = MEMBER_CATEGORIES.includes(person.category as MemberCategory)
    ? (person.category as MemberCategory)
    : 'ordinary';
  return {
    home: plan.county.code,
    cardSerial: '0000000000000000' as CardSerial,
    memberNumber: patient.memberNumber,
    name: patient.name,
    participation: [{ year, category, paidOn: LONG_AGO }],
    ...(typeof bornOn === 'string' ? { bornOn: plainDate(bornOn) } : {}),
    attributes: texts(attributes),
    certificates: texts(certificates).map((diseaseCode) => ({
      diseaseCode,
      certificateNumber: diseaseCode,
      validFrom: LONG_AGO,
      validUntil: LONG_AFTER,
    })),
    familyAccount: ZERO,
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
