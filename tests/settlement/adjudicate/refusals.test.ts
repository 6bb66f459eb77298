import { describe, expect, test } from 'vitest';
import type { Bill, CountyCode, MemberNumber, VerifiedRecord } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import {
  adjudicate,
  type DecideRequest,
  decide,
  encodeBill,
  locateInBill,
  parseBill,
  parseCatalogue,
  REFUSALS,
  type RefusalCode,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import {
  bill,
  billOf,
  changed,
  jimunai,
  personA,
  request,
  usage,
  yinjiangWith,
} from '../support.ts';

const LINE = { item: 'X9990001', price: '11.20', quantity: '3', submitted: '33.60' };

function refused(of: Partial<DecideRequest>) {
  const result = decide(request(of));
  return result.outcome === 'refused' ? result.reasons : [];
}

const EXAMPLE = 'examples/bills/yinjiang-inpatient.json';

/** The same bill, its line charged the day before. */
function preAdmission(of: Bill): Bill {
  const lines = of.lines.map((line) => ({
    ...line,
    chargedOn: plainDate('2026-03-01'),
    isPreAdmission: true as const,
  }));
  return parseBill(encodeBill(Object.assign({}, of, { lines })), 'early.json');
}

/** One case a reason, with the place it names. */
const CASES: readonly (readonly [
  Exclude<RefusalCode, typeof OF_TERMINAL>,
  string,
  Partial<DecideRequest>,
])[] = [
  ['patient-not-holder', 'patient.name', { person: { ...personA, name: '测试丙' } }],
  [
    'patient-not-holder',
    'patient.memberNumber',
    { person: { ...personA, memberNumber: '999001-01-02-03-004-2' as MemberNumber } },
  ],
  ['wrong-county', 'patient', { person: { ...personA, home: '999009' as CountyCode } }],
  ['wrong-county', 'patient', { plan: jimunai }],
  ['wrong-catalogue', 'provider.county', { bill: billOf([LINE], { county: '999102' }) }],
  ['not-discharged-yet', 'visit.dischargedOn', { settledOn: plainDate('2026-03-08') }],
  [
    'no-plan-version',
    'visit',
    { plan: yinjiangWith(["from: { date: '2019-01-01'", "from: { date: '2026-03-10'"]) },
  ],
  ['not-participating', 'visit', { person: { ...personA, participation: [] } }],
  [
    'not-participating',
    'visit',
    { person: { ...personA, participation: personA.participation.slice(0, 1) } },
  ],
  ['usage-of-another-year', 'visit', { usage: { ...usage(), year: 2025 } }],
  [
    'catalogue-not-in-force',
    'lines[0].chargedOn',
    {
      bill: billOf([LINE]),
      catalogue: parseCatalogue(
        changed('catalogues/999101.yaml', ["from: '2026-01-01'", "from: '2026-03-03'"]),
        'changed.yaml',
      ),
    },
  ],
  [
    'catalogue-not-in-force',
    'lines[0].chargedOn',
    {
      bill: billOf([LINE]),
      catalogue: parseCatalogue(
        changed('catalogues/999101.yaml', ['until: open', "until: '2026-03-01'"]),
        'changed.yaml',
      ),
    },
  ],
  [
    'refused-by-controls',
    'visit',
    { effects: { lines: new Map(), hospital: amount(0n), isRefused: true } },
  ],
  ['fact-missing', 'patient', { plan: yinjiangWith(['from: centre-or-card', 'from: centre']) }],
  [
    'pre-admission-not-covered',
    'lines[0].chargedOn',
    {
      bill: preAdmission(billOf([LINE])),
    },
  ],
  ['visit-not-covered', 'visit.kind', { bill: billOf([LINE], { kind: 'outpatient' }) }],
  [
    'provider-not-designated',
    'provider.isDesignated',
    { bill: billOf([LINE], { isDesignated: false }) },
  ],
  ['provider-not-covered', 'provider.level', { bill: billOf([LINE], { level: 'village' }) }],
  ['unknown-item', 'lines[0].itemCode', { bill: billOf([{ ...LINE, item: 'X9990099' }]) }],
  [
    'line-amount-differs',
    'lines[0].submitted',
    { bill: billOf([{ ...LINE, submitted: '33.62' }]) },
  ],
  [
    'line-amount-differs',
    'lines[0].submitted',
    { bill: billOf([{ ...LINE, submitted: '33.58' }]) },
  ],
];

test.each(CASES)('%s at %s', (code, path, changes) => {
  const reasons = refused(changes);
  expect(reasons.map((reason) => [reason.code, reason.path])).toEqual([[code, path]]);
  expect(reasons[0]!.text).toEqual(REFUSALS[code]);
  expect(reasons[0]!.lineId).toBe(path.startsWith('lines[') ? '1' : undefined);
  expect(Object.keys(reasons[0]!.facts)).toEqual(FACTS[code]);
  for (const fact of Object.values(reasons[0]!.facts)) expect(fact).toMatch(/^[0-9A-Za-z][^{}]*$/);
});

/** Given by a terminal, whose journal knows the bill: no decision gives it. */
const OF_TERMINAL = 'billed-anew';

/** What each reason tells beside its sentence: what was found, and what was expected. */
const FACTS: Readonly<Record<Exclude<RefusalCode, typeof OF_TERMINAL>, readonly string[]>> = {
  'patient-not-holder': [],
  'wrong-county': ['home', 'plan'],
  'wrong-catalogue': ['treating', 'catalogue'],
  'not-discharged-yet': ['dischargedOn', 'settledOn'],
  'no-plan-version': ['plan', 'date'],
  'not-participating': ['year'],
  'usage-of-another-year': ['year', 'usage'],
  'catalogue-not-in-force': ['catalogue', 'chargedOn'],
  'refused-by-controls': [],
  'fact-missing': ['fact'],
  'visit-not-covered': ['kind'],
  'provider-not-designated': ['place', 'level', 'class'],
  'provider-not-covered': ['place', 'level', 'class'],
  'pre-admission-not-covered': ['chargedOn', 'days'],
  'unknown-item': ['catalogue', 'itemCode'],
  'line-amount-differs': ['submitted', 'computed', 'tolerance'],
};

test('every reason has its case', () => {
  const given = Object.keys(REFUSALS).filter((code) => code !== OF_TERMINAL);
  expect([...new Set(CASES.map(([code]) => code))].sort()).toEqual(given.sort());
});

/** Reasons that cannot stand beside others, or that this bill does not give. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  OF_TERMINAL,
  'no-plan-version',
  'provider-not-covered',
  'refused-by-controls',
  'fact-missing',
  'pre-admission-not-covered',
]);

test('all reasons come, in the documented order', () => {
  const outside = billOf([{ ...LINE, item: 'X9990099', submitted: '99.00' }], {
    county: '999102',
    isDesignated: false,
    kind: 'outpatient',
  });
  const reasons = refused({
    person: { ...personA, name: '测试丙', home: '999009' as CountyCode, participation: [] },
    bill: outside,
    usage: { ...usage(), year: 2025 },
    settledOn: plainDate('2026-03-08'),
    catalogue: parseCatalogue(
      changed('catalogues/999101.yaml', ["from: '2026-01-01'", "from: '2026-04-01'"]),
      'changed.yaml',
    ),
  });
  const order = Object.keys(REFUSALS);
  const codes = reasons.map(({ code }) => code);
  expect(codes).toEqual([...codes].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
  expect(codes).toEqual(order.filter((code) => !LEFT_OUT.has(code)));
});

test('a thousand bad lines give a hundred reasons', () => {
  const lines = Array.from({ length: 1000 }, () => ({ ...LINE, item: 'X9990099' }));
  expect(refused({ bill: billOf(lines) })).toHaveLength(100);
});

test.each([['33.59'], ['33.60'], ['33.61']])(
  '11.20 × 3 = 33.60, charged as %s: within the tolerance',
  (submitted) => {
    expect(decide(request({ bill: billOf([{ ...LINE, submitted }]) })).outcome).toBe('adjudicated');
  },
);

test('a name is compared as composed characters, and as nothing else', () => {
  const composed = 'Zoë';
  const decomposed = 'Zoe\u0308';
  const person = { ...personA, name: composed };
  const asDecomposed = billOf([LINE], { patient: { ...personA, name: decomposed } });
  expect(refused({ person, bill: asDecomposed })).toEqual([]);
  const other = billOf([LINE], { patient: { ...personA, name: 'Zoe' } });
  expect(refused({ person, bill: other })).toHaveLength(1);
});

describe('a reason and its place in the file', () => {
  test('line and column of the field it names', () => {
    const document = changed(EXAMPLE, ['X9990021', 'X9990099']);
    const of = parseBill(document, 'bill.json');
    const [reason] = refused({ bill: of });
    expect(reason).toMatchObject({
      code: 'unknown-item',
      path: 'lines[13].itemCode',
      lineId: '14',
      facts: { itemCode: 'X9990099', catalogue: '999101' },
    });
    const line = document.slice(0, document.indexOf('X9990099')).split('\n').length;
    expect(locateInBill(of, ['lines', 13, 'itemCode'])).toEqual({
      file: 'bill.json',
      line,
      column: 19,
    });
  });

  test('a bill that came through no file has no place', () => {
    expect(locateInBill(structuredClone(bill(EXAMPLE)), ['total'])).toBeUndefined();
  });
});

describe('adjudicate', () => {
  const record = {
    card: { serial: personA.cardSerial },
    holder: { name: personA.name },
    insurance: {
      county: personA.home,
      memberNumber: personA.memberNumber,
      participation: personA.participation,
    },
  } as unknown as VerifiedRecord;
  const { person: _, ...rest } = request();

  test('takes the person from the card and decides as `decide` does', () => {
    expect(adjudicate({ record, ...rest })).toEqual(decide(request()));
  });

  test('refuses as `decide` does', () => {
    const other = { ...rest, settledOn: plainDate('2026-03-10'), plan: jimunai };
    expect(adjudicate({ record, ...other })).toEqual(decide(request(other)));
  });
});
