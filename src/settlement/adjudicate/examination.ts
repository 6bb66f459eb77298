/** 监管 before money: the controls of the plan's version, as steps of the derivation and as effects. */

import type { ExplanationStep } from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import { type PlainDate, yearOf } from '../../time.ts';
import { type BillEffects, effectsOf } from '../controls/effects.ts';
import {
  controlsNotRun,
  type ExaminationRequest,
  examineBill,
  type NotRunBecause,
} from '../controls/examine.ts';
import type { ControlFinding } from '../controls/finding.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { categoryOf } from './circumstances.ts';
import type { DecideRequest } from './decide.ts';

export interface Examined {
  readonly effects: BillEffects;
  readonly findings: readonly ControlFinding[];
  /** Every finding, and every control of the plan that nothing could be asked for. */
  readonly steps: readonly ExplanationStep[];
}

/** Undefined where the version names no controls. */
export function examine(
  { person, bill, catalogue, history, institutions }: DecideRequest,
  version: PlanVersion,
  decidedFor: PlainDate,
): Examined | undefined {
  const { controls, clauseOf, rounding } = version;
  if (controls === undefined) return undefined;
  const { home, memberNumber, name, bornOn, sex = 0 } = person;
  const category = categoryOf(person, yearOf(decidedFor));
  const born = bornOn === undefined ? {} : { bornOn };
  // A register of another county says nothing of this institution.
  const isOfCounty = institutions?.county.code === bill.provider.county;
  const request: ExaminationRequest = {
    bill,
    person: { home, memberNumber, name, sex, category, ...born },
    ...(history === undefined ? {} : { history }),
    ...(institutions && isOfCounty ? { register: institutions } : {}),
    catalogue,
    rules: { controls, clauseOf, rounding: rounding.line },
  };
  const findings = examineBill(request);
  const notRun = controlsNotRun(request).flatMap(({ rule, because }) => {
    const texts = NOT_RUN_TEXTS[because];
    return texts === null ? [] : [notRunStep(rule, texts, clauseOf(controls[rule]!.clause))];
  });
  return {
    effects: effectsOf(bill, findings),
    findings,
    steps: [...findings.map(findingStep), ...notRun],
  };
}

function findingStep(finding: ControlFinding): ExplanationStep {
  const { rule, verdict, lineId, clause, facts, amount, text } = finding;
  return {
    rule: `controls.${rule}`,
    ...(lineId === undefined ? {} : { lineId }),
    clause,
    inputs: { ...facts, verdict },
    formula: 'what the control takes',
    result: amount ?? ZERO,
    text,
  };
}

/** Null where the plan or the visit itself leaves the control out. */
const NOT_RUN_TEXTS: Readonly<Record<NotRunBecause, { zh: string; en: string } | null>> = {
  'not-in-plan': null,
  'other-visit': null,
  'no-history': { zh: '没有既往就诊记录', en: 'nobody gave the earlier visits' },
  'no-register': { zh: '没有就医县机构名册', en: 'nobody gave the register of institutions' },
  'no-birth-date': { zh: '没有出生日期', en: 'nobody gave the date of birth' },
};

function notRunStep(
  rule: string,
  { zh, en }: { readonly zh: string; readonly en: string },
  clause: ExplanationStep['clause'],
): ExplanationStep {
  return {
    rule: `controls.${rule}`,
    clause,
    inputs: {},
    formula: 'not examined',
    result: ZERO,
    text: { zh: `审核规则 ${rule} 未执行：${zh}`, en: `control ${rule} was not run: ${en}` },
  };
}
