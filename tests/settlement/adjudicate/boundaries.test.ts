import { describe, expect, test } from 'vitest';
import { yuanText } from '../../../src/money.ts';
import { type Plan, parseCatalogue } from '../../../src/settlement/index.ts';
import {
  billOf,
  changed,
  decided,
  type LineDraft,
  request,
  text,
  usage,
  yinjiang,
  yinjiangWith,
} from '../support.ts';

/** One class A line of `yuan`. */
function lineOf(yuan: string, lineId = '1'): LineDraft {
  return { item: 'X9990001', price: yuan, quantity: '1', submitted: yuan, lineId };
}

function reasons(plan: Plan, lines: readonly LineDraft[], used = usage()) {
  const { byReason } = decided(request({ plan, bill: billOf(lines), usage: used }));
  return [byReason.deductible, byReason['co-payment'], byReason['above-cap'], byReason.covered].map(
    yuanText,
  );
}

describe('deductible of 300.00 at 55 %', () => {
  test.each([
    ['0.00', '0.00', ['0.00', '0.00', '0.00', '0.00']],
    ['299.99', '0.00', ['299.99', '0.00', '0.00', '0.00']],
    ['300.00', '0.00', ['300.00', '0.00', '0.00', '0.00']],
    // 0.01 × 55 % = 0.0055, half up 0.01
    ['300.01', '0.00', ['300.00', '0.00', '0.00', '0.01']],
    ['300.01', '299.99', ['0.01', '135.00', '0.00', '165.00']],
    ['300.00', '300.00', ['0.00', '135.00', '0.00', '165.00']],
    // Met at a class with a lower deductible: the difference is topped up.
    ['300.00', '100.00', ['200.00', '45.00', '0.00', '55.00']],
    ['300.00', '900.00', ['0.00', '135.00', '0.00', '165.00']],
  ])('eligible %s, met %s', (eligible, deductibleMet, expected) => {
    expect(reasons(yinjiang, [lineOf(eligible)], usage({ deductibleMet }))).toEqual(expected);
  });
});

describe('annual cap of 50,000.00, measured on payment', () => {
  // 100,300.00 less 300.00, × 55 % = 55,000.00
  test.each([
    ['0.00', ['300.00', '45000.00', '5000.00', '50000.00']],
    ['49999.99', ['300.00', '45000.00', '54999.99', '0.01']],
    ['50000.00', ['300.00', '45000.00', '55000.00', '0.00']],
    // Drawn more under another plan: nothing is taken back.
    ['60000.00', ['300.00', '45000.00', '55000.00', '0.00']],
  ])('drawn %s', (benefitDrawn, expected) => {
    expect(reasons(yinjiang, [lineOf('100300.00')], usage({ benefitDrawn }))).toEqual(expected);
  });

  test('reached to the fen', () => {
    // 55 % of 181.82 = 100.001, half up 100.00
    const used = usage({ deductibleMet: '300.00', benefitDrawn: '49900.00' });
    expect(reasons(yinjiang, [lineOf('181.82')], used)).toEqual([
      '0.00',
      '81.82',
      '0.00',
      '100.00',
    ]);
  });
});

describe('rounding of the ratio', () => {
  const met = usage({ deductibleMet: '300.00' });
  // 0.10 × 55 % = 0.055; 0.30 × 55 % = 0.165: halves at an odd and at an even fen.
  test.each([
    ['half-up', '0.06', '0.17'],
    ['half-even', '0.06', '0.16'],
    ['down', '0.05', '0.16'],
    ['up', '0.06', '0.17'],
  ])('%s', (mode, ofTen, ofThirty) => {
    const plan = yinjiangWith(['      ratio: half-up', `      ratio: ${mode}`]);
    expect(reasons(plan, [lineOf('0.10')], met)[3]).toBe(ofTen);
    expect(reasons(plan, [lineOf('0.30')], met)[3]).toBe(ofThirty);
  });

  test('once in total, or line by line', () => {
    // Three lines of 0.10: 0.30 × 55 % = 0.165, half up 0.17; or three times 0.055, half up 0.06.
    const lines = ['1', '2', '3'].map((id) => lineOf('0.10', id));
    const perLine = yinjiangWith(['ratioApplied: in-total', 'ratioApplied: per-line']);
    expect(reasons(yinjiang, lines, met)[3]).toBe('0.17');
    expect(reasons(perLine, lines, met)[3]).toBe('0.18');
  });

  test('line by line, the deductible falls on the lines by what is eligible of them', () => {
    // 300.00 over 100.00 and 500.00: 50.00 and 250.00; (50.00 + 250.00) × 55 %.
    const perLine = yinjiangWith(['ratioApplied: in-total', 'ratioApplied: per-line']);
    const bill = billOf([lineOf('100.00', 'a'), lineOf('500.00', 'b')]);
    const { steps, byReason } = decided(request({ plan: perLine, bill }));
    const ofLines = steps.filter(({ rule }) => rule === 'inpatient.ratio-of-line');
    expect(
      ofLines.map(({ lineId, inputs, result }) => [lineId, inputs.base, yuanText(result)]),
    ).toEqual([
      ['a', '50.00 yuan', '27.50'],
      ['b', '250.00 yuan', '137.50'],
    ]);
    expect(yuanText(byReason.covered)).toBe('165.00');
  });
});

