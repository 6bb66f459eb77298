/** Corners of the layers that pay no share, and of the year's end: what is said, and what lies on an edge. */

import { describe, expect, test } from 'vitest';
import type { MemberNumber } from '../../../src/model/index.ts';
import { amount, parseYuan, yuanText } from '../../../src/money.ts';
import { layerResults } from '../../../src/settlement/adjudicate/course.ts';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { MemberYear } from '../../../src/settlement/adjudicate/yearEnd.ts';
import type { LayerDocument, LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { YearEndDocument } from '../../../src/settlement/plan/schema/yearEnd.ts';
import { amounts, CLAUSE, figure, planOf, pooling, ratios } from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, outcomeOf, paidByLayer, run } from '../support/figures.ts';

function told(layers: readonly LayerDocument[], draft: FiguresDraft) {
  const trace = startTrace();
  const course = run(planOf(layers), factsOf(draft), trace);
  const steps = writeSteps(trace, []).map(({ rule, inputs, result, text }) => ({
    rule,
    inputs,
    result: yuanText(result),
    ...text,
  }));
  return { course, steps, of: (rule: string) => steps.filter((step) => step.rule === rule) };
}

describe('a promise', () => {
  type Guarantee = LayerOf<'guarantee'>;
  const common = {
    layer: 'guarantee',
    id: 'promise',
    visits: ['inpatient'],
    payer: 'floor',
    takes: ['co-payment'],
    over: 'year',
    counter: 'c',
    caps: [],
  } satisfies Partial<Guarantee>;
  const half = pooling({ ratios: ratios('50%') });

  test.each([
    // 1,000 of this visit and 3,000 before: 90 % is 3,600; 500 now and 2,000 before are paid.
    ['total', { 'c.whole': 3000_00n, 'c.paid': 2000_00n }, '3600.00', '1100.00'],
    ['total', { 'c.whole': 0n, 'c.paid': 0n }, '900.00', '400.00'],
    // 1,200 in all, of which 200 are excluded.
    ['total-less-excluded', { 'c.whole': 0n, 'c.paid': 0n }, '900.00', '400.00'],
    ['eligible', { 'c.whole': 0n, 'c.paid': 500_00n }, '900.00', '0.00'],
  ] as const)('a share of %s after %o', (of, counters, promised, missing) => {
    const target = { is: 'least-share', ratio: '90%', of, clause: CLAUSE } as const;
    const excluded = of === 'total-less-excluded' ? '200' : '0';
    const { of: steps } = told([half, { ...common, target }], {
      eligible: '1000',
      excluded,
      year: { counters },
    });
    const [step] = steps('promise.missing');
    expect(step).toMatchObject({ result: missing, inputs: { of, ratio: '90%' } });
    const whole = parseYuan(step!.inputs.whole!.replace(' yuan', ''));
    expect(yuanText(amount((whole * 9n) / 10n))).toBe(promised);
    expect(step!.zh).toContain(`差 ${missing} 元`);
    expect(step!.en).toContain(`${missing} missing`);
  });

  test('a floor of the year', () => {
    const target = { is: 'least-paid', amount: '800.00', clause: CLAUSE } as const;
    const having = (paid: bigint) =>
      told([half, { ...common, target }], {
        eligible: '1000',
        year: { counters: { 'c.paid': paid } },
      }).of('promise.missing');
    expect(having(0n)).toMatchObject([
      { result: '300.00', inputs: { least: '800.00 yuan', paid: '500.00 yuan' } },
    ]);
    expect(having(200_00n)).toMatchObject([{ result: '100.00', inputs: { paid: '700.00 yuan' } }]);
    expect(having(400_00n)).toMatchObject([{ result: '0.00', inputs: { paid: '900.00 yuan' } }]);
  });

  test('no more than so much out of pocket', () => {
    const target = {
      is: 'most-out-of-pocket',
      amount: '300.00',
      counting: ['co-payment', 'excluded'],
      clause: CLAUSE,
    } as const;
    const { of } = told(
      [half, { ...common, target: { ...target, counting: [...target.counting] } }],
      {
        eligible: '1000',
        excluded: '50',
      },
    );
    expect(of('promise.missing')).toMatchObject([
      {
        result: '250.00',
        inputs: { counting: 'co-payment + excluded', burden: '550.00 yuan', most: '300.00 yuan' },
        zh: '个人负担 550.00 元，最高 300.00 元，应兜底 250.00 元',
      },
    ]);
  });
});

