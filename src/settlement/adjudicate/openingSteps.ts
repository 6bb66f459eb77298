/** What is settled before the first line is looked at: whose plan, which version, which year, how rounded. */

import { yuanText } from '../../money.ts';
import { yearOf } from '../../time.ts';
import type { Plan, PlanVersion } from '../plan/plan.ts';
import type { DecideRequest } from './decide.ts';
import {
  fixed,
  note,
  roundingText,
  type StepRule,
  stepRule,
  type Trace,
  WHOLE_BILL,
  word,
} from './trace.ts';

const DATE_NAMES = {
  admission: { zh: '入院日期', en: 'admission' },
  discharge: { zh: '出院日期', en: 'discharge' },
  settlement: { zh: '结算日期', en: 'settlement' },
} as const;

type OpeningRules = ReturnType<typeof openingRules>;

const KNOWN = new WeakMap<PlanVersion, OpeningRules>();

/** Traces the opening of a decision. */
export function pushOpening(
  trace: Trace,
  { bill, plan }: DecideRequest,
  version: PlanVersion,
  decidedFor: string,
  filing: string,
): void {
  const rules = KNOWN.get(version) ?? openingRules(plan, version);
  KNOWN.set(version, rules);
  const { total, lines } = bill;
  note(trace, rules.county, WHOLE_BILL, total);
  note(trace, rules.date, WHOLE_BILL, total, decidedFor);
  note(trace, rules.year, WHOLE_BILL, total, decidedFor);
  note(trace, rules.version, WHOLE_BILL, total);
  if (rules.stillInForce) note(trace, rules.stillInForce, WHOLE_BILL, total);
  if (rules.filing && bill.provider.county !== plan.county.code) {
    note(trace, rules.filing, WHOLE_BILL, total, filing);
  }
  note(trace, rules.rounding, WHOLE_BILL, total);
  note(trace, rules.total, WHOLE_BILL, total, String(lines.length));
}

function openingRules(plan: Plan, version: PlanVersion) {
  const { crossCounty } = version;
  return {
    ...planRules(plan, version),
    ...roundingRules(version),
    filing: crossCounty && filingRule(crossCounty.clause),
  };
}

function filingRule(clause: StepRule['clause']): StepRule {
  return stepRule({
    id: 'plan.filing',
    clause,
    inputs: [word('filing')],
    formula: 'what the bill says, as far as the home county lets it count',
    say: ([filing]) => ({ zh: `异地就医备案：${filing}`, en: `filed as: ${filing}` }),
  });
}

function planRules({ county, decidingDate, insuranceYearClause }: Plan, version: PlanVersion) {
  const { from, until, reference } = version;
  const dateName = DATE_NAMES[decidingDate.is];
  const named = [fixed('plan', reference.id), fixed('version', reference.version)];
  return {
    county: stepRule({
      id: 'plan.county',
      clause: county.clause,
      inputs: [fixed('home', county.code)],
      formula: 'plan of the home county',
      say: () => ({
        zh: `按参合地${county.name.zh}（${county.code}）的方案计算`,
        en: `decided under the plan of the home county, ${county.name.en} (${county.code})`,
      }),
    }),
    date: stepRule({
      id: 'plan.deciding-date',
      clause: decidingDate.clause,
      inputs: [fixed('decidingDate', decidingDate.is), word('decidedFor')],
      formula: 'decidingDate of the visit',
      say: ([, date]) => ({
        zh: `以${dateName.zh} ${date} 为准`,
        en: `the date that decides is that of ${dateName.en}, ${date}`,
      }),
    }),
    year: stepRule({
      id: 'plan.insurance-year',
      clause: insuranceYearClause,
      inputs: [word('decidedFor')],
      formula: 'calendar year of decidedFor',
      say: ([date]) => {
        const year = yearOf(date as Parameters<typeof yearOf>[0]);
        return { zh: `参合年度 ${year}`, en: `insurance year ${year}` };
      },
    }),
    version: stepRule({
      id: 'plan.version',
      clause: from.clause,
      inputs: [...named, fixed('from', from.date), fixed('until', until.date ?? 'open')],
      formula: 'from <= decidedFor <= until',
      say: ([id, name]) => ({
        zh: `适用方案 ${id} 第 ${name} 版，自 ${from.date} 起${until.date ? `至 ${until.date} 止` : ''}`,
        en: `plan ${id}, version ${name}, in force from ${from.date}${until.date ? ` to ${until.date}` : ''}`,
      }),
    }),
    stillInForce:
      until.date === undefined
        ? stepRule({
            id: 'plan.still-in-force',
            clause: until.clause,
            inputs: named,
            formula: 'no later version',
            say: () => ({
              zh: '该版本没有截止日期，新版公布前一直适用',
              en: 'the version has no last day and holds until a newer one is published',
            }),
          })
        : undefined,
  };
}

const APPLIED_TEXTS = {
  'in-total': { zh: '比例按合计一次计算', en: 'the ratio is applied once' },
  'per-band': { zh: '比例逐段计算', en: 'the ratio is applied band by band' },
  'per-line': { zh: '比例逐行计算', en: 'the ratio is applied line by line' },
} as const;

function roundingRules({ rounding, lineTolerance }: PlanVersion) {
  const { line, selfPayFirst, ratio, ratioApplied, clause } = rounding;
  const applied = APPLIED_TEXTS[ratioApplied];
  const tolerance = yuanText(lineTolerance.amount);
  return {
    rounding: stepRule({
      id: 'plan.rounding',
      clause,
      inputs: [
        fixed('line', line),
        fixed('selfPayFirst', selfPayFirst),
        fixed('ratio', ratio),
        fixed('ratioApplied', ratioApplied),
      ],
      formula: 'fractions of a fen',
      say: () => ({
        zh: `不足一分按方案取整，${applied.zh}`,
        en: `fractions of a fen are rounded as the plan says, ${applied.en}`,
      }),
    }),
    total: stepRule({
      id: 'bill.total',
      clause: lineTolerance.clause,
      inputs: [word('lines'), fixed('lineTolerance', `${tolerance} yuan`)],
      formula: 'sum of submitted',
      rounding: roundingText(line, clause),
      say: ([lines], total) => ({
        zh: `账单 ${lines} 行合计 ${total} 元，每行与单价乘数量相差不超过 ${tolerance} 元`,
        en: `${lines} lines, ${total} yuan; none differs from price × quantity by more than ${tolerance}`,
      }),
    }),
  };
}