describe('ceiling and first self-pay of a class B line', () => {
  // 28.00 × 2 = 56.00, ceiling 25.00, share 20 %.
  const cannula = { item: 'C9990002', price: '28.00', quantity: '2', submitted: '56.00' };
  test.each([
    ['ceiling-first', ['6.00', '10.00', '40.00']], // 56 - 50; 50 × 20 %
    ['self-pay-first', ['0.00', '11.20', '44.80']], // 56 × 20 %; 44.80 is below 50.00
  ])('%s', (order, expected) => {
    const plan = yinjiangWith(['order: ceiling-first', `order: ${order}`]);
    const [line] = decided(request({ plan, bill: billOf([cannula]) })).lines;
    const { overCeiling, selfPaidFirst, eligible } = line!;
    expect([overCeiling, selfPaidFirst, eligible].map(yuanText)).toEqual(expected);
  });

  test('self-pay first, and the rest still above the ceiling', () => {
    // 100.00: 20.00 first, 80.00 left, ceiling 25.00: 55.00 above it.
    const plan = yinjiangWith(['order: ceiling-first', 'order: self-pay-first']);
    const dear = { item: 'C9990002', price: '100', quantity: '1', submitted: '100.00' };
    const { lines, steps } = decided(request({ plan, bill: billOf([dear]) }));
    expect([lines[0]!.selfPaidFirst, lines[0]!.overCeiling].map(yuanText)).toEqual([
      '20.00',
      '55.00',
    ]);
    const rules = steps.map(({ rule }) => rule).filter((rule) => rule.startsWith('catalogue.'));
    expect(rules).toEqual([
      'catalogue.self-paid-first',
      'catalogue.over-ceiling',
      'catalogue.eligible',
    ]);
  });

  test.each([
    ['24.999999', '25.00', '0.00'],
    ['25', '25.00', '0.00'],
    // The hospital rounded its line up: within the tolerance, and not above the ceiling.
    ['25', '25.01', '0.00'],
    ['25.000001', '25.00', '0.00'],
    ['25.01', '25.01', '0.01'],
  ])('a price of %s, charged %s', (price, submitted, above) => {
    const line = { item: 'C9990002', price, quantity: '1', submitted };
    const decision = decided(request({ bill: billOf([line]) }));
    expect(yuanText(decision.byReason['over-ceiling'])).toBe(above);
  });

  test.each([
    ['township', '15.00'],
    ['county', '30.00'],
    ['prefecture', '40.00'],
    ['province', '50.00'],
  ])('the ceiling of a bed at %s level is %s', (level, ceiling) => {
    const bed = { item: 'S9990001', price: '60', quantity: '1', submitted: '60.00' };
    const decision = decided(request({ bill: billOf([bed], { level }) }));
    expect(yuanText(decision.lines[0]!.eligible)).toBe(ceiling);
  });

  test('a share of 0 % and one of 100 %', () => {
    for (const [share, eligible] of [
      ['0%', '56.00'],
      ['100%', '0.00'],
    ]) {
      const catalogue = parseCatalogue(
        changed('catalogues/999101.yaml', [
          "    selfPayFirst: 20%\n    ceiling: { all: '25.00' }",
          `    selfPayFirst: ${share}`,
        ]),
        'changed.yaml',
      );
      const decision = decided(request({ catalogue, bill: billOf([cannula]) }));
      expect(yuanText(decision.lines[0]!.eligible)).toBe(eligible);
    }
  });
});

