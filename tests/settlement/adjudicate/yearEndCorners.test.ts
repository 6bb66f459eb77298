/** Corners of the year's end: what lies on an edge, and what is read from where. */

import { describe, expect, test } from 'vitest';
import type { MemberNumber } from '../../../src/model/index.ts';
import { parseYuan, yuanText } from '../../../src/money.ts';
import type { MemberYear } from '../../../src/settlement/adjudicate/yearEnd.ts';
import type { YearEndDocument } from '../../../src/settlement/plan/schema/yearEnd.ts';
import { amounts, CLAUSE, figure, planOf, pooling } from '../support/draftPlan.ts';

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
