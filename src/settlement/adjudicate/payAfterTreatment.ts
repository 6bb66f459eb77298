import type { BillFields, Usage } from '../../model/index.ts';
import type { PlainDate } from '../../time.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { decisionDate, type Plan, type PlanVersion, versionOn } from '../plan/plan.ts';
import { classOfBill, personFacts, visitFacts, yearFacts } from './circumstances.ts';
import type { InsuredPerson } from './decide.ts';
import type { Facts, SplitTotals } from './facts.ts';

export type PayAfterTreatment =
  | { readonly outcome: 'entitled'; readonly clause: Clause }
  | { readonly outcome: 'not-entitled' };

export interface PayAfterTreatmentRequest {
  readonly person: InsuredPerson;
  /** The visit as far as it is known: its lines are not looked at. */
  readonly bill: BillFields;
  readonly plan: Plan;
  readonly usage: Usage;
  readonly settledOn: PlainDate;
}

/**
 * 先诊疗后付费: whether the patient is treated without a deposit. Pure, as every decision.
 * @returns `not-entitled` too where no version of the plan is in force, or none speaks of it
 */
export function payAfterTreatment(request: PayAfterTreatmentRequest): PayAfterTreatment {
  const { bill, plan, settledOn } = request;
  const decidedFor = decisionDate(plan, bill, settledOn);
  const version = versionOn(plan, decidedFor);
  if (!version?.payAfterTreatment) return { outcome: 'not-entitled' };
  const { holds, clause } = version.payAfterTreatment;
  return holds(factsOf(request, version, decidedFor))
    ? { outcome: 'entitled', clause }
    : { outcome: 'not-entitled' };
}

function factsOf(
  { person, bill, plan, usage }: PayAfterTreatmentRequest,
  version: PlanVersion,
  decidedFor: PlainDate,
): Facts {
  return {
    institution: classOfBill(bill, plan.county.code, version).index,
    split: NOTHING_SPLIT,
    hospitalOfBill: 0n,
    lines: null,
    visit: visitFacts(bill, plan.county.code, version, decidedFor),
    person: personFacts(person, bill, decidedFor),
    year: yearFacts(usage, version),
  };
}

/** Conditions look at person and visit, never at sums. */
const NOTHING_SPLIT: SplitTotals = {
  total: 0n,
  excluded: 0n,
  overCeiling: 0n,
  selfPaidFirst: 0n,
  eligible: 0n,
  hospital: 0n,
};
