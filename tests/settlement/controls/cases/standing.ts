import type { ProviderCode } from '../../../../src/model/index.ts';
import type { Line } from '../support.ts';
import type { GoldenControl } from './golden.ts';

const OTHER = 'H99910100003' as ProviderCode;
const X1: Line = { item: 'X1' };

/** Whose bill it is, where, and by whom. */
export const STANDING_CASES: readonly GoldenControl[] = [
  {
    control: 'identity',
    cases: [
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
  },
  {
    control: 'institution-designation',
    cases: [
      { what: 'designated this year', lines: [X1], found: [] },
      {
        what: 'last year only',
        lines: [X1],
        visit: { provider: 'H99910100002' },
        found: ['bill -'],
      },
      {
        what: 'not in the register',
        lines: [X1],
        visit: { provider: 'H99910199999' },
        found: ['bill -'],
      },
    ],
  },
  {
    control: 'institution-suspended',
    cases: [
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
  },
  {
    control: 'institution-level',
    cases: [
      { what: 'as registered', lines: [X1], found: [] },
      {
        what: 'a township that bills as a county',
        lines: [X1],
        visit: { provider: OTHER },
        found: ['bill -'],
      },
      {
        what: 'a grade that the register does not have',
        lines: [X1],
        visit: { grade: 'first' },
        found: ['bill -'],
      },
      { what: 'not in the register', lines: [X1], visit: { provider: 'H99910199999' }, found: [] },
    ],
  },
  {
    control: 'doctor-on-file',
    cases: [
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
  },
  {
    control: 'doctor-suspended',
    cases: [
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
  },
  {
    control: 'prescription-right',
    cases: [
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
  },
];
