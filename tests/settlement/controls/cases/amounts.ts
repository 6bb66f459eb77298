import type { ProviderCode } from '../../../../src/model/index.ts';
import { plainDate } from '../../../../src/time.ts';
import { type Line, past } from '../support.ts';
import type { GoldenControl } from './golden.ts';

const OTHER = 'H99910100003' as ProviderCode;
const X1: Line = { item: 'X1' };

/** How much and how often: quantities, repetitions, shares, stays. */
export const AMOUNT_CASES: readonly GoldenControl[] = [
  {
    control: 'daily-quantity',
    cases: [
      {
        what: '4 and 5 a day: 1 of 5 is beyond, 50 × 1/5',
        figures: { takes: 'excess' },
        lines: [
          { item: 'X6', quantity: '4' },
          { item: 'X6', quantity: '5', on: '2026-03-03' },
        ],
        found: ['2 10.00'],
      },
      {
        what: '3 + 3 on one day: 2 of the later line',
        figures: { takes: 'excess' },
        lines: [
          { item: 'X6', quantity: '3' },
          { item: 'X6', quantity: '3' },
        ],
        found: ['2 20.00'],
      },
      {
        what: 'the whole line',
        figures: { takes: 'whole-line' },
        lines: [{ item: 'X6', quantity: '5' }],
        found: ['1 50.00'],
      },
      {
        what: '12 for 3 days, 13 for 3 days: 1 of 13',
        figures: { takes: 'excess' },
        lines: [
          { item: 'X6', quantity: '12', supplyDays: 3 },
          { item: 'X6', quantity: '13', supplyDays: 3, on: '2026-03-03' },
        ],
        found: ['2 10.00'],
      },
      {
        what: 'an outpatient box without days is not for one day',
        figures: { takes: 'excess' },
        lines: [{ item: 'X6', quantity: '24' }],
        visit: { kind: 'outpatient' },
        found: [],
      },
    ],
  },
  {
    control: 'supply-days',
    cases: [
      {
        what: '7 days, 10 days: 100 × 3/10',
        figures: { takes: 'excess' },
        lines: [
          { item: 'X6', supplyDays: 7, quantity: '10' },
          { item: 'X6', supplyDays: 10, quantity: '10' },
        ],
        found: ['2 30.00'],
      },
      {
        what: 'outpatient, 20 + 10 without days: 7 × 4 = 28 allowed, 2 of the later line',
        figures: { takes: 'excess' },
        lines: [
          { item: 'X6', quantity: '20' },
          { item: 'X6', quantity: '10' },
        ],
        visit: { kind: 'outpatient' },
        found: ['2 20.00'],
      },
      {
        what: 'inpatient without days',
        figures: { takes: 'excess' },
        lines: [{ item: 'X6', quantity: '100' }],
        found: [],
      },
    ],
  },
  {
    control: 'repeated-examination',
    cases: [
      {
        what: 'days 0, 6 and 7 of a report that holds 7; a repetition starts no new time',
        figures: { acrossInstitutions: false },
        lines: [
          { item: 'S1', on: '2026-03-02' },
          { item: 'S1', on: '2026-03-08' },
          { item: 'S1', on: '2026-03-09' },
        ],
        found: ['2 10.00'],
      },
      {
        what: 'CT after X-ray: one group, 14 days',
        figures: { acrossInstitutions: false },
        lines: [
          { item: 'S1', on: '2026-03-02' },
          { item: 'S2', on: '2026-03-09' },
        ],
        found: ['2 10.00'],
      },
      {
        what: 'twice on one day, and on the next',
        figures: { acrossInstitutions: false },
        lines: [{ item: 'S3' }, { item: 'S3' }, { item: 'S3', on: '2026-03-03' }],
        found: ['2 10.00'],
      },
      {
        what: 'elsewhere four days before, recognised',
        figures: { acrossInstitutions: true },
        lines: [{ item: 'S1' }],
        changes: {
          history: [
            past({
              provider: OTHER,
              lines: [{ itemCode: 'S1', chargedOn: plainDate('2026-02-26') }],
            }),
          ],
        },
        found: ['1 10.00'],
      },
      {
        what: 'elsewhere, not recognised',
        figures: { acrossInstitutions: false },
        lines: [{ item: 'S1' }],
        changes: {
          history: [
            past({
              provider: OTHER,
              lines: [{ itemCode: 'S1', chargedOn: plainDate('2026-02-26') }],
            }),
          ],
        },
        found: [],
      },
    ],
  },
  {
    control: 'self-paid-share',
    cases: [
      {
        what: 'drugs 100, class C 20, 15 % allowed: 5.00 beyond; an examination is no drug',
        figures: { limit: { all: '15%' }, counts: 'class-c' },
        lines: [
          { item: 'X1', quantity: '8' },
          { item: 'X2', quantity: '2' },
          { item: 'S1', price: '900' },
        ],
        found: ['bill 5.00'],
      },
      {
        what: 'exactly at the limit',
        figures: { limit: { all: '20%' }, counts: 'class-c' },
        lines: [
          { item: 'X1', quantity: '8' },
          { item: 'X2', quantity: '2' },
        ],
        found: [],
      },
      {
        what: 'class B too: 20 + 100 × 20 % = 40 of 200, 10 % at a county: 20.00 beyond',
        figures: {
          limit: {
            village: '0%',
            township: '5%',
            county: '10%',
            prefecture: '15%',
            province: '20%',
          },
          counts: 'class-c-and-self-pay-first',
        },
        lines: [
          { item: 'X1', quantity: '8' },
          { item: 'X2', quantity: '2' },
          { item: 'X3', quantity: '10' },
        ],
        found: ['bill 20.00'],
      },
    ],
  },
  {
    control: 'stay-overlap',
    cases: [
      {
        what: 'discharged on the day of the admission: a transfer',
        figures: { outpatientDuringStay: 'find' },
        lines: [X1],
        changes: { history: [past({ provider: OTHER, dischargedOn: plainDate('2026-03-02') })] },
        found: [],
      },
      {
        what: 'discharged a day later',
        figures: { outpatientDuringStay: 'find' },
        lines: [X1],
        changes: { history: [past({ provider: OTHER, dischargedOn: plainDate('2026-03-03') })] },
        found: ['bill -'],
      },
      {
        what: 'an outpatient visit within a stay',
        figures: { outpatientDuringStay: 'find' },
        lines: [X1],
        visit: { kind: 'outpatient', from: '2026-02-25', until: '2026-02-25' },
        changes: { history: [past()] },
        found: ['bill -'],
      },
      {
        what: 'the same, ignored',
        figures: { outpatientDuringStay: 'ignore' },
        lines: [X1],
        visit: { kind: 'outpatient', from: '2026-02-25', until: '2026-02-25' },
        changes: { history: [past()] },
        found: [],
      },
      {
        what: 'the bill itself, asked about again',
        figures: { outpatientDuringStay: 'find' },
        lines: [X1],
        changes: { history: [past({ billNumber: 'T1', dischargedOn: plainDate('2026-03-09') })] },
        found: [],
      },
    ],
  },
  {
    control: 'readmission',
    cases: [
      {
        what: 'the same category three days after, within three',
        figures: { withinDays: 3, sameInstitution: true },
        lines: [X1],
        changes: { history: [past()] },
        found: ['bill -'],
      },
      {
        what: 'within two days only',
        figures: { withinDays: 2, sameInstitution: true },
        lines: [X1],
        changes: { history: [past()] },
        found: [],
      },
      {
        what: 'another disease, another institution, a referral',
        figures: { withinDays: 15, sameInstitution: true },
        lines: [X1],
        changes: { history: [past({ diagnoses: ['I10.x00'] }), past({ provider: OTHER })] },
        found: [],
      },
      {
        what: 'a referral',
        figures: { withinDays: 15, sameInstitution: false },
        lines: [X1],
        visit: { referralNumber: 'Z1' },
        changes: { history: [past()] },
        found: [],
      },
    ],
  },
  {
    control: 'length-of-stay',
    cases: [
      { what: '7 days of 7', figures: { limit: { all: 7 } }, lines: [X1], found: [] },
      { what: '7 days of 6', figures: { limit: { all: 6 } }, lines: [X1], found: ['bill -'] },
      {
        what: 'an outpatient has none',
        figures: { limit: { all: 1 } },
        lines: [X1],
        visit: { kind: 'outpatient' },
        found: [],
      },
    ],
  },
  {
    control: 'daily-cost',
    cases: [
      {
        what: '700 over 7 days at 99: 7.00 beyond',
        figures: { limit: { all: '99' } },
        lines: [{ item: 'X1', quantity: '70' }],
        found: ['bill 7.00'],
      },
      {
        what: 'at 100',
        figures: { limit: { all: '100' } },
        lines: [{ item: 'X1', quantity: '70' }],
        found: [],
      },
    ],
  },
];
