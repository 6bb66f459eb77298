/** One thread's share of a file of past bills: the members that fall to it, bill after bill. */

import { OneCardError } from '../../errors/index.ts';
import type { Usage } from '../../model/index.ts';
import { yearOf } from '../../time.ts';
import { decide } from '../adjudicate/decide.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { alwaysUnder, newYear, type PastBill, personOf } from '../difference/bills.ts';
import { parsePastBill } from '../difference/pastBill.ts';
import { decisionDate, type Plan } from '../plan/plan.ts';
import { countDecided, countRefused, emptySummary, type WhatIfSummary } from './summary.ts';

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
  const always = alwaysUnder(plan, plan.versions.at(-1)!);
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
  const { bill } = past;
  const catalogue = catalogueOf(bill.provider.county);
  if (catalogue === undefined) {
    countRefused(summary, 'wrong-catalogue');
    return;
  }
  const settledOn = bill.visit.dischargedOn;
  const year = yearOf(decisionDate(plan, bill, settledOn));
  const key = `${bill.patient.memberNumber}/${year}`;
  const usage = years.get(key) ?? newYear(year);
  const insured = personOf(plan, past, year);
  const result = decide({ person: insured, bill, plan, catalogue, usage, settledOn });
  if (result.outcome === 'refused') {
    countRefused(summary, result.reasons[0]!.code);
    return;
  }
  years.set(key, result.adjudication.usageAfter);
  countDecided(summary, bill, result.adjudication);
}

function pastBillOf(line: string): PastBill | undefined {
  try {
    return parsePastBill(line, 'bills');
  } catch (error) {
    // One line that holds no bill is counted, and the year goes on.
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
