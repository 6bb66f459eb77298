/** 算例: every golden case of a plan decided and compared to the fen. */

import { classOfBill } from '../adjudicate/circumstances.ts';
import { type DecideRequest, decide } from '../adjudicate/decide.ts';
import { payAfterTreatment } from '../adjudicate/payAfterTreatment.ts';
import { checkShape } from '../document/issues.ts';
import { DocumentError, type DocumentProblem } from '../document/problem.ts';
import { type DocumentSource, readSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import { decisionDate, type Plan, versionOn } from '../plan/plan.ts';
import { arrange } from './arrange.ts';
import { type Comparison, startComparison } from './compare.ts';
import { runFunding, runYearEnd } from './ofTheYear.ts';
import { CASES_DOCUMENT, type CaseDocument, type CasesDocument } from './schema.ts';

export interface CaseResult {
  readonly name: string;
  /** Rules of docs/plans.md that the case shows, such as `R5`. */
  readonly rules: readonly string[];
  /** Where it stands in the file, from 1. */
  readonly line: number;
  /** Empty when the plan gives what the case says; amounts differ in fen (`fen`: what the plan gives more). */
  readonly problems: readonly DocumentProblem[];
}

/**
 * Runs the golden cases in `text` (docs/plan-cases.md) under `plan`.
 * @param file name that errors and differences carry
 * @throws DocumentError `cases.invalid` when the cases themselves may not come in
 */
export function runPlanCases(plan: Plan, text: string, file: string): readonly CaseResult[] {
  const source = readSource('cases', text, file);
  const document = checkShape(CASES_DOCUMENT, source);
  if (document.plan !== plan.id) {
    const facts = { cases: document.plan, plan: plan.id };
    throw new DocumentError('cases', [source.problem('cases.of-another-plan', ['plan'], facts)]);
  }
  return [
    ...document.cases.map((one, at) =>
      resultOf(source, ['cases', at], one, runCase(plan, document, one)),
    ),
    ...(document.yearEnd ?? []).map((one, at) =>
      resultOf(source, ['yearEnd', at], one, (path, compare) =>
        runYearEnd(plan, one, path, compare),
      ),
    ),
    ...(document.funding ?? []).map((one, at) =>
      resultOf(source, ['funding', at], one, (path, compare) =>
        runFunding(plan, one, path, compare),
      ),
    ),
  ];
}

type Run = (path: Path, compare: Comparison) => void;

function resultOf(
  source: DocumentSource,
  path: Path,
  { name, rules = [] }: Pick<CaseDocument, 'name' | 'rules'>,
  run: Run,
): CaseResult {
  const compare = startComparison(source);
  run([...path, 'expect'], compare);
  const { line } = source.problem('cases.differs', path);
  return { name, rules, line, problems: compare.problems };
}

function runCase(plan: Plan, { given = {} }: CasesDocument, one: CaseDocument): Run {
  return (path, compare) => {
    const request = arrange(plan, given, one);
    const result = decide(request);
    const { expect } = one;
    const codes =
      result.outcome === 'refused' ? result.reasons.map(({ code }) => code).join(', ') : 'nothing';
    compare.word([...path, 'refused'], expect.refused?.join(', ') ?? 'nothing', codes);
    compareVersion(plan, request, expect, path, compare);
    if (result.outcome === 'refused') return;
    const { layers = [], byPayer, byReason, usageAfter, plan: reference } = result.adjudication;
    compare.word([...path, 'version'], expect.version, reference.version);
    compare.amounts(
      [...path, 'layers'],
      expect.layers,
      (name) => layers.find(({ id }) => id === name)?.paid,
    );
    compare.amounts([...path, 'payers'], expect.payers, (name) => byPayer[name as never] ?? 0n);
    compare.amounts([...path, 'reasons'], expect.reasons, (name) => byReason[name as never]);
    compare.amount([...path, 'cash'], expect.cash, byPayer.cash!);
    const { after = {} } = expect;
    compare.amount([...path, 'after', 'deductible'], after.deductible, usageAfter.deductibleMet);
    compare.amount([...path, 'after', 'benefit'], after.benefit, usageAfter.benefitDrawn);
    compare.word([...path, 'after', 'admissions'], after.admissions, usageAfter.admissions);
    compare.amounts(
      [...path, 'after', 'counters'],
      after.counters,
      (name) => usageAfter.counters?.[name] ?? 0n,
    );
  };
}

/** What the version says of the visit beside the money. */
function compareVersion(
  plan: Plan,
  { person, bill, usage, settledOn }: DecideRequest,
  expect: CaseDocument['expect'],
  path: Path,
  compare: Comparison,
): void {
  const decidedFor = decisionDate(plan, bill, settledOn);
  const version = versionOn(plan, decidedFor);
  if (version === undefined) return;
  const institution = classOfBill(bill, plan.county.code, version);
  compare.word([...path, 'class'], expect.class, institution.id);
  const refunded = version.underpayment?.refundedBy ?? 'nobody';
  compare.word([...path, 'underpaymentRefundedBy'], expect.underpaymentRefundedBy, refunded);
  if (expect.payAfterTreatment === undefined) return;
  const holds = payAfterTreatment({ person, bill, plan, usage, settledOn }).outcome === 'entitled';
  compare.word([...path, 'payAfterTreatment'], expect.payAfterTreatment, holds);
}
