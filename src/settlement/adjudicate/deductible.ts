/** 起付线: what is still due before a layer pays. */

import type { z } from 'zod';
import { yearOf } from '../../time.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { deductible } from '../plan/schema/shapes.ts';
import { CARD_COUNTERS } from '../plan/schema/vocabulary.ts';
import { type Condition, requiredCondition } from './condition.ts';
import { type CounterPeriod, compileCounter, stayKey } from './counter.ts';
import { type Course, counted } from './course.ts';
import { byClass, fenOf, figureAt, type LayerContext, RATIO_SCALE, ratioOf } from './figures.ts';
import { paidBeforeReferral } from './referral.ts';
import {
  fixed,
  note,
  percent,
  roundingText,
  type StepRule,
  stepRule,
  WHOLE_BILL,
  yuan,
} from './trace.ts';

export type DeductibleDocument = z.output<typeof deductible>;

/** A layer without one owes nothing. */
export interface CompiledDeductible {
  /**
   * Amounts by class of institutions where that is all there is to it: met on the card's counter,
   * nothing reduced, nothing carried over. The layer then does the sum itself, and `due` is not asked.
   */
  readonly plain: readonly (bigint | undefined)[] | null;
  readonly isPerVisit: boolean;
  readonly rule: StepRule;
  /** What is due of this visit, traced. */
  readonly due: (course: Course) => bigint;
  /** Counts what was taken. */
  readonly take: (course: Course, taken: bigint, due: bigint) => void;
  /** Where the amount of a class stands. */
  readonly clauseAt: (institution: number) => Clause | undefined;
}

const PERIOD_OF: Readonly<Record<DeductibleDocument['mode'], CounterPeriod>> = {
  'per-visit': 'year',
  'per-year': 'year',
  'per-year-with-top-up': 'year',
  'per-provider-and-year': 'provider',
  'per-quarter': 'quarter',
  'per-month': 'month',
};

export function compileDeductible(
  document: DeductibleDocument,
  context: LayerContext,
): CompiledDeductible {
  const { mode, merge } = document;
  const full = compileFull(document, context);
  const reduce = compileReductions(document, context);
  const credit = compileCredit(document);
  const counter = compileCounter(document.counter, PERIOD_OF[mode]);
  const done = mode === 'per-year' ? compileCounter(`${document.counter}.done`) : null;
  if (counter.needsCentre || done || merge !== 'none') context.names.need('counters');
  const rule = dueRule(document, context);
  const isPerVisit = mode === 'per-visit';
  const keeps = context.crossYearDeductible;
  const isAnew = keeps === 'pay-again';
  const isPlain =
    (isPerVisit || mode === 'per-year-with-top-up') &&
    document.counter === CARD_COUNTERS.deductible &&
    reduce === null &&
    credit === null &&
    isAnew &&
    document.admissionsCounted === undefined;
  return {
    plain: isPlain ? context.classes.map((_, at) => full.firstAt(at)) : null,
    isPerVisit,
    rule,
    due(course) {
      const amount = reduce === null ? full(course) : reduce(course, full(course));
      const met = counter.read(course);
      let due = isPerVisit ? amount : amount > met ? amount - met : 0n;
      if (done !== null && done.read(course) > 0n) due = 0n;
      if (credit !== null || !isAnew) due = afterStay(course, amount, due, credit, keeps);
      if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, due, amount, met);
      return due;
    },
    take(course, taken, due) {
      counter.add(course, taken);
      if (done !== null && taken === due) done.add(course, 1n);
    },
    clauseAt: full.clauseAt,
  };
}

/** What this stay, or the stay referred from, paid before is not due again. */
function afterStay(
  course: Course,
  amount: bigint,
  due: bigint,
  credit: ((course: Course) => bigint) | null,
  keeps: LayerContext['crossYearDeductible'],
): bigint {
  const { visit } = course.facts;
  const isAcrossYears = yearOf(visit.admittedOn) < yearOf(visit.decidedFor);
  if (isAcrossYears && keeps !== 'pay-again') {
    const paid = counted(course, stayKey(course.facts));
    if (paid === 0n) return due;
    return keeps === 'keep-old' || paid >= amount ? 0n : amount - paid;
  }
  const paid = credit === null ? 0n : credit(course);
  const open = amount > paid ? amount - paid : 0n;
  return due < open ? due : open;
}

