import { describe, expect, test } from 'vitest';
import type { ProviderCode } from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import {
  CONTROLS,
  type ControlName,
  type ExaminationRequest,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { billOf, examine, type Line, past, person, type Visit } from './support.ts';

interface Golden {
  readonly what: string;
  readonly figures?: object;
  readonly lines: readonly Line[];
  readonly visit?: Visit;
  readonly changes?: Partial<ExaminationRequest>;
  /** `line amount`, or `bill amount`; `-` where no amount is named. */
  readonly found: readonly string[];
}

const X1: Line = { item: 'X1' };
const OTHER = 'H99910100003' as ProviderCode;

const CASES: readonly (readonly [ControlName, ...Golden[]])[] = [
  [
    'identity',
    { what: 'the same person', lines: [X1], found: [] },
    {
      what: 'another name',
      lines: [X1],
      visit: { patient: { name: '测试乙' } },
      found: ['bill -'],
    },
    {
      what: 'another member of the household',
      lines: [X1],
      visit: { patient: { memberNumber: '999001-01-02-03-004-2' } },
      found: ['bill -'],
    },
  ],
  [
    'institution-designation',
    { what: 'designated this year', lines: [X1], found: [] },
    { what: 'last year only', lines: [X1], visit: { provider: 'H99910100002' }, found: ['bill -'] },
    {
      what: 'not in the register',
      lines: [X1],
      visit: { provider: 'H99910199999' },
      found: ['bill -'],
    },
  ],
  [
    'institution-suspended',
    {
      what: 'the day before, the first and the last day',
      lines: [
        { item: 'X1', on: '2026-03-04' },
        { item: 'X1', on: '2026-03-05', quantity: '2' },
        { item: 'X1', on: '2026-03-31', quantity: '3' },
        { item: 'X1', on: '2026-04-01' },
      ],
      visit: { provider: 'H99910100002', until: '2026-04-01' },
      found: ['2 20.00', '3 30.00'],
    },
  ],
  [
    'institution-level',
    { what: 'as registered', lines: [X1], found: [] },
    {
      what: 'a township that bills as a county',
      lines: [X1],
      visit: { provider: OTHER },
      found: ['bill -'],
    },
    { what: 'not in the register', lines: [X1], visit: { provider: 'H99910199999' }, found: [] },
  ],
  [
    'doctor-on-file',
    {
      what: 'on file here, on file elsewhere, unknown, none',
      figures: { missingDoctor: 'find' },
      lines: [
        { item: 'X1', doctorCode: 'D9990001' },
        { item: 'X1', doctorCode: 'D9990003', quantity: '2' },
        { item: 'X1', doctorCode: 'D9999999', quantity: '3' },
        { item: 'X1', quantity: '4' },
      ],
      found: ['2 20.00', '3 30.00', '4 40.00'],
    },
    { what: 'none, ignored', figures: { missingDoctor: 'ignore' }, lines: [X1], found: [] },
  ],
  [
    'doctor-suspended',
    {
      what: 'the day before and the first day of an open suspension',
      lines: [
        { item: 'X1', doctorCode: 'D9990002', on: '2026-03-03' },
        { item: 'X1', doctorCode: 'D9990002', on: '2026-03-04', quantity: '2' },
        { item: 'X1', doctorCode: 'D9990001', on: '2026-03-04' },
      ],
      found: ['2 20.00'],
    },
  ],
  [
    'prescription-right',
    {
      what: 'with the right, without it, no doctor, an item that needs none',
      lines: [
        { item: 'X6', doctorCode: 'D9990001' },
        { item: 'X6', doctorCode: 'D9990002', quantity: '2' },
        { item: 'X6', quantity: '3' },
        X1,
      ],
      found: ['2 20.00', '3 30.00'],
    },
  ],
  [
    'catalogue-match',
    {
      what: 'listed, unknown, on its last day, a day later',
      lines: [
        X1,
        { item: 'X99', quantity: '2' },
        { item: 'S4', on: '2026-03-03' },
        { item: 'S4', on: '2026-03-04', quantity: '3' },
      ],
      found: ['2 20.00', '4 30.00'],
    },
  ],
  [
    'code-mapping',
    {
      what: 'mapped to it, mapped to another, not mapped',
      figures: { unmapped: 'find' },
      lines: [
        { item: 'X1', hospitalItemCode: '院内甲' },
        { item: 'X3', hospitalItemCode: '院内甲', quantity: '2' },
        { item: 'X1', hospitalItemCode: '院内乙', quantity: '3' },
      ],
      found: ['2 20.00', '3 30.00'],
    },
    {
      what: 'not mapped, ignored',
      figures: { unmapped: 'ignore' },
      lines: [{ item: 'X1', hospitalItemCode: '院内乙' }],
      found: [],
    },
  ],
  [
    'price-ceiling',
    {
      what: 'at the county ceiling of 10.5, above it: (12 - 10.5) × 3 = 4.50',
      figures: { takes: 'excess' },
      lines: [
        { item: 'X4', price: '10.5' },
        { item: 'X4', price: '12', quantity: '3' },
      ],
      found: ['2 4.50'],
    },
    {
      what: 'the whole line',
      figures: { takes: 'whole-line' },
      lines: [{ item: 'X4', price: '12', quantity: '3' }],
      found: ['1 36.00'],
    },
    {
      what: 'the ceiling of 9 of a township: (10.5 - 9) × 2 = 3.00',
      figures: { takes: 'excess' },
      lines: [{ item: 'X4', price: '10.5', quantity: '2' }],
      visit: { level: 'township' },
      found: ['1 3.00'],
    },
  ],
  [
    'listed-price',
    {
      what: 'at 11, above it: (12 - 11) × 2 = 2.00, no price given',
      figures: { takes: 'excess' },
      lines: [
        { item: 'X4', price: '11' },
        { item: 'X4', price: '12', quantity: '2' },
        { item: 'X1', price: '999' },
      ],
      found: ['2 2.00'],
    },
  ],
  [
    'restricted-diagnosis',
    { what: 'none of them', lines: [{ item: 'X5' }, X1], found: ['1 10.00'] },
    {
      what: 'a secondary diagnosis',
      lines: [{ item: 'X5' }],
      visit: { diagnoses: ['J18.900', 'N40.x00'] },
      found: [],
    },
  ],
  [
    'restricted-sex',
    { what: 'a man', lines: [{ item: 'X5' }], found: [] },
    {
      what: 'a woman',
      lines: [{ item: 'X5' }, X1],
      changes: { person: { ...person, sex: 2 } },
      found: ['1 10.00'],
    },
    {
      what: 'not known',
      lines: [{ item: 'X5' }],
      changes: { person: { ...person, sex: 0 } },
      found: [],
    },
  ],
  [
    'restricted-age',
    {
      what: 'the day before the 18th birthday, and the birthday',
      lines: [
        { item: 'X5', on: '2026-03-04' },
        { item: 'X5', on: '2026-03-05' },
      ],
      changes: { person: { ...person, bornOn: plainDate('2008-03-05') } },
      found: ['1 10.00'],
    },
    {
      what: 'the last day of 80, and the 81st birthday',
      lines: [
        { item: 'X5', on: '2026-03-04' },
        { item: 'X5', on: '2026-03-05' },
      ],
      changes: { person: { ...person, bornOn: plainDate('1945-03-05') } },
      found: ['2 10.00'],
    },
  ],
  [
    'restricted-level',
    { what: 'at a county hospital', lines: [{ item: 'X5' }], found: ['1 10.00'] },
    {
      what: 'at a prefecture hospital',
      lines: [{ item: 'X5' }],
      visit: { level: 'prefecture' },
      found: [],
    },
  ],
  [
    'restricted-declared',
    {
      what: 'declared outside, within, not declared; an item without restriction',
      lines: [
        { item: 'X5', restrictedUse: 'not-met' },
        { item: 'X5', restrictedUse: 'met' },
        { item: 'X5' },
        { item: 'X1', restrictedUse: 'not-met' },
      ],
      found: ['1 10.00'],
    },
  ],
  [
    'unrelated-to-diagnosis',
    { what: 'for pneumonia', lines: [{ item: 'X6' }], found: [] },
    {
      what: 'for hypertension',
      lines: [{ item: 'X6' }, X1],
      visit: { diagnoses: ['I10.x00'] },
      found: ['1 10.00'],
    },
  ],
  [
    'daily-quantity',
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
  [
    'supply-days',
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
  [
    'repeated-examination',
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
  [
    'self-paid-share',
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
        limit: { village: '0%', township: '5%', county: '10%', prefecture: '15%', province: '20%' },
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
  [
    'stay-overlap',
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
  [
    'readmission',
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
  [
    'length-of-stay',
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
  [
    'daily-cost',
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
];

describe.each(CASES)('%s', (name, ...cases) => {
  test.each(cases.map((golden) => [golden.what, golden] as const))('%s', (_, golden) => {
    const { figures = {}, lines, visit, changes } = golden;
    const findings = examine({ [name]: figures }, billOf(lines, visit), changes);
    const found = findings.map(
      ({ lineId = 'bill', amount }) => `${lineId} ${amount === undefined ? '-' : yuanText(amount)}`,
    );
    expect(found).toEqual(golden.found);
    for (const { rule, verdict, path, lineId, text, clause } of findings) {
      expect(rule).toBe(name);
      expect(verdict).toBe('refuse');
      expect(path).toBe(lineId === undefined ? '' : `lines[${Number(lineId) - 1}]`);
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en).toMatch(/^[\x20-\x7e×\u4e00-\u9fff]+$/);
      expect(clause.text.en).toBe('clause of the controls');
    }
  });
});

test('every control has its cases', () => {
  expect(CASES.map(([name]) => name)).toEqual(Object.keys(CONTROLS));
});