describe('place and level', () => {
  test.each([
    // 1,000.00 less 100.00 × 70 %; less 300.00 × 55 %
    ['999001', 'township', '630.00'],
    ['999001', 'county', '630.00'],
    ['999001', 'prefecture', '385.00'],
    ['999101', 'township', '385.00'],
    ['999101', 'province', '385.00'],
  ])('%s, %s level', (county, level, covered) => {
    const catalogue = parseCatalogue(
      changed('catalogues/999101.yaml', ["  code: '999101'", `  code: '${county}'`]),
      'changed.yaml',
    );
    const bill = billOf([lineOf('1000.00')], { county, level });
    expect(yuanText(decided(request({ catalogue, bill })).byReason.covered)).toBe(covered);
  });
});

test('institutions that are not designated can be a paid class of their own', () => {
  // 1,000.00 less 500.00, × 45 %
  const plan = yinjiangWith(
    ['paid: false', 'paid: true'],
    [
      "            in-county: { amount: '100.00'",
      "            not-paid: { amount: '500.00', clause: remainder }\n            in-county: { amount: '100.00'",
    ],
    [
      '          in-county: { ratio: 70%',
      '          not-paid: { ratio: 45%, clause: remainder }\n          in-county: { ratio: 70%',
    ],
  );
  const bill = billOf([lineOf('1000.00')], { isDesignated: false });
  expect(yuanText(decided(request({ plan, bill })).byReason.covered)).toBe('225.00');
});

test("a rounding carries the mark of its own clause, not its neighbour's", () => {
  const path = 'plans/yinjiang-2019.yaml';
  const document = text(path);
  const start = document.indexOf('    assumed:', document.indexOf('\n  rounding:\n'));
  const end = document.indexOf('  line-tolerance:', start);
  const plan = yinjiangWith([document.slice(start, end), '']);
  const cannula = { item: 'C9990002', price: '28.00', quantity: '2', submitted: '56.00' };
  const { steps } = decided(request({ plan, bill: billOf([cannula]) }));
  const rounded = steps.filter(({ rounding }) => rounding !== undefined);
  expect(rounded.map(({ rule, rounding }) => [rule, rounding])).toEqual([
    ['bill.total', 'half-up'],
    ['catalogue.over-ceiling', 'half-up'],
    ['catalogue.self-paid-first', 'half-up'],
    ['inpatient.ratio', 'half-up'],
  ]);
  expect(rounded[0]!.clause.isAssumed).toBe(true);
});

test.each([["from: '2026-03-02', until: open"], ["from: '2026-01-01', until: '2026-03-02'"]])(
  'a catalogue with %s covers a charge of 2 March',
  (effective) => {
    const catalogue = parseCatalogue(
      changed('catalogues/999101.yaml', ["from: '2026-01-01', until: open", effective]),
      'changed.yaml',
    );
    const bill = billOf([lineOf('1000.00')]);
    expect(yuanText(decided(request({ catalogue, bill })).byReason.covered)).toBe('385.00');
  },
);

describe('the deciding date', () => {
  test.each([
    ['admission', '2025-12-30', '2026-01-02', '2026-01-03', 2025],
    ['discharge', '2025-12-30', '2026-01-02', '2026-01-03', 2026],
    ['settlement', '2025-12-30', '2025-12-31', '2026-01-03', 2026],
  ])('%s', (date, admittedOn, dischargedOn, settledOn, year) => {
    const plan = yinjiangWith(['decidingDate: { is: discharge', `decidingDate: { is: ${date}`]);
    const catalogue = parseCatalogue(
      changed('catalogues/999101.yaml', ["from: '2026-01-01'", "from: '2025-01-01'"]),
      'changed.yaml',
    );
    const bill = billOf([lineOf('1000.00')], { admittedOn, dischargedOn });
    const decision = decided(
      request({
        plan,
        catalogue,
        bill,
        usage: { ...usage(), year },
        settledOn: settledOn as ReturnType<typeof request>['settledOn'],
      }),
    );
    expect(decision.usageAfter.year).toBe(year);
  });
});
