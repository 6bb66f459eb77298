/** What a derivation begins with: whose plan, which version and year, how rounded. */

import { expect, test } from 'vitest';
import type { DecideRequest } from '../../../src/settlement/index.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { plainDate } from '../../../src/time.ts';
import { CLAUSE, planOf, pooling } from '../support/draftPlan.ts';
import { billOf, decided, request, yinjiangWith } from '../support.ts';

const LINE = { item: 'X9990001', price: '10', quantity: '1', submitted: '10.00' };

/** The steps that speak of no line, before any layer. */
function opening(of: DecideRequest) {
  const steps = decided(of).steps.filter(({ rule }) => /^(?:plan|bill)\./.test(rule));
  return steps.map(({ rule, inputs, text, rounding }) => ({ rule, inputs, text, rounding }));
}

test('a plan in force until further notice', () => {
  const steps = opening(request({ plan: yinjiangWith() }));
  expect(steps.map(({ rule, inputs }) => [rule, inputs])).toEqual([
    ['plan.county', { home: '999001' }],
    ['plan.deciding-date', { decidingDate: 'discharge', decidedFor: '2026-03-09' }],
    ['plan.insurance-year', { decidedFor: '2026-03-09' }],
    ['plan.version', { plan: 'yinjiang-2019', version: '2019', from: '2019-01-01', until: 'open' }],
    ['plan.still-in-force', { plan: 'yinjiang-2019', version: '2019' }],
    [
      'plan.rounding',
      { line: 'half-up', selfPayFirst: 'half-up', ratio: 'half-up', ratioApplied: 'in-total' },
    ],
    ['bill.total', { lines: '18', lineTolerance: '0.01 yuan' }],
  ]);
  const [county, date, year, version] = steps.map(({ text }) => text);
  expect(county).toEqual({
    zh: '按参合地印江（999001）的方案计算',
    en: 'decided under the plan of the home county, Yinjiang (999001)',
  });
  expect(date!.zh).toContain('出院日期 2026-03-09');
  expect(year).toEqual({ zh: '参合年度 2026', en: 'insurance year 2026' });
  expect(version!.zh).toMatch(/自 2019-01-01 起$/);
  expect(version!.en).toMatch(/in force from 2019-01-01$/);
  expect(steps.at(-1)).toMatchObject({ rounding: 'half-up (assumed)' });
});

test('a version that ends', () => {
  const ended = planOf([pooling()], { until: { date: '2026-12-31', clause: CLAUSE } });
  const steps = opening(request({ bill: billOf([LINE]), plan: ended }));
  expect(steps.map(({ rule }) => rule)).not.toContain('plan.still-in-force');
  const version = steps.find(({ rule }) => rule === 'plan.version')!;
  expect(version.inputs).toMatchObject({ from: '2020-01-01', until: '2026-12-31' });
  expect(version.text.zh).toContain('自 2020-01-01 起至 2026-12-31 止');
  expect(version.text.en).toContain('in force from 2020-01-01 to 2026-12-31');
});

test.each([
  ['admission', '入院日期 2026-03-02', 'that of admission, 2026-03-02'],
  ['discharge', '出院日期 2026-03-09', 'that of discharge, 2026-03-09'],
  ['settlement', '结算日期 2026-03-31', 'that of settlement, 2026-03-31'],
] as const)('the day that decides is the %s', (is, zh, en) => {
  const of = planOf([pooling()], {}, { decidingDate: { is, clause: CLAUSE } });
  const steps = opening(request({ plan: of, settledOn: plainDate('2026-03-31') }));
  const { text } = steps.find(({ rule }) => rule === 'plan.deciding-date')!;
  expect(text.zh).toContain(zh);
  expect(text.en).toContain(en);
});

test.each([
  ['in-total', '比例按合计一次计算', 'applied once'],
  ['per-band', '比例逐段计算', 'band by band'],
  ['per-line', '比例逐行计算', 'line by line'],
] as const)('a ratio applied %s is said to be', (ratioApplied, zh, en) => {
  const rounding = {
    line: 'down',
    selfPayFirst: 'up',
    ratio: 'half-even',
    ratioApplied,
    clause: CLAUSE,
  } as const;
  const steps = opening(request({ plan: planOf([pooling()], { rounding }) }));
  const step = steps.find(({ rule }) => rule === 'plan.rounding')!;
  expect(step.inputs).toEqual({
    line: 'down',
    selfPayFirst: 'up',
    ratio: 'half-even',
    ratioApplied,
  });
  expect(step.text.zh).toContain(zh);
  expect(step.text.en).toContain(en);
  expect(steps.at(-1)!.rounding).toBe('down');
});

test('the filing is told elsewhere only, and only by a plan that knows filings', () => {
  const crossCounty: VersionDocument['crossCounty'] = {
    levels: [],
    filing: { lateDays: 3, clause: CLAUSE },
    emergencyCountsAsFiled: { is: true, clause: CLAUSE },
    referralCountsAsFiled: { is: true, clause: CLAUSE },
  };
  const filings = (version: Partial<VersionDocument>, county: string) =>
    opening(request({ plan: planOf([pooling()], version), bill: billOf([LINE], { county }) }))
      .filter(({ rule }) => rule === 'plan.filing')
      .map(({ inputs, text }) => [inputs, text]);
  // The catalogue of the tests is of 999101: a plan of that county is at home there.
  expect(filings({ crossCounty }, '999101')).toEqual([
    [{ filing: 'unfiled' }, { zh: '异地就医备案：unfiled', en: 'filed as: unfiled' }],
  ]);
  expect(filings({}, '999101')).toEqual([]);
});
