/** 监管: examines a bill before money is decided. Pure. */

import type { Bill, PastVisit } from '../../model/index.ts';
import type { Rounding } from '../../money.ts';
import type { Catalogue, Clause } from '../catalogue/catalogue.ts';
import type { Register } from '../register/register.ts';
import { CONTROLS } from './controls.ts';
import type { Control, ControlFinding, Examination, ExaminedPerson } from './finding.ts';
import type { ControlName, ControlsDocument } from './schema.ts';

/** The controls of one version of a plan, compiled. */
export interface ControlRules {
  readonly controls: ControlsDocument;
  readonly clauseOf: (clause: string) => Clause;
  readonly rounding: Rounding;
}

export interface ExaminationRequest {
  readonly bill: Bill;
  readonly person: ExaminedPerson;
  /** Earlier visits of the person that stand; absent when nobody could be asked. */
  readonly history?: readonly PastVisit[];
  /** Of the county of treatment. */
  readonly catalogue: Catalogue;
  /** Of the county of treatment; absent when there is none. */
  readonly register?: Register;
  readonly rules: ControlRules;
}

/**
 * Every finding on a bill, by control in the order of CONTROLS, then by line. The same bill with its
 * lines in another order has the same findings.
 * @throws RangeError when `register` is that of another county
 */
export function examineBill(request: ExaminationRequest): readonly ControlFinding[] {
  const { bill, rules } = request;
  const examination = examinationOf(request);
  const places = new Map(bill.lines.map(({ lineId }, index) => [lineId, `lines[${index}]`]));
  return controlsToRun(request).flatMap((name) => {
    const figures = rules.controls[name]!;
    // Name and figures come from one entry of the plan.
    const control = CONTROLS[name] as unknown as Control<ControlName>;
    const observations = control.observe(examination, figures as never);
    return observations
      .map(
        ({ line, ...rest }): ControlFinding => ({
          rule: name,
          verdict: figures.verdict,
          path: line === undefined ? '' : places.get(line.lineId)!,
          ...(line === undefined ? {} : { lineId: line.lineId }),
          ...rest,
          clause: rules.clauseOf(figures.clause),
        }),
      )
      .sort((a, b) => byText(a.lineId ?? '', b.lineId ?? ''));
  });
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export type NotRunBecause =
  | 'not-in-plan'
  | 'other-visit'
  | 'no-history'
  | 'no-register'
  | 'no-birth-date';

/** Controls that this examination does not run, and why: no finding does not mean that all was looked at. */
export function controlsNotRun(
  request: ExaminationRequest,
): readonly { readonly rule: ControlName; readonly because: NotRunBecause }[] {
  return NAMES.flatMap((rule) => {
    const because = whyNot(rule, request);
    return because === undefined ? [] : [{ rule, because }];
  });
}

const NAMES = Object.keys(CONTROLS) as readonly ControlName[];

function controlsToRun(request: ExaminationRequest): readonly ControlName[] {
  return NAMES.filter((name) => whyNot(name, request) === undefined);
}

function whyNot(
  name: ControlName,
  { bill, person, history, register, rules }: ExaminationRequest,
): NotRunBecause | undefined {
  const figures = rules.controls[name];
  if (!figures) return 'not-in-plan';
  if (figures.visits && !figures.visits.includes(bill.visit.kind)) return 'other-visit';
  const { needs } = CONTROLS[name];
  if (needs === 'history' && !history) return 'no-history';
  if (needs === 'register' && !register) return 'no-register';
  if (needs === 'birth-date' && person.bornOn === undefined) return 'no-birth-date';
  return undefined;
}

function examinationOf(request: ExaminationRequest): Examination {
  const { bill, person, catalogue, history, register, rules } = request;
  if (register && register.county.code !== bill.provider.county) {
    throw new RangeError('"register" expected that of the county of treatment');
  }
  const { level } = bill.provider;
  const { home: region, category: personType } = person;
  return {
    bill,
    person,
    catalogue,
    // The bill itself, asked about again, is no earlier visit.
    history: history?.filter(
      ({ provider, billNumber }) =>
        provider !== bill.provider.code || billNumber !== bill.billNumber,
    ),
    register,
    rounding: rules.rounding,
    lines: bill.lines.map((line) => ({
      line,
      terms: catalogue.termsFor(line, { region, personType, date: line.chargedOn, level }),
    })),
  };
}
