import type { ExplanationStep } from '../../model/index.ts';
import { yuanText } from '../../money.ts';
import { type PlainDate, yearOf } from '../../time.ts';
import type { PlanVersion } from '../plan/plan.ts';
import type { DecideRequest } from './decide.ts';
import { roundingText, step, yuanInput } from './step.ts';

const DATE_NAMES = {
  admission: { zh: '入院日期', en: 'admission' },
  discharge: { zh: '出院日期', en: 'discharge' },
  settlement: { zh: '结算日期', en: 'settlement' },
} as const;

/** What is settled before the first line is looked at: whose plan, which version, which year, how rounded. */
export function openingSteps(
  request: DecideRequest,
  version: PlanVersion,
  decidedFor: PlainDate,
): readonly ExplanationStep[] {
  return [
    ...planSteps(request, version, decidedFor),
    roundingStep(request, version),
    totalStep(request, version),
  ];
}

function totalStep({ bill }: DecideRequest, version: PlanVersion): ExplanationStep {
  const { total, lines } = bill;
  const { amount: tolerance, clause } = version.lineTolerance;
  return step({
    rule: 'bill.total',
    clause,
    inputs: { lines: String(lines.length), lineTolerance: yuanInput(tolerance) },
    formula: 'sum of submitted',
    rounding: roundingText(version.rounding.line, version.rounding.clause),
    result: total,
    zh: `账单 ${lines.length} 行合计 ${yuanText(total)} 元，每行与单价乘数量相差不超过 ${yuanText(tolerance)} 元`,
    en: `${lines.length} lines, ${yuanText(total)} yuan; none differs from price × quantity by more than ${yuanText(tolerance)}`,
  });
}

function planSteps(
  { bill: { total }, plan }: DecideRequest,
  version: PlanVersion,
  decidedFor: PlainDate,
): readonly ExplanationStep[] {
  const { county, decidingDate, insuranceYearClause } = plan;
  const { id, version: name } = version.reference;
  const { from, until } = version;
  const year = yearOf(decidedFor);
  const dateName = DATE_NAMES[decidingDate.is];
  const steps = [
    step({
      rule: 'plan.county',
      clause: county.clause,
      inputs: { home: county.code },
      formula: 'plan of the home county',
      result: total,
      zh: `按参合地${county.name.zh}（${county.code}）的方案计算`,
      en: `decided under the plan of the home county, ${county.name.en} (${county.code})`,
    }),
    step({
      rule: 'plan.deciding-date',
      clause: decidingDate.clause,
      inputs: { decidingDate: decidingDate.is, decidedFor },
      formula: 'decidingDate of the visit',
      result: total,
      zh: `以${dateName.zh} ${decidedFor} 为准`,
      en: `the date that decides is that of ${dateName.en}, ${decidedFor}`,
    }),
    step({
      rule: 'plan.insurance-year',
      clause: insuranceYearClause,
      inputs: { decidedFor },
      formula: 'calendar year of decidedFor',
      result: total,
      zh: `参合年度 ${year}`,
      en: `insurance year ${year}`,
    }),
    step({
      rule: 'plan.version',
      clause: from.clause,
      inputs: { plan: id, version: name, from: from.date, until: until.date ?? 'open' },
      formula: 'from <= decidedFor <= until',
      result: total,
      zh: `适用方案 ${id} 第 ${name} 版，自 ${from.date} 起${until.date ? `至 ${until.date} 止` : ''}`,
      en: `plan ${id}, version ${name}, in force from ${from.date}${until.date ? ` to ${until.date}` : ''}`,
    }),
  ];
  if (until.date !== undefined) return steps;
  return [
    ...steps,
    step({
      rule: 'plan.still-in-force',
      clause: until.clause,
      inputs: { plan: id, version: name },
      formula: 'no later version',
      result: total,
      zh: '该版本没有截止日期，新版公布前一直适用',
      en: 'the version has no last day and holds until a newer one is published',
    }),
  ];
}

function roundingStep(
  { bill: { total } }: DecideRequest,
  { rounding }: PlanVersion,
): ExplanationStep {
  const { line, selfPayFirst, ratio, ratioApplied } = rounding;
  return step({
    rule: 'plan.rounding',
    clause: rounding.clause,
    inputs: { line, selfPayFirst, ratio, ratioApplied },
    formula: 'fractions of a fen',
    result: total,
    zh:
      ratioApplied === 'in-total'
        ? '不足一分按方案取整，比例按合计一次计算'
        : '不足一分按方案取整，比例逐行计算',
    en:
      ratioApplied === 'in-total'
        ? 'fractions of a fen are rounded as the plan says, the ratio is applied once'
        : 'fractions of a fen are rounded as the plan says, the ratio is applied line by line',
  });
}
