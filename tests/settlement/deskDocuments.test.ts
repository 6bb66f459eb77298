import { expect, test } from 'vitest';
import { DESK_RULES } from '../../src/settlement/document/deskRules.ts';
import {
  DOCUMENT_RULES,
  type DocumentRule,
  parseAdmission,
  parseCharges,
  parseHisDay,
} from '../../src/settlement/index.ts';
import { refusedDocument } from './support.ts';

const PROVIDER = {
  code: 'H99910100001',
  name: '示范就医县人民医院',
  county: '999101',
  level: 'county',
  isDesignated: true,
};
const LINE = {
  lineId: '1',
  itemCode: 'S9990001',
  hospitalItemCode: 'H9990001',
  name: '普通床位费（日）',
  chargedOn: '2026-03-02',
  unitPrice: '30.00',
  quantity: '1',
  submitted: '30.00',
};
const ADMISSION = {
  format: 'onecard-admission/1',
  inpatientNumber: 'ZY-1',
  provider: PROVIDER,
  visit: { kind: 'inpatient', admittedOn: '2026-03-02', diagnoses: ['J15.900'] },
  patient: { name: '测试乙', memberNumber: '999002-01-01-01-002-1' },
  ward: '内一',
  deposit: '500.00',
};
const CHARGES = { format: 'onecard-charges/1', lines: [LINE] };
const ROW = {
  provider: 'H99910100001',
  billNumber: 'ZY-1',
  kind: 'settlement',
  total: '30.00',
  payers: { 'pooled-fund': '20.00', cash: '10.00' },
};
const ID = '018f0000-0000-7000-8000-000000000001';
const DAY = { format: 'onecard-his-day/1', date: '2026-03-09', rows: [ROW] };
const CSV =
  '日期,机构编码,账单号,类别,总费用,统筹基金,病人现金\n2026-03-09,H99910100001,ZY-1,结算,30.00,20.00,10.00\n';

const admission = (changes: object) => () =>
  parseAdmission(JSON.stringify({ ...ADMISSION, ...changes }), 'admission.json');
const charges = (changes: object) => () =>
  parseCharges(JSON.stringify({ ...CHARGES, ...changes }), 'charges.json');
const day = (changes: object) => () =>
  parseHisDay(JSON.stringify({ ...DAY, ...changes }), 'day.json');
const csv = (from: string, to: string) => () => parseHisDay(CSV.replace(from, to), 'day.csv');

const CASES: readonly (readonly [DocumentRule, string, () => unknown])[] = [
  ['admission.deposit-negative', 'deposit', admission({ deposit: '-1.00' })],
  ['field.missing', 'visit.kind', admission({ visit: { admittedOn: '2026-03-02' } })],
  ['field.unknown', 'dischargedOn', admission({ dischargedOn: '2026-03-02' })],
  ['charges.nothing', '', charges({ lines: [] })],
  ['charges.paid-in-negative', 'paidIn', charges({ paidIn: '-0.01' })],
  ['charges.line-wrong', 'lines[0]', charges({ lines: [{ ...LINE, quantity: '-1' }] })],
  ['charges.line-twice', 'lines[1].lineId', charges({ lines: [LINE, LINE] })],
  [
    'his-day.amount-negative',
    'rows[0].total',
    day({ rows: [{ ...ROW, total: '-30.00', payers: {} }] }),
  ],
  ['his-day.payers-exceed', 'rows[0].payers', day({ rows: [{ ...ROW, total: '29.99' }] })],
  [
    'his-day.row-twice',
    'rows[1]',
    day({
      rows: [
        { ...ROW, settlementId: ID },
        { ...ROW, settlementId: ID },
      ],
    }),
  ],
  ['his-day.csv-column', '', csv('账单号', '单号')],
  ['his-day.csv-column', '', csv('病人现金', '统筹基金')],
  ['his-day.csv-row', '', csv(',10.00', '')],
  ['his-day.csv-row', '', csv('ZY-1', '"ZY"-1')],
  [
    'his-day.several-dates',
    '',
    csv(',10.00\n', ',10.00\n2026-03-10,H99910100001,ZY-2,结算,1.00,0.00,1.00\n'),
  ],
  ['field.not-an-amount', 'rows[0].total', csv('结算,30.00', '结算,30.001')],
  ['field.not-one-of', 'rows[0].kind', csv('结算', '作废')],
  ['document.character', '', csv('ZY-1', 'ZY\u202e1')],
];

test.each(CASES)('%s at "%s"', (rule, path, parse) => {
  const { problems } = refusedDocument(parse);
  const found = problems.find((problem) => problem.rule === rule && problem.path === path);
  expect(found, JSON.stringify(problems)).toBeDefined();
  expect(found!.line).toBeGreaterThan(0);
});

test('every rule of a desk has its case', () => {
  const covered = new Set(CASES.map(([rule]) => rule));
  expect(Object.keys(DESK_RULES).filter((rule) => !covered.has(rule as DocumentRule))).toEqual([]);
  expect(DOCUMENT_RULES).toMatchObject(DESK_RULES);
});

test('what is right comes in', () => {
  expect(admission({})()).toMatchObject({
    inpatientNumber: 'ZY-1',
    deposit: 50_000n,
    ward: '内一',
  });
  expect(charges({ returned: [{ lineId: '7', quantity: '0.5' }] })()).toMatchObject({
    returned: [{ lineId: '7', quantity: 5_000n }],
    paidIn: 0n,
  });
});

test('CSV and JSON of one day are the same day', () => {
  expect(csv('', '')()).toEqual(day({})());
  expect(csv('日期', '\uFEFF日期')()).toEqual(day({})());
  expect([...parseHisDay(CSV, 'day.csv').layers]).toEqual(['total', 'pooled-fund', 'cash']);
});

test('a problem of a row is found where the row stands', () => {
  const { problems } = refusedDocument(csv('结算,30.00', '结算,x'));
  expect(problems).toMatchObject([{ line: 2, column: 5, path: 'rows[0].total' }]);
});
