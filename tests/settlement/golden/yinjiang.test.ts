import { expect, test } from 'vitest';
import { parseYuan, yuanText } from '../../../src/money.ts';
import { bill, decided, request, usage } from '../support.ts';

/*
 * examples/bills/yinjiang-inpatient.json under plans/yinjiang-2019.yaml, by hand.
 *
 * line  submitted  class  above ceiling             first self-paid          eligible
 *   1      245.00    A    245.00 - 30 × 7 =  35.00                             210.00
 *   2       84.00    A                                                          84.00
 *   3       40.00    A                                                          40.00
 *   4       65.00    A                                                          65.00
 *   5      240.00    B    240.00 - 220    =  20.00  220.00 × 10% =  22.00      198.00
 *   6       84.00    A                                                          84.00
 *   7      172.90    B                              172.90 × 10% =  17.29      155.61
 *   8      127.75    B    127.75 - 8.6×14 =   7.35  120.40 × 15% =  18.06      102.34
 *   9       92.00    A    (3.2857 × 28 = 91.9996)                               92.00
 *  10      217.00    B                              217.00 × 20% =  43.40      173.60
 *  11       12.95    A                                                          12.95
 *  12       56.00    B    56.00 - 25 × 2  =   6.00   50.00 × 20% =  10.00       40.00
 *  13       70.00    C    excluded            70.00
 *  14      193.00    C    excluded           193.00
 *  15      537.60    B                              537.60 × 10% =  53.76      483.84
 *  16      160.00    A                                                         160.00
 *  17      236.00    A                                                         236.00
 *  18      835.80    B                              835.80 × 20% = 167.16      668.64
 * total  3,469.00         excluded 263.00, above 68.35, first 331.67        2,805.98
 *
 * hospital in another county, designated: deductible 300.00, 55 %
 * 2,805.98 - 300.00 = 2,505.98; × 55 % = 1,378.289, half up 1,378.29; left to the patient 1,127.69
 * cap 50,000.00: not reached.  cash 3,469.00 - 1,378.29 = 2,090.71
 */
test('the first visit of the year', () => {
  const decision = decided(request());
  const byReason = Object.fromEntries(
    Object.entries(decision.byReason).map(([reason, value]) => [reason, yuanText(value)]),
  );
  expect(byReason).toEqual({
    excluded: '263.00',
    'over-ceiling': '68.35',
    'self-paid-first': '331.67',
    deductible: '300.00',
    'co-payment': '1127.69',
    'above-cap': '0.00',
    covered: '1378.29',
  });
  expect(decision.byPayer).toEqual({
    'pooled-fund': parseYuan('1378.29'),
    cash: parseYuan('2090.71'),
  });
  expect(decision.lines.map(({ eligible }) => yuanText(eligible))).toEqual([
    '210.00',
    '84.00',
    '40.00',
    '65.00',
    '198.00',
    '84.00',
    '155.61',
    '102.34',
    '92.00',
    '173.60',
    '12.95',
    '40.00',
    '0.00',
    '0.00',
    '483.84',
    '160.00',
    '236.00',
    '668.64',
  ]);
  expect(decision.usageAfter).toEqual({
    ...usage({ deductibleMet: '300.00', benefitDrawn: '1378.29' }),
    admissions: 1,
  });
  expect(decision.decidedFor).toBe('2026-03-09');
  expect(decision.plan).toMatchObject({ id: 'yinjiang-2019', version: '2019' });
});

/*
 * examples/bills/yinjiang-second-visit.json after the first: the deductible of 300.00 is met.
 * 60.00 + 24.00 + 33.60 + 20.00 class A; 49.40 class B: 4.94 first, 44.46 eligible; 18.00 class C
 * eligible 182.06; deductible 300.00 - 300.00 = 0; 182.06 × 55 % = 100.133, half up 100.13
 * cash 205.00 - 100.13 = 104.87; drawn 1,378.29 + 100.13 = 1,478.42
 */
test('the second visit finds the deductible met', () => {
  const first = decided(request());
  const decision = decided(
    request({
      bill: bill('examples/bills/yinjiang-second-visit.json'),
      usage: first.usageAfter,
    }),
  );
  expect(yuanText(decision.byReason.deductible)).toBe('0.00');
  expect(yuanText(decision.byPayer['pooled-fund']!)).toBe('100.13');
  expect(yuanText(decision.byPayer.cash!)).toBe('104.87');
  expect(decision.usageAfter).toEqual({
    ...usage({ deductibleMet: '300.00', benefitDrawn: '1478.42' }),
    admissions: 2,
  });
});

/*
 * The same small bill first: 182.06 is below the deductible, all of it is; then the larger bill
 * owes the rest: 300.00 - 182.06 = 117.94; (2,805.98 - 117.94) × 55 % = 1,478.422, half up 1,478.42.
 */
test('a deductible that one visit did not fill is filled by the next', () => {
  const first = decided(request({ bill: bill('examples/bills/yinjiang-second-visit.json') }));
  expect(yuanText(first.byReason.deductible)).toBe('182.06');
  expect(yuanText(first.byPayer['pooled-fund']!)).toBe('0.00');
  const second = decided(request({ usage: first.usageAfter }));
  expect(yuanText(second.byReason.deductible)).toBe('117.94');
  expect(yuanText(second.byPayer['pooled-fund']!)).toBe('1478.42');
});

test('every step of what no source gives is marked as assumed, and no other', () => {
  const { steps } = decided(request());
  const assumed = (rule: string) => {
    const found = steps.filter((step) => step.rule === rule);
    expect(found.length, rule).toBeGreaterThan(0);
    return found.every(({ clause }) => clause.isAssumed);
  };
  for (const rule of [
    'bill.total',
    'plan.county',
    'plan.deciding-date',
    'plan.insurance-year',
    'plan.version',
    'plan.still-in-force',
    'plan.rounding',
    'inpatient.deductible',
    'inpatient.deductible-due',
    'remainder.cash',
  ]) {
    expect(assumed(rule), rule).toBe(true);
  }
  for (const rule of [
    'inpatient.eligible',
    'inpatient.ratio',
    'inpatient.co-payment',
    'inpatient.cap',
  ]) {
    expect(assumed(rule), rule).toBe(false);
  }
  expect(steps.find(({ rule }) => rule === 'inpatient.ratio')?.rounding).toBe('half-up (assumed)');
});