describe('a price for the disease', () => {
  const disease = (
    changes: Partial<LayerOf<'single-disease'>> = {},
  ): LayerOf<'single-disease'> => ({
    layer: 'single-disease',
    id: 'appendicitis',
    visits: ['inpatient'],
    payer: 'pooled-fund',
    price: amounts('3000'),
    fund: { pays: 'quota', amounts: amounts('2100') },
    belowPrice: 'fund-pays-in-full',
    abovePrice: 'hospital',
    takes: ['eligible'],
    clause: CLAUSE,
    ...changes,
  });

  test('above it, borne by the hospital, in a result of its own', () => {
    const { course, of } = told([disease()], { eligible: '3500' });
    expect(of('appendicitis.above-price')).toEqual([
      {
        rule: 'appendicitis.above-price',
        inputs: { cost: '3500.00 yuan', price: '3000.00 yuan' },
        result: '500.00',
        zh: '定价 3000.00 元，超出 500.00 元由医疗机构承担',
        en: 'price 3000.00 yuan, 500.00 above it borne by the hospital',
      },
    ]);
    const results = layerResults(course).map(({ layer, paid }) => [
      layer.id,
      layer.payer,
      layer.isPooling,
      paid,
    ]);
    expect(results).toEqual([
      ['appendicitis.above', 'hospital', false, 500_00n],
      ['appendicitis', 'pooled-fund', false, 2100_00n],
    ]);
  });

  test('above it, borne by the patient', () => {
    const { course, of } = told([disease({ abovePrice: 'patient' })], { eligible: '3500' });
    expect(of('appendicitis.above-price')).toMatchObject([
      {
        zh: '定价 3000.00 元，超出 500.00 元由个人承担',
        en: expect.stringContaining('the patient'),
      },
    ]);
    expect(outcomeOf(course)).toEqual({ 'co-payment': '1400.00', 'pooled-fund': '2100.00' });
  });

  test.each([
    ['fund-pays-in-full', '3000', '2100.00', 'quota', '2100.00'],
    ['fund-pays-in-full', '2500', '2100.00', 'quota', '2100.00'],
    ['fund-pays-in-full', '2000', '2100.00', 'quota', '2000.00'],
    ['fund-pays-in-proportion', '3000', '2100.00', 'part', '2100.00'],
    // 2,100 × 2,000 ÷ 3,000
    ['fund-pays-in-proportion', '2000', '1400.00', 'part', '1400.00'],
    ['fund-pays-in-proportion', '3500', '2100.00', 'part', '2100.00'],
  ] as const)('%s, a cost of %s: %s', (belowPrice, eligible, wanted, formula, paid) => {
    const trace = startTrace();
    const plan = planOf([disease({ belowPrice, abovePrice: 'patient' })]);
    const course = run(plan, factsOf({ eligible }), trace);
    const step = writeSteps(trace, []).find(({ rule }) => rule === 'appendicitis.quota')!;
    expect(yuanText(step.result)).toBe(wanted);
    expect(step.formula === 'quota').toBe(formula === 'quota');
    expect('rounding' in step).toBe(formula === 'part');
    expect(outcomeOf(course)['pooled-fund']).toBe(paid);
  });
});

