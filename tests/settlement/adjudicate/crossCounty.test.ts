import { describe, expect, test } from 'vitest';
import type { BillFields } from '../../../src/model/index.ts';
import { decide, encodeBill, parseBill } from '../../../src/settlement/index.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { plainDate } from '../../../src/time.ts';
import {
  CLAUSE,
  deductible,
  draftVersion,
  figure,
  planOf,
  pooling,
  ratios,
} from '../support/draftPlan.ts';
import { billOf, decided, personA, request, usage } from '../support.ts';

const LINE = { item: 'X9990001', price: '1000', quantity: '1', submitted: '1000.00' };

/** A bill of 1,000 yuan of class A from elsewhere, with something more to say of the visit. */
function billWith(
  visit: Partial<BillFields['visit']>,
  provider: Partial<BillFields['provider']> = {},
) {
  const bill = billOf([LINE]);
  const document = Object.assign({}, bill, {
    visit: { ...bill.visit, ...visit },
    provider: { ...bill.provider, ...provider },
  });
  return parseBill(encodeBill(document), 'bill.json');
}

const crossCounty: NonNullable<VersionDocument['crossCounty']> = {
  levels: [{ county: '999101', level: 'county', countsAs: 'prefecture', clause: CLAUSE }],
  filing: { lateDays: 3, clause: CLAUSE },
  emergencyCountsAsFiled: { is: true, clause: CLAUSE },
  referralCountsAsFiled: { is: true, clause: CLAUSE },
};

/** 参合地待遇: referral and emergency ten points less, unfiled twenty. */
const plan = planOf(
  [
    pooling({
      visits: ['inpatient', 'inpatient-emergency'],
      ratios: ratios('70%'),
      adjustments: {
        list: [
          {
            when: { filings: ['referral', 'emergency'] },
            change: 'lower-by-points',
            by: '10%',
            clause: CLAUSE,
          },
          {
            when: { filings: ['unfiled'], places: ['outside-county'] },
            change: 'lower-by-points',
            by: '20%',
            clause: CLAUSE,
          },
        ],
        together: 'all',
        atMost: '100%',
        atLeast: '0%',
        clause: CLAUSE,
      },
    }),
  ],
  { crossCounty },
);

describe('filing', () => {
  const filed = (kind: 'resident' | 'temporary' | 'referral', day: string) => ({
    filing: { kind, filedOn: plainDate(day) },
  });
  test.each<[string, Partial<BillFields['visit']>, string]>([
    ['nothing', {}, '500.00'],
    ['a resident there', filed('resident', '2026-01-01'), '700.00'],
    ['temporary, filed in time', filed('temporary', '2026-03-05'), '700.00'],
    ['temporary, filed too late', filed('temporary', '2026-03-06'), '500.00'],
    ['referred and filed', filed('referral', '2026-03-01'), '600.00'],
    ['a referral form only', { referralNumber: 'R1' }, '600.00'],
    ['an emergency', { care: 'emergency' }, '600.00'],
    [
      'filed too late, yet referred',
      { ...filed('resident', '2026-03-09'), referralNumber: 'R1' },
      '600.00',
    ],
  ])('%s', (_, visit, expected) => {
    const { byPayer } = decided(request({ plan, bill: billWith(visit) }));
    expect(byPayer['pooled-fund']).toBe(BigInt(expected.replace('.', '')));
  });

  test('the filing is explained', () => {
    const { steps } = decided(request({ plan, bill: billWith({ referralNumber: 'R1' }) }));
    expect(steps.find(({ rule }) => rule === 'plan.filing')?.inputs).toEqual({
      filing: 'referral',
    });
    expect(steps.find(({ rule }) => rule === 'pooling.adjusted')?.text.en).toBe(
      'ratio 70% lowered by 10%: 60%',
    );
  });
});

