/** 年内累计: what a visit adds to the year, and what one layer counted for the next. */

import { describe, expect, test } from 'vitest';
import { parseYuan } from '../../../src/money.ts';
import {
  counted,
  pay,
  payerIndex,
  startCourse,
} from '../../../src/settlement/adjudicate/course.ts';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import { parseBill } from '../../../src/settlement/index.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import {
  CLAUSE,
  deductible,
  figure,
  planOf,
  pooling,
  ratios,
  supplement,
  yearCap,
} from '../support/draftPlan.ts';
import { factsOf, movedOf, outcomeOf, paidByLayer, run } from '../support/figures.ts';
import { decided, request, usage } from '../support.ts';

const known = { ...usage(), counters: {} };

/** The bill of one line of 1,000 yuan, with another visit. */
function visit(changes: object) {
  const document = {
    format: 'onecard-bill/1',
    billNumber: 'T1',
    provider: {
      code: 'H99910100001',
      name: '机构',
      county: '999101',
      level: 'county',
      isDesignated: true,
    },
    visit: {
      kind: 'inpatient',
      admittedOn: '2026-03-02',
      dischargedOn: '2026-03-09',
      diagnoses: ['J18.900'],
      ...changes,
    },
    patient: { name: '测试甲', memberNumber: '999001-01-02-03-004-1' },
    lines: [
      {
        lineId: '1',
        itemCode: 'X9990004',
        hospitalItemCode: 'H1',
        name: '项目',
        chargedOn: '2026-03-02',
        unitPrice: '1000',
        quantity: '1',
        submitted: '1000.00',
      },
    ],
    total: '1000.00',
  };
  return parseBill(JSON.stringify(document), 'bill.json');
}

/** Counts every figure of a kind of visit. */
function tallies(kind: 'inpatient' | 'outpatient'): NonNullable<VersionDocument['yearEnd']> {
  return ['total', 'eligible', 'base', 'pooled', 'covered', 'own'].map((name) => ({
    kind: 'top-up',
    id: `top-up-${name}`,
    payer: 'pooled-fund',
    counter: `${kind}.${name}`,
    from: figure('0'),
    raise: { is: 'times', by: '10%', of: `${kind}.${name}`, clause: CLAUSE },
    cap: { amount: '1', counter: `${kind}.${name}`, clause: CLAUSE },
    clause: CLAUSE,
  }));
}

const account: LayerOf<'family-account'> = {
  layer: 'family-account',
  id: 'account',
  visits: ['inpatient', 'inpatient-emergency', 'outpatient'],
  sharedBy: 'household',
  takes: ['co-payment'],
  caps: [],
  clause: CLAUSE,
};

test.each([
  ['inpatient', {}],
  ['inpatient', { care: 'emergency' }],
  ['outpatient', { kind: 'outpatient', dischargedOn: '2026-03-02' }],
] as const)('every figure of the year, %s %o', (kind, changes) => {
  const visits = ['inpatient', 'inpatient-emergency', 'outpatient'] as const;
  // 1,000 − 200 = 800, of which 400; of the other 400 a quarter; the account holds 50.
  const layers = [
    pooling({ visits: [...visits], deductible: deductible('200'), ratios: ratios('50%') }),
    supplement({
      visits: [...visits],
      base: { of: ['co-payment'], lines: 'all', clause: CLAUSE },
      takes: ['co-payment'],
      ratios: ratios('25%'),
    }),
    account,
  ];
  const of = request({ plan: planOf(layers, { yearEnd: tallies(kind) }), bill: visit(changes) });
  const person = { ...of.person, familyAccount: parseYuan('50') };
  const { usageAfter, layers: decidedLayers } = decided({ ...of, person, usage: known });
  expect(decidedLayers!.map(({ paid }) => paid)).toEqual([400_00n, 100_00n, 50_00n]);
  expect(usageAfter.counters).toEqual({
    [`${kind}.total`]: 1000_00n,
    [`${kind}.eligible`]: 1000_00n,
    [`${kind}.base`]: 800_00n,
    [`${kind}.pooled`]: 400_00n,
    [`${kind}.covered`]: 500_00n,
    [`${kind}.own`]: 500_00n,
  });
  expect(usageAfter.admissions).toBe(kind === 'inpatient' ? 1 : 0);
});

test.each([
  [true, '2026-01-05', 1],
  [false, '2026-01-05', 1],
  [true, '2025-12-30', 1],
  [false, '2025-12-30', 0],
] as const)(
  'crossYearStay.countsAdmission %s, admitted %s: %i',
  (countsAdmission, admittedOn, admissions) => {
    const crossYearStay = { deductible: 'pay-again', countsAdmission, clause: CLAUSE } as const;
    const plan = planOf([pooling()], { crossYearStay });
    const bill = visit({ admittedOn, dischargedOn: '2026-03-09' });
    expect(decided(request({ plan, bill })).usageAfter.admissions).toBe(admissions);
  },
);

