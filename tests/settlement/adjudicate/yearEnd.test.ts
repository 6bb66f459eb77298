import { describe, expect, test } from 'vitest';
import type { MemberNumber } from '../../../src/model/index.ts';
import { type Amount, amount, parseYuan, yuanText } from '../../../src/money.ts';
import type { MemberYear } from '../../../src/settlement/adjudicate/yearEnd.ts';
import type { YearEndDocument } from '../../../src/settlement/plan/schema/yearEnd.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, figure, planOf, pooling } from '../support/draftPlan.ts';

function member(number: number, counters: Record<string, string>, age = 40): MemberYear {
  return {
    memberNumber: `999001-01-01-01-001-${number}` as MemberNumber,
    person: { age, category: 'ordinary', attributes: [], certified: [], account: 0n },
    deductibleMet: 0n,
    benefitDrawn: 0n,
    counters: Object.fromEntries(
      Object.entries(counters).map(([name, value]) => [name, parseYuan(value)]),
    ),
  };
}

function settle(rule: YearEndDocument, members: readonly MemberYear[], participants = 100) {
  const [version] = planOf([pooling()], { yearEnd: [rule] }).versions;
  const { payments, ...result } = version!.yearEnd[0]!.settle({ members, participants });
  return { result, paid: payments.map(({ paid }) => yuanText(paid)) };
}

type Second = Extract<YearEndDocument, { kind: 'second-compensation' }>;

const second: Second = {
  kind: 'second-compensation',
  id: 'second',
  counter: 'inpatient.own',
  from: figure('3000'),
  fund: { is: 'per-participant', amount: '5', clause: CLAUSE },
  share: { by: 'ratio', ratio: '50%', clause: CLAUSE },
  whenShort: 'in-proportion',
  perMember: figure('17500'),
  clause: CLAUSE,
};
const three = [
  member(1, { 'inpatient.own': '2999.99' }),
  member(2, { 'inpatient.own': '3400' }),
  member(3, { 'inpatient.own': '50000' }),
];

describe('second compensation', () => {
  test('5 of 45 yuan a person, up to 17,500', () => {
    // 40,000 participants: 200,000; 400 × 50 % = 200; 47,000 × 50 % = 23,500, 17,500 at most
    const { result, paid } = settle(second, three, 40_000);
    expect(paid).toEqual(['200.00', '17500.00']);
    expect([result.fund, result.paid].map((each) => yuanText(each!))).toEqual([
      '200000.00',
      '17700.00',
    ]);
  });

  test('a fund too small is shared in proportion, to the fen', () => {
    // 500.00 over claims of 200 and 17,500: 5.6497…, 494.3502…
    expect(settle(second, three).paid).toEqual(['5.65', '494.35']);
    expect(settle({ ...second, whenShort: 'refuse' }, three).paid).toEqual(['0.00', '0.00']);
  });

  test('bands, and the whole fund', () => {
    const bands = { by: 'bands', edges: ['1000'], ratios: ['10%', '20%'], clause: CLAUSE } as const;
    // 400 × 10 %; 1,000 × 10 % + 46,000 × 20 %
    const share = { ...bands, edges: [...bands.edges], ratios: [...bands.ratios] };
    expect(settle({ ...second, share }, three, 40_000).paid).toEqual(['40.00', '9300.00']);
    const whole = { by: 'whole-fund', clause: CLAUSE } as const;
    // 500 over 400 : 47,000
    expect(settle({ ...second, share: whole }, three).paid).toEqual(['4.21', '495.78']);
  });

  test('a fund that the plan leaves open must be given', () => {
    const rule: Second = { ...second, fund: { is: 'given', clause: CLAUSE } };
    const [version] = planOf([pooling()], { yearEnd: [rule] }).versions;
    const request = { members: three, participants: 1 };
    expect(() => version!.yearEnd[0]!.settle(request)).toThrow(TypeError);
    const given = version!.yearEnd[0]!.settle({ ...request, fund: amount(100n) });
    expect(given.paid).toBe(100n);
  });

  test('the order of the members changes nothing', () => {
    const turned = settle(second, [...three].reverse()).paid;
    expect([...turned].reverse()).toEqual(settle(second, three).paid);
  });
});

describe('December top-up', () => {
  const rule = (raise: Extract<YearEndDocument, { kind: 'top-up' }>['raise']): YearEndDocument => ({
    kind: 'top-up',
    id: 'december',
    payer: 'pooled-fund',
    counter: 'inpatient.total',
    from: figure('0'),
    below: figure('10000'),
    raise,
    cap: { amount: '6500', counter: 'inpatient.pooled', clause: CLAUSE },
    clause: CLAUSE,
  });
  const members = [
    member(1, { 'inpatient.total': '9000', 'inpatient.base': '8000', 'inpatient.pooled': '5600' }),
    member(2, { 'inpatient.total': '10000', 'inpatient.base': '9000', 'inpatient.pooled': '6300' }),
  ];
  test.each([
    ['points', { is: 'points', by: '10%', of: 'inpatient.base', clause: CLAUSE }, '800.00'],
    ['× 1.1', { is: 'times', by: '10%', of: 'inpatient.pooled', clause: CLAUSE }, '560.00'],
    [
      'an actual ratio',
      {
        is: 'actual-ratio',
        ratio: '70%',
        of: 'inpatient.total',
        paid: 'inpatient.pooled',
        clause: CLAUSE,
      },
      '700.00',
    ],
    ['beyond the cap', { is: 'points', by: '50%', of: 'inpatient.base', clause: CLAUSE }, '900.00'],
  ] as const)('by 10 %% as %s', (_, raise, expected) => {
    expect(settle(rule(raise), members).paid).toEqual([expected]);
  });
});

test('contributions and the outpatient budget', () => {
  const funding: VersionDocument['funding'] = {
    contributions: [
      {
        when: { categories: ['special-care'] },
        amount: '520',
        paidBy: 'government',
        intoAccount: '150',
        clause: CLAUSE,
      },
      { amount: '20', paidBy: 'member', intoAccount: '0', clause: CLAUSE },
    ],
    outpatientBudget: {
      fixed: { ratio: '70%', clause: CLAUSE },
      workingCapital: { twelfths: 1, rounding: 'half-up', clause: CLAUSE },
    },
  };
  const { contributionOf, outpatientBudget } = planOf([pooling()], { funding }).versions[0]!
    .funding!;
  expect(contributionOf('special-care')).toMatchObject({ amount: 52_000n, intoAccount: 15_000n });
  expect(contributionOf('ordinary')).toMatchObject({ amount: 2_000n, paidBy: 'member' });
  const budget = outpatientBudget!(parseYuan('1000.01'));
  expect(Object.values(budget).map((each) => yuanText(each as Amount))).toEqual([
    '700.00',
    '300.01',
    '83.33',
  ]);
});
