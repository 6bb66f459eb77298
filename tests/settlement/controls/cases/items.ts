import { plainDate } from '../../../../src/time.ts';
import { type Line, person } from '../support.ts';
import type { GoldenControl } from './golden.ts';

const X1: Line = { item: 'X1' };

/** What is charged: catalogue, prices, restrictions, diagnoses. */
export const ITEM_CASES: readonly GoldenControl[] = [
  {
    control: 'catalogue-match',
    cases: [
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
  },
  {
    control: 'code-mapping',
    cases: [
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
  },
  {
    control: 'price-ceiling',
    cases: [
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
  },
  {
    control: 'listed-price',
    cases: [
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
  },
  {
    control: 'restricted-diagnosis',
    cases: [
      { what: 'none of them', lines: [{ item: 'X5' }, X1], found: ['1 10.00'] },
      {
        what: 'a secondary diagnosis',
        lines: [{ item: 'X5' }],
        visit: { diagnoses: ['J18.900', 'N40.x00'] },
        found: [],
      },
    ],
  },
  {
    control: 'restricted-sex',
    cases: [
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
  },
  {
    control: 'restricted-age',
    cases: [
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
  },
  {
    control: 'restricted-level',
    cases: [
      { what: 'at a county hospital', lines: [{ item: 'X5' }], found: ['1 10.00'] },
      {
        what: 'at a prefecture hospital',
        lines: [{ item: 'X5' }],
        visit: { level: 'prefecture' },
        found: [],
      },
    ],
  },
  {
    control: 'restricted-declared',
    cases: [
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
  },
  {
    control: 'unrelated-to-diagnosis',
    cases: [
      { what: 'for pneumonia', lines: [{ item: 'X6' }], found: [] },
      {
        what: 'for hypertension',
        lines: [{ item: 'X6' }, X1],
        visit: { diagnoses: ['I10.x00'] },
        found: ['1 10.00'],
      },
    ],
  },
];