describe('the family account, a fixed sum', () => {
  const account = (id: string): LayerOf<'family-account'> => ({
    layer: 'family-account',
    id,
    visits: ['inpatient'],
    sharedBy: 'household',
    takes: ['co-payment', 'excluded'],
    caps: [],
    clause: CLAUSE,
  });

  test('what one layer took from the account another does not find', () => {
    const person = { account: 350_00n };
    const capped = {
      ...account('first'),
      caps: [
        {
          ...{
            over: 'visit' as const,
            measuredOn: 'payment' as const,
            beyond: 'missed-payment' as const,
          },
          amounts: amounts('100'),
        },
      ],
    };
    const { course, of } = told([pooling({ ratios: ratios('50%') }), capped, account('second')], {
      eligible: '1000',
      person,
    });
    expect(paidByLayer(course)).toEqual(['pooling 500.00', 'first 100.00', 'second 250.00']);
    expect(of('first.balance')).toMatchObject([
      { result: '350.00', inputs: { sharedBy: 'household', pays: 'co-payment + excluded' } },
    ]);
    expect(of('second.balance')).toMatchObject([{ result: '250.00' }]);
    expect(course.account).toBe(0n);
  });

  const quota = (changes: Partial<LayerOf<'quota'>>): LayerOf<'quota'> => ({
    layer: 'quota',
    id: 'quota',
    visits: ['inpatient'],
    payer: 'pooled-fund',
    per: 'visit',
    amounts: amounts('40'),
    takes: ['eligible'],
    caps: [],
    rest: 'later-layers',
    clause: CLAUSE,
    ...changes,
  });

  test('what a fixed sum leaves, later layers see or not', () => {
    const later = pooling({ ratios: ratios('50%') });
    const of = (rest: 'patient' | 'later-layers') =>
      outcomeOf(run(planOf([quota({ rest }), later]), factsOf({ eligible: '100' })));
    expect(of('later-layers')).toEqual({ 'co-payment': '30.00', 'pooled-fund': '70.00' });
    expect(of('patient')).toEqual({ 'co-payment': '60.00', 'pooled-fund': '40.00' });
  });

  test.each([
    ['visit', undefined, 9, '40.00', '1', '定额 40.00 元'],
    ['day', 5, 3, '120.00', '3', '定额 40.00 元 × 3 日 = 120.00 元'],
    ['day', 5, 9, '200.00', '5', '定额 40.00 元 × 5 日 = 200.00 元'],
  ] as const)('per %s, at most %s, %i days', (per, daysMax, days, result, counted, zh) => {
    const layer = quota({ per, ...(daysMax && { daysMax }) });
    const { of } = told([layer], { eligible: '1000', visit: { days } });
    expect(of('quota.quota')).toMatchObject([
      { result, zh, inputs: { per, amount: '40.00 yuan', days: counted } },
    ]);
  });
});

