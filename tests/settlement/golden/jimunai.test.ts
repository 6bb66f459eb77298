import { expect, test } from 'vitest';
import { yuanText } from '../../../src/money.ts';
import { parseCatalogue } from '../../../src/settlement/index.ts';
import { plainDate, yearOf } from '../../../src/time.ts';
import { bill, billOf, changed, decided, jimunai, personB, request, usage } from '../support.ts';

/*
 * examples/bills/jimunai-inpatient.json under plans/jimunai-2011.yaml, by hand.
 *
 * class A: 210.00 + 84.00 + 60.00 + 16.00 + 25.00 + 48.30 + 59.36 + 2.22 = 504.88
 * class B: albumin 1,134.00 × 30 % = 340.20 first, 793.80 eligible
 *          ambroxol at its ceiling: 120.40 × 15 % = 18.06 first, 102.34 eligible
 *          CT at its ceiling: 220.00 × 10 % = 22.00 first, 198.00 eligible
 *          cannula 53.00 - 25 × 2 = 3.00 above; 50.00 × 20 % = 10.00 first, 40.00 eligible
 * class C: 100.00
 * eligible 504.88 + 793.80 + 102.34 + 198.00 + 40.00 = 1,639.02
 * county level: deductible 200.00, 65 %: 1,439.02 × 65 % = 935.363, half up 935.36
 * cash 2,132.28 - 935.36 = 1,196.92
 */
test('a county hospital', () => {
  const decision = decided(
    request({
      person: personB,
      plan: jimunai,
      bill: bill('examples/bills/jimunai-inpatient.json'),
    }),
  );
  const byReason = Object.fromEntries(
    Object.entries(decision.byReason).map(([reason, value]) => [reason, yuanText(value)]),
  );
  expect(byReason).toEqual({
    excluded: '100.00',
    'over-ceiling': '3.00',
    'self-paid-first': '390.26',
    deductible: '200.00',
    'co-payment': '503.66',
    'above-cap': '0.00',
    covered: '935.36',
  });
  expect(yuanText(decision.byPayer.cash!)).toBe('1196.92');
  expect(decision.plan.version).toBe('2011-from-april');
});

/** The plan under test with a catalogue that was in force in its year. */
const oldCatalogue = parseCatalogue(
  changed('catalogues/999101.yaml', ["from: '2026-01-01'", "from: '2010-01-01'"]),
  'old.yaml',
);

function pooledAt(level: string, day: string): string {
  const date = plainDate(day);
  const year = yearOf(date);
  const lines = [{ item: 'X9990001', price: '10000', quantity: '1', submitted: '10000.00' }];
  const decision = decided(
    request({
      person: { ...personB, participation: [{ year, category: 'ordinary', paidOn: date }] },
      plan: jimunai,
      catalogue: oldCatalogue,
      bill: billOf(lines, { level, admittedOn: day, dischargedOn: day, patient: personB }),
      usage: { ...usage(), year },
      settledOn: date,
    }),
  );
  return `${decision.plan.version} ${yuanText(decision.byPayer['pooled-fund']!)}`;
}

// 10,000.00 less 100 / 200 / 400 / 600, at the ratio of the level before and from 26 April 2011.
test.each([
  ['township', '2011-04-25', '2011-before-april 7920.00'], // 9,900 × 80 %
  ['township', '2011-04-26', '2011-from-april 8415.00'], // 9,900 × 85 %
  ['county', '2011-04-25', '2011-before-april 5880.00'], // 9,800 × 60 %
  ['county', '2011-04-26', '2011-from-april 6370.00'], // 9,800 × 65 %
  ['prefecture', '2011-04-25', '2011-before-april 4800.00'], // 9,600 × 50 %
  ['prefecture', '2011-04-26', '2011-from-april 5280.00'], // 9,600 × 55 %
  ['province', '2011-04-25', '2011-before-april 3760.00'], // 9,400 × 40 %
  ['province', '2011-04-26', '2011-from-april 4230.00'], // 9,400 × 45 %
  ['county', '2011-01-01', '2011-before-april 5880.00'],
  ['county', '2026-12-31', '2011-from-april 6370.00'],
])('%s level on %s: %s', (level, day, expected) => {
  expect(pooledAt(level, day)).toBe(expected);
});

// Per admission: the deductible is due again although it was paid in the year. Cap 50,000 - 49,500.
test('each admission pays its deductible, and the cap cuts', () => {
  const decision = decided(
    request({
      person: personB,
      plan: jimunai,
      bill: bill('examples/bills/jimunai-inpatient.json'),
      usage: usage({ deductibleMet: '200.00', benefitDrawn: '49500.00' }),
    }),
  );
  expect(yuanText(decision.byReason.deductible)).toBe('200.00');
  expect(yuanText(decision.byReason['above-cap'])).toBe('435.36');
  expect(yuanText(decision.byPayer['pooled-fund']!)).toBe('500.00');
  expect(yuanText(decision.usageAfter.benefitDrawn)).toBe('50000.00');
});