describe('whose classes', () => {
  const levels = ['village', 'township', 'county', 'prefecture', 'province'] as const;
  const row = (places: readonly string[], from: number, to: number, designated = true) => ({
    places: [...places] as ['in-county'],
    levels: levels.slice(from, to),
    designated,
  });
  const named = { name: { zh: '类', en: 'class' }, paid: true, clause: CLAUSE };
  const institutionClasses: VersionDocument['institutionClasses'] = {
    home: { ...named, institutions: [row(['in-county'], 0, 5)] },
    province: { ...named, institutions: [row(['in-prefecture', 'in-province'], 0, 3)] },
    higher: { ...named, institutions: [row(['in-prefecture', 'in-province'], 3, 5)] },
    filed: {
      ...named,
      institutions: [
        {
          ...row(['outside-province'], 0, 5),
          filings: ['resident', 'temporary', 'referral', 'emergency'],
        },
      ],
    },
    unfiled: {
      ...named,
      institutions: [{ ...row(['outside-province'], 0, 5), filings: ['unfiled'] }],
    },
    none: {
      ...named,
      paid: false,
      institutions: [row(['in-county', 'outside-county'], 0, 5, false)],
    },
  };
  const by = (rows: Record<string, string>) =>
    Object.fromEntries(Object.entries(rows).map(([name, amount]) => [name, figure(amount)]));
  const out = planOf(
    [
      pooling({
        deductible: deductible('0', {
          amounts: by({
            home: '100',
            province: '200',
            higher: '300',
            filed: '400',
            unfiled: '500',
          }),
        }),
        ratios: ratios('100%'),
      }),
    ],
    { crossCounty, institutionClasses },
  );

  test.each([
    // The county of treatment 999101 shares the prefecture 9991 with 999102, the province 99 with 999001.
    ['999001', '999101', 'township', '200.00'],
    ['999001', '999101', 'county', '300.00'], // counts as prefecture level here
  ])('home %s, treated in %s at %s level', (_home, county, level, expected) => {
    const bill = billOf([LINE], { county, level });
    const { byReason } = decided(request({ plan: out, bill }));
    expect(byReason.deductible).toBe(BigInt(expected.replace('.', '')));
  });

  test('beyond the province the filing picks the class', () => {
    const version = out.versions[0]!;
    const of = (filing: 'unfiled' | 'referral') =>
      version.classOf(
        { place: 'outside-province', level: 'county', grade: 'ungraded', isDesignated: true },
        filing,
      ).id;
    expect([of('unfiled'), of('referral')]).toEqual(['unfiled', 'filed']);
    expect(draftVersion([]).institutionClasses).toHaveProperty('far');
  });
});

describe('what the plan must be told', () => {
  test.each([
    ['bornOn', { when: { ages: { from: 60, to: 'open' as const } } }],
    ['attributes', { when: { attributes: ['disabled'] } }],
    ['certificates', { certificate: { lists: ['chronic'], clause: CLAUSE } }],
  ])('%s', (fact, changes) => {
    const asking = planOf(
      [pooling({ id: 'first', ...changes }), pooling()],
      {},
      {
        ...(fact === 'attributes'
          ? { attributes: { disabled: { name: { zh: '残疾', en: 'disabled' }, clause: CLAUSE } } }
          : {}),
        ...(fact === 'certificates'
          ? {
              diseases: {
                chronic: { name: { zh: '慢病', en: 'chronic' }, codes: ['I10'], clause: CLAUSE },
              },
            }
          : {}),
      },
    );
    const result = decide(request({ plan: asking }));
    expect(result).toMatchObject({
      outcome: 'refused',
      reasons: [{ code: 'fact-missing', facts: { fact } }],
    });
    const person = {
      ...personA,
      bornOn: plainDate('1970-01-01'),
      attributes: [],
      certificates: [],
    };
    expect(decide(request({ plan: asking, person })).outcome).toBe('adjudicated');
  });

  test('counters: a card alone does not know them', () => {
    const cap = {
      over: 'year',
      measuredOn: 'payment',
      counter: 'outpatient',
      sharedBy: 'member',
      beyond: 'missed-payment',
      amounts: { 'every-class': figure('400') },
    } as const;
    const counting = planOf([pooling({ caps: [cap] })]);
    expect(decide(request({ plan: counting }))).toMatchObject({
      reasons: [{ code: 'fact-missing', facts: { fact: 'counters' } }],
    });
    const { usageAfter } = decided(
      request({
        plan: counting,
        bill: billOf([LINE]),
        usage: { ...usage(), counters: { outpatient: 10_000n } },
      }),
    );
    // What no rule of the plan reads is not counted.
    expect(usageAfter.counters).toEqual({ outpatient: 40_000n });
  });
});

describe('examinations before the admission', () => {
  const early = { ...LINE, chargedOn: '2026-03-02' };
  const withDay = (day: string) => {
    const bill = billOf([
      { ...LINE, lineId: '1' },
      { ...early, lineId: '2' },
    ]);
    const [first, second] = bill.lines;
    const lines = [
      first!,
      { ...second!, chargedOn: plainDate(day), isPreAdmission: true as const },
    ];
    return parseBill(encodeBill(Object.assign({}, bill, { lines })), 'bill.json');
  };
  const taking = planOf([pooling()], { preAdmission: { days: 3, lines: 'all', clause: CLAUSE } });
  test.each([
    ['2026-02-27', 'adjudicated'],
    ['2026-02-26', 'refused'],
  ])('on %s: %s', (day, outcome) => {
    expect(decide(request({ plan: taking, bill: withDay(day) })).outcome).toBe(outcome);
  });
  test('a plan that does not speak of them refuses', () => {
    const silent = planOf([pooling()]);
    expect(decide(request({ plan: silent, bill: withDay('2026-03-01') }))).toMatchObject({
      reasons: [{ code: 'pre-admission-not-covered', path: 'lines[1].chargedOn' }],
    });
  });
  test('examinations only: the catalogue says what is one', () => {
    const only = planOf([pooling()], {
      preAdmission: { days: 3, lines: 'examinations', clause: CLAUSE },
    });
    expect(decide(request({ plan: only, bill: withDay('2026-03-01') })).outcome).toBe('refused');
  });
});