describe('the year’s end', () => {
  function member(number: number, year: Partial<MemberYear>, category = 'ordinary'): MemberYear {
    return {
      memberNumber: `999001-01-01-01-001-${number}` as MemberNumber,
      person: {
        age: 40,
        category,
        attributes: [],
        certified: [],
        account: 0n,
      } as MemberYear['person'],
      deductibleMet: 0n,
      benefitDrawn: 0n,
      counters: {},
      ...year,
    };
  }
  function settle(rule: YearEndDocument, members: readonly MemberYear[], fund?: string) {
    const layer = pooling({
      deductible: {
        mode: 'per-visit',
        counter: 'deductible',
        merge: 'none',
        amounts: amounts('100'),
        clause: CLAUSE,
      },
      caps: [
        {
          over: 'year',
          measuredOn: 'payment',
          counter: 'benefit',
          sharedBy: 'member',
          beyond: 'missed-payment',
          amounts: amounts('9000'),
        },
      ],
    });
    const [version] = planOf([layer], { yearEnd: [rule] }).versions;
    return version!.yearEnd[0]!.settle({
      members,
      participants: 10,
      ...(fund !== undefined && { fund: parseYuan(fund) }),
    });
  }
  const topUp: Extract<YearEndDocument, { kind: 'top-up' }> = {
    kind: 'top-up',
    id: 'december',
    payer: 'pooled-fund',
    counter: 'benefit',
    from: figure('1000'),
    raise: { is: 'times', by: '10%', of: 'benefit', clause: CLAUSE },
    cap: { amount: '5000.00', counter: 'benefit', clause: CLAUSE },
    clause: CLAUSE,
  };
  const paid = (result: ReturnType<typeof settle>) =>
    result.payments.map(({ claim, paid: sum }) => [yuanText(claim), yuanText(sum)]);

  test('the two figures that cards keep are read from where they stand', () => {
    const drawn = (of: string) =>
      member(1, { benefitDrawn: parseYuan(of), deductibleMet: 300_00n });
    expect(paid(settle(topUp, [drawn('999.99')]))).toEqual([]);
    expect(paid(settle(topUp, [drawn('1000')]))).toEqual([['100.00', '100.00']]);
    expect(paid(settle(topUp, [drawn('4700')]))).toEqual([['470.00', '300.00']]);
    expect(paid(settle(topUp, [drawn('4999.99')]))).toEqual([['500.00', '0.01']]);
    expect(paid(settle(topUp, [drawn('5000')]))).toEqual([['500.00', '0.00']]);
    expect(paid(settle(topUp, [drawn('6000')]))).toEqual([['600.00', '0.00']]);
    const byDeductible: YearEndDocument = {
      ...topUp,
      counter: 'deductible',
      from: figure('300'),
      raise: { is: 'times', by: '50%', of: 'deductible', clause: CLAUSE },
    };
    expect(paid(settle(byDeductible, [drawn('0')]))).toEqual([['150.00', '150.00']]);
    expect(settle(topUp, [drawn('1000')])).not.toHaveProperty('fund');
  });

  test('an actual ratio pays what is missing, and nothing where nothing is', () => {
    const actual: YearEndDocument = {
      ...topUp,
      counter: 'inpatient.total',
      raise: {
        is: 'actual-ratio',
        ratio: '70%',
        of: 'inpatient.total',
        paid: 'inpatient.covered',
        clause: CLAUSE,
      },
    };
    const of = (covered: bigint) =>
      paid(
        settle(actual, [
          member(1, { counters: { 'inpatient.total': 1000_00n, 'inpatient.covered': covered } }),
        ]),
      );
    expect(of(600_00n)).toEqual([['100.00', '100.00']]);
    expect(of(700_00n)).toEqual([['0.00', '0.00']]);
    expect(of(900_00n)).toEqual([['0.00', '0.00']]);
  });

  test('a condition speaks of the person', () => {
    const poor: YearEndDocument = { ...topUp, when: { categories: ['destitute'] } };
    const both = [
      member(1, { benefitDrawn: 2000_00n }),
      member(2, { benefitDrawn: 2000_00n }, 'destitute'),
    ];
    expect(settle(poor, both).payments.map(({ memberNumber }) => memberNumber.at(-1))).toEqual([
      '2',
    ]);
  });

  const second: Extract<YearEndDocument, { kind: 'second-compensation' }> = {
    kind: 'second-compensation',
    id: 'second',
    counter: 'benefit',
    from: figure('1000'),
    fund: { is: 'amount', amount: '300.00', clause: CLAUSE },
    share: {
      by: 'bands',
      edges: ['1000.00', '2000.00'],
      ratios: ['10%', '20%', '40%'],
      clause: CLAUSE,
    },
    whenShort: 'in-proportion',
    perMember: figure('900'),
    clause: CLAUSE,
  };

  test('bands: each edge to the fen', () => {
    const of = (drawn: string) =>
      paid(settle(second, [member(1, { benefitDrawn: parseYuan(drawn) })]))[0]![0];
    // Above 1,000: 1,000 × 10 %; 1,000 × 20 % more; 500 × 40 % more; 900 at most.
    expect([of('1000'), of('1500'), of('2000'), of('3000'), of('3500'), of('9000')]).toEqual([
      '0.00',
      '50.00',
      '100.00',
      '300.00',
      '500.00',
      '900.00',
    ]);
  });

  test('a fund that just suffices, one a fen short, and nobody who qualifies', () => {
    const two = [member(1, { benefitDrawn: 2000_00n }), member(2, { benefitDrawn: 3000_00n })];
    const enough: YearEndDocument = {
      ...second,
      fund: { is: 'amount', amount: '400.00', clause: CLAUSE },
    };
    const result = settle(enough, two);
    expect(result).toMatchObject({ payer: 'second-compensation', paid: 400_00n, fund: 400_00n });
    expect(paid(result)).toEqual([
      ['100.00', '100.00'],
      ['300.00', '300.00'],
    ]);
    const short: YearEndDocument = {
      ...second,
      fund: { is: 'amount', amount: '399.99', clause: CLAUSE },
    };
    expect(settle(short, two).paid).toBe(399_99n);
    const whole: YearEndDocument = { ...second, share: { by: 'whole-fund', clause: CLAUSE } };
    expect(paid(settle(whole, [member(1, { benefitDrawn: 1000_00n })]))).toEqual([
      ['0.00', '0.00'],
    ]);
    expect(settle(whole, []).paid).toBe(0n);
    const given: YearEndDocument = { ...second, fund: { is: 'given', clause: CLAUSE } };
    expect(() => settle(given, two)).toThrow('"fund" expected: the plan leaves it open');
    expect(settle(given, two, '400').fund).toBe(400_00n);
  });
});