/** The amount of the class, or that of the admission it is. */
function compileFull({ amounts, admissionsCounted }: DeductibleDocument, context: LayerContext) {
  const figures = byClass(amounts, context, ({ amount, byAdmission }) =>
    byAdmission ? byAdmission.map((each) => fenOf({ amount: each })) : [fenOf({ amount: amount! })],
  );
  if (admissionsCounted !== undefined && admissionsCounted !== 'all')
    context.names.need('counters');
  const admissions = (course: Course): number => {
    const { facts } = course;
    switch (admissionsCounted) {
      case 'same-class':
        return Number(
          counted(course, `admissions@class-${context.classes[facts.institution]!.id}`),
        );
      case 'same-provider':
        return Number(counted(course, `admissions@${facts.visit.provider}`));
      default:
        return facts.year.admissions;
    }
  };
  const amountOf = (course: Course): bigint => {
    const list = figureAt(figures, course.facts.institution).value;
    if (list.length === 1) return list[0]!;
    // After the last entry the lowest of all.
    const lowest = list.reduce((low, each) => (each < low ? each : low));
    return list[admissions(course)] ?? lowest;
  };
  return Object.assign(amountOf, {
    clauseAt: (institution: number) => figures[institution]?.clause,
    firstAt: (institution: number) => figures[institution]?.value[0],
  });
}

type Reduction = (course: Course, amount: bigint) => bigint;

function compileReductions(
  { reductions = [] }: DeductibleDocument,
  { id, names, clauseOf, divide, rounding, roundingClause }: LayerContext,
): Reduction | null {
  if (reductions.length === 0) return null;
  const compiled: readonly { holds: Condition; times: bigint; rule: StepRule }[] = reductions.map(
    ({ when, times, clause }) => ({
      holds: requiredCondition(when, names),
      times: ratioOf(times),
      rule: stepRule({
        id: `${id}.deductible-reduced`,
        clause: clauseOf(clause),
        inputs: [yuan('deductible'), percent('times', RATIO_SCALE)],
        formula: 'deductible × times',
        rounding: roundingText(rounding, roundingClause),
        say: ([amount, percentage], result) => ({
          zh: `起付线 ${amount} × ${percentage} = ${result} 元`,
          en: `deductible ${amount} × ${percentage} = ${result} yuan`,
        }),
      }),
    }),
  );
  return (course, amount) => {
    const reduction = compiled.find(({ holds }) => holds(course.facts));
    if (!reduction) return amount;
    const result = divide(amount * reduction.times, RATIO_SCALE);
    if (course.trace !== null)
      note(course.trace, reduction.rule, WHOLE_BILL, result, amount, reduction.times);
    return result;
  };
}

/** 合并: what was paid in this stay before, or in the stays before a referral. */
function compileCredit({ merge, referralWithinDays = 0 }: DeductibleDocument) {
  if (merge === 'none') return null;
  const isMidway = merge !== 'referral';
  const isReferral = merge !== 'midway';
  return (course: Course): bigint => {
    const { facts } = course;
    const own = isMidway ? counted(course, stayKey(facts)) : 0n;
    return isReferral ? own + paidBeforeReferral(facts, referralWithinDays) : own;
  };
}

const MODE_TEXTS: Readonly<
  Record<Exclude<DeductibleDocument['mode'], 'per-visit'>, { zh: string; en: string }>
> = {
  'per-year': { zh: '年内', en: 'this year' },
  'per-year-with-top-up': { zh: '年内', en: 'this year' },
  'per-provider-and-year': { zh: '年内在本院', en: 'this year at this institution' },
  'per-quarter': { zh: '本季', en: 'this quarter' },
  'per-month': { zh: '本月', en: 'this month' },
};

function dueRule(
  { mode, clause, merge }: DeductibleDocument,
  { id, clauseOf, crossYearDeductible }: LayerContext,
): StepRule {
  const isMerged = merge !== 'none' || crossYearDeductible !== 'pay-again';
  return stepRule({
    id: `${id}.deductible-due`,
    clause: clauseOf(clause),
    inputs: [
      fixed('mode', mode),
      ...(isMerged ? [fixed('merge', merge), fixed('acrossYears', crossYearDeductible)] : []),
      yuan('deductible'),
      yuan('metThisYear'),
    ],
    formula:
      (mode === 'per-visit' ? 'deductible' : 'max(0, deductible - metThisYear)') +
      (isMerged ? ', less what the stay paid before' : ''),
    say: (texts, due) => {
      const [full, met] = texts.slice(-2);
      if (mode === 'per-visit') {
        return isMerged
          ? {
              zh: `起付线每次 ${full} 元，抵扣此前住院已付，应付 ${due} 元`,
              en: `deductible of each visit ${full} yuan, less what the stay paid before: ${due} due`,
            }
          : { zh: `起付线每次 ${due} 元`, en: `deductible of each visit ${due} yuan` };
      }
      const { zh, en } = MODE_TEXTS[mode];
      return {
        zh: `起付线 ${full} 元，${zh}已付 ${met} 元，尚应付 ${due} 元`,
        en: `deductible ${full} yuan, ${met} met ${en}, ${due} still due`,
      };
    },
  });
}