describe('counters within one visit', () => {
  test('a later layer sees what an earlier one counted', () => {
    const cap = yearCap('400', { counter: 'sum' });
    const layers = [
      pooling({ ratios: ratios('30%'), caps: [cap] }),
      supplement({
        base: { of: ['co-payment'], lines: 'all', clause: CLAUSE },
        ratios: ratios('50%'),
        caps: [cap],
      }),
    ];
    // 300 of 400, then 350 wanted and 100 left.
    const course = run(planOf(layers), factsOf({ eligible: '1000' }));
    expect(paidByLayer(course)).toEqual(['pooling 300.00', 'supplement 100.00']);
    expect(movedOf(course)).toEqual({ sum: '400.00' });
    expect(counted(course, 'sum')).toBe(400_00n);
    expect(counted(course, 'other')).toBe(0n);
    const later = run(
      planOf(layers),
      factsOf({ eligible: '1000', year: { counters: { sum: 350_00n } } }),
    );
    expect(paidByLayer(later)).toEqual(['pooling 50.00', 'supplement 0.00']);
    expect(counted(later, 'sum')).toBe(400_00n);
  });

  test('nothing paid moves nothing', () => {
    const layer = pooling({ ratios: ratios('0%'), caps: [yearCap('9', { counter: 'sum' })] });
    expect(run(planOf([layer]), factsOf({ eligible: '10' })).moved).toBeNull();
  });

  test('the card’s deductible grows by what was taken, whatever way it is worked out', () => {
    const halved = [{ when: { categories: ['destitute' as const] }, times: '50%', clause: CLAUSE }];
    for (const [changes, taken] of [
      [{}, 300_00n],
      [{ reductions: halved }, 150_00n],
      [{ mode: 'per-year' as const }, 200_00n],
    ] as const) {
      const layer = pooling({ deductible: deductible('300', changes) });
      const course = run(
        planOf([layer]),
        factsOf({
          eligible: '1000',
          person: { category: 'destitute' },
          year: { deductibleMet: 100_00n },
        }),
      );
      expect(course.deductibleMet).toBe(100_00n + taken);
    }
  });
});

test('a promise that does not hold for the person counts nothing', () => {
  const ceiling: LayerOf<'guarantee'> = {
    layer: 'guarantee',
    id: 'ceiling',
    visits: ['inpatient'],
    when: { categories: ['destitute'] },
    payer: 'government-backstop',
    takes: ['co-payment'],
    over: 'year',
    counter: 'backstop',
    caps: [],
    target: {
      is: 'most-out-of-pocket',
      amount: '100.00',
      counting: ['co-payment'],
      clause: CLAUSE,
    },
  };
  const of = (category: 'ordinary' | 'destitute') =>
    run(planOf([pooling(), ceiling]), factsOf({ eligible: '1000', person: { category } }));
  expect(movedOf(of('ordinary'))).toEqual({});
  expect(movedOf(of('destitute'))).toEqual({ 'backstop.burden': '100.00' });
});

test('what no layer decided is told before the cash', () => {
  const elsewhere = pooling({ when: { ages: { from: 99, to: 'open' } } });
  const trace = startTrace();
  const course = run(planOf([elsewhere]), factsOf({ eligible: '300', excluded: '1' }), trace);
  expect(outcomeOf(course)).toEqual({ excluded: '1.00', 'co-payment': '300.00' });
  expect(writeSteps(trace, []).map(({ rule, result }) => [rule, result])).toEqual([
    ['remainder.co-payment', 300_00n],
    ['remainder.cash', 301_00n],
  ]);
});

test('the hospital’s part of the whole bill is told, and no more than there is', () => {
  const told = (hospitalOfBill: string) => {
    const trace = startTrace();
    const course = run(planOf([pooling()]), factsOf({ eligible: '100', hospitalOfBill }), trace);
    const [first] = writeSteps(trace, []);
    return [first!.rule, first!.result, outcomeOf(course)];
  };
  expect(told('30')).toEqual([
    'controls.hospital-of-bill',
    30_00n,
    { 'co-payment': '21.00', 'pooled-fund': '49.00', hospital: '30.00' },
  ]);
  expect(told('500')).toEqual(['controls.hospital-of-bill', 100_00n, { hospital: '100.00' }]);
});

test('nobody is paid more than is left', () => {
  const course = startCourse(factsOf({ eligible: '10' }), null);
  expect(() => pay(course, [6], payerIndex('civil-aid'), 10_01n)).toThrow(
    'a layer pays more than there is to pay',
  );
  const fresh = startCourse(factsOf({ eligible: '10' }), null);
  pay(fresh, [6], payerIndex('civil-aid'), 10_00n);
  expect(outcomeOf(fresh)).toEqual({ 'civil-aid': '10.00' });
});

test('a share of self-paid items among all lines', () => {
  const layer: LayerOf<'over-share'> = {
    layer: 'over-share',
    id: 'over-share',
    visits: ['inpatient'],
    selfPaid: ['excluded'],
    lines: 'all',
    limits: { 'every-class': { ratio: '10%', clause: CLAUSE } },
    clause: CLAUSE,
  };
  const lines = {
    ids: ['1', '2'],
    submitted: [500_00n, 300_00n],
    excluded: [0n, 300_00n],
    overCeiling: [0n, 0n],
    selfPaidFirst: [0n, 0n],
    eligible: [500_00n, 0n],
    hospital: [0n, 0n],
    flags: [0, 0],
  };
  const course = run(planOf([layer]), factsOf({ eligible: '500', excluded: '300', lines }));
  expect(outcomeOf(course)).toMatchObject({ excluded: '80.00', hospital: '220.00' });
});
