/** From bill, person and plan to what the rules look at: days, certificates, referrals, what is not known. */

import { describe, expect, test } from 'vitest';
import type { ChronicCertificate } from '../../../src/model/index.ts';
import {
  personFacts,
  visitFacts,
  yearFacts,
} from '../../../src/settlement/adjudicate/circumstances.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { plainDate } from '../../../src/time.ts';
import { CLAUSE, planOf, pooling } from '../support/draftPlan.ts';
import { billOf, personA, usage } from '../support.ts';

const LINE = { item: 'X9990001', price: '10', quantity: '1', submitted: '10.00' };
const DAY = plainDate('2026-03-09');
const bill = billOf([LINE]);

describe('the person', () => {
  test('nothing is known but what was told', () => {
    expect(personFacts(personA, bill, DAY)).toEqual({
      age: -1,
      category: 'ordinary',
      attributes: [],
      certified: [],
      account: 0n,
    });
  });

  test('age, attributes and account are those of the deciding day', () => {
    const person = {
      ...personA,
      bornOn: plainDate('1966-03-10'),
      attributes: ['disabled'],
      familyAccount: 5n as never,
    };
    expect(personFacts(person, bill, DAY)).toMatchObject({
      age: 59,
      attributes: ['disabled'],
      account: 5n,
    });
    expect(personFacts(person, bill, plainDate('2026-03-10')).age).toBe(60);
  });

  test('the category is that of the year; ordinary where the year was not paid for', () => {
    const participation = [
      { year: 2025, category: 'destitute', paidOn: DAY },
      { year: 2026, category: 'special-care', paidOn: DAY },
    ] as const;
    const of = (day: string) =>
      personFacts({ ...personA, participation }, bill, plainDate(day)).category;
    expect([of('2025-12-31'), of('2026-01-01'), of('2027-01-01')]).toEqual([
      'destitute',
      'special-care',
      'ordinary',
    ]);
  });

  test.each([
    ['2026-03-02', '2026-03-02', true],
    ['2026-03-03', '2026-12-31', false],
    ['2025-01-01', '2026-03-01', false],
    ['2025-01-01', '2026-12-31', true],
  ])('a certificate from %s until %s on the day of admission: %s', (from, until, isValid) => {
    const certificates: readonly ChronicCertificate[] = [
      {
        diseaseCode: 'I10',
        certificateNumber: 'Z1',
        validFrom: plainDate(from),
        validUntil: plainDate(until),
      },
    ];
    const { certified } = personFacts({ ...personA, certificates }, bill, DAY);
    expect(certified).toEqual(isValid ? ['I10'] : []);
  });
});

describe('the visit', () => {
  const crossCounty: VersionDocument['crossCounty'] = {
    levels: [],
    filing: { lateDays: 'until-settlement', clause: CLAUSE },
    emergencyCountsAsFiled: { is: true, clause: CLAUSE },
    referralCountsAsFiled: { is: false, clause: CLAUSE },
  };
  const [version] = planOf([pooling()], { crossCounty }).versions;
  const of = (visit: object) =>
    visitFacts(
      Object.assign({}, bill, { visit: { ...bill.visit, ...visit } }) as never,
      personA.home,
      version!,
      DAY,
    );

  test.each([
    ['2026-03-02', '2026-03-09', 7],
    ['2026-03-02', '2026-03-03', 1],
    ['2026-03-02', '2026-03-02', 1],
  ])('from %s to %s: %i days', (admittedOn, dischargedOn, days) => {
    expect(of({ admittedOn, dischargedOn }).days).toBe(days);
  });

  test('a referral is a form, or a filing as one', () => {
    const filing = (kind: string) => ({ filing: { kind, filedOn: '2026-03-01' } });
    expect(of({}).isReferred).toBe(false);
    expect(of({ referralNumber: 'ZZ1' })).toMatchObject({ isReferred: true, filing: 'unfiled' });
    expect(of(filing('referral'))).toMatchObject({ isReferred: true, filing: 'referral' });
    expect(of(filing('temporary'))).toMatchObject({ isReferred: false, filing: 'temporary' });
  });

  test('procedures and delivery as the bill has them', () => {
    expect(of({}).procedures).toEqual([]);
    expect('delivery' in of({})).toBe(false);
    expect(of({ procedures: ['47.01'], delivery: 'natural' })).toMatchObject({
      procedures: ['47.01'],
      delivery: 'natural',
    });
  });
});

test('the year counts unless the plan makes no use of it', () => {
  const known = {
    ...usage({ deductibleMet: '1', benefitDrawn: '2' }),
    admissions: 3,
    counters: { a: 4n },
  };
  const facts = (from: 'centre' | 'unused', of: typeof known | ReturnType<typeof usage>) =>
    yearFacts(of, planOf([pooling()], { annualTotals: { from, clause: CLAUSE } }).versions[0]!);
  expect(facts('centre', known)).toEqual({
    deductibleMet: 100n,
    benefitDrawn: 200n,
    admissions: 3,
    counters: { a: 4n },
  });
  expect(facts('centre', usage()).counters).toEqual({});
  expect(facts('unused', known)).toEqual({
    deductibleMet: 0n,
    benefitDrawn: 0n,
    admissions: 0,
    counters: {},
  });
});
