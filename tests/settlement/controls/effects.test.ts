import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BillFields } from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import {
  CONTROLS,
  type ControlName,
  controlsNotRun,
  effectsOf,
  encodeBill,
  examineBill,
  parseBill,
  parseRegister,
  renderFindings,
  VERDICTS,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { text } from '../support.ts';
import {
  ALL,
  billOf,
  catalogue,
  examine,
  type Line,
  past,
  person,
  register,
  rulesOf,
} from './support.ts';

/** 10.5 is the ceiling and 11 the price: 3 × 12 is 4.50 over the one, 3.00 over the other. */
const DEAR: Line = { item: 'X4', price: '12', quantity: '3' };

describe('what findings take of a line', () => {
  const effect = (controls: Parameters<typeof examine>[0]) => {
    const bill = billOf([DEAR]);
    const of = effectsOf(bill, examine(controls, bill)).lines.get('1');
    return of && `${yuanText(of.hospital)} ${yuanText(of.refused)}`;
  };
  const over = (name: 'price-ceiling' | 'listed-price', verdict: string, takes = 'excess') => ({
    [name]: { verdict, takes },
  });

  test.each([
    ['one refusal', over('price-ceiling', 'refuse'), '0.00 4.50'],
    ['one deduction', over('price-ceiling', 'deduct-from-hospital'), '4.50 0.00'],
    [
      'two refusals: the larger',
      { ...over('price-ceiling', 'refuse'), ...over('listed-price', 'refuse') },
      '0.00 4.50',
    ],
    [
      'a deduction and a refusal: both',
      { ...over('price-ceiling', 'refuse'), ...over('listed-price', 'deduct-from-hospital') },
      '3.00 4.50',
    ],
    [
      'what the hospital bears is not also the patient’s',
      {
        ...over('price-ceiling', 'refuse', 'whole-line'),
        ...over('listed-price', 'deduct-from-hospital'),
      },
      '3.00 33.00',
    ],
    ['a review takes nothing', over('price-ceiling', 'review'), undefined],
    ['a warning takes nothing', over('price-ceiling', 'warn'), undefined],
  ])('%s', (_, controls, expected) => {
    expect(effect(controls)).toBe(expected);
  });
});

describe('what findings take of the bill', () => {
  const bill = billOf([DEAR, { item: 'X2', quantity: '2' }]);
  const of = (controls: Parameters<typeof examine>[0]) => {
    const { hospital, isRefused, needsReview } = effectsOf(bill, examine(controls, bill));
    return [yuanText(hospital), isRefused, needsReview];
  };
  const share = { limit: { all: '10%' }, counts: 'class-c' };

  test.each([
    // 20 of 56 is class C; 5.60 is allowed.
    [
      'deducted',
      { 'self-paid-share': { ...share, verdict: 'deduct-from-hospital' } },
      ['14.40', false, false],
    ],
    ['refused', { 'self-paid-share': share }, ['0.00', true, false]],
    ['for review', { 'self-paid-share': { ...share, verdict: 'review' } }, ['0.00', false, true]],
    [
      'no amount is all of it',
      { 'length-of-stay': { limit: { all: 1 }, verdict: 'deduct-from-hospital' } },
      ['56.00', false, false],
    ],
    [
      'with what the hospital bears of lines at most the bill',
      {
        'length-of-stay': { limit: { all: 1 }, verdict: 'deduct-from-hospital' },
        'price-ceiling': { takes: 'excess', verdict: 'deduct-from-hospital' },
      },
      ['51.50', false, false],
    ],
  ])('%s', (_, controls, expected) => {
    expect(of(controls)).toEqual(expected);
  });
});

test('what is not run is said, with why', () => {
  const rules = rulesOf({
    identity: {},
    'stay-overlap': ALL['stay-overlap'],
    'doctor-suspended': {},
    'price-ceiling': { takes: 'excess', visits: ['inpatient'] },
  });
  const bill = billOf([DEAR], { kind: 'outpatient' });
  const request = { bill, person, catalogue, rules };
  const notRun = Object.fromEntries(
    controlsNotRun(request).map(({ rule, because }) => [rule, because]),
  );
  expect(notRun).toMatchObject({
    'stay-overlap': 'no-history',
    'doctor-suspended': 'no-register',
    'price-ceiling': 'other-visit',
    readmission: 'not-in-plan',
  });
  expect(Object.keys(notRun)).toHaveLength(Object.keys(CONTROLS).length - 1);
  expect(examineBill(request)).toEqual([]);
  expect(controlsNotRun({ ...request, register, history: [], rules: rulesOf(ALL) })).toEqual([]);
});

test('a register of another county is a mistake of the caller', () => {
  const bill = billOf([DEAR]);
  const other = parseRegister(
    text('examples/register/999101.yaml').replace("code: '999101'", "code: '999102'"),
    'register.yaml',
  );
  expect(() => examine(ALL, bill, { register: other })).toThrow(RangeError);
});

test('findings as text', () => {
  const findings = examine({ 'price-ceiling': { takes: 'excess' } }, billOf([DEAR]));
  expect(renderFindings(findings, 'zh')).toBe(
    '【拒付 4.50 元】第 1 行 项目X4：单价 12 元，限价 10.5 元，× 3 超出 4.50 元 [price-ceiling]\n' +
      '   条款：监管条款 (监管办法 / Control measures)\n',
  );
  expect(renderFindings(findings, 'en')).toContain(
    '[refused 4.50 yuan] line 1 项目X4: price 12 yuan, ceiling 10.5 yuan, × 3 is 4.50 yuan too much',
  );
});

const line: fc.Arbitrary<Line> = fc.record(
  {
    item: fc.constantFrom('X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'S1', 'S2', 'S3', 'S4', 'X99'),
    price: fc.constantFrom('0', '1.5', '10.5', '11.01', '99.99'),
    quantity: fc.integer({ min: 1, max: 30 }).map(String),
    on: fc.integer({ min: 2, max: 9 }).map((day) => `2026-03-0${day}`),
    hospitalItemCode: fc.constantFrom('院内甲', '院内乙'),
    doctorCode: fc.constantFrom('D9990001', 'D9990002', 'D9990003', 'D9999999'),
    supplyDays: fc.integer({ min: 1, max: 14 }),
    restrictedUse: fc.constantFrom('met', 'not-met'),
  },
  { requiredKeys: ['item', 'price', 'quantity', 'on', 'hospitalItemCode'] },
);
const history = fc.array(
  fc.record({
    provider: fc.constantFrom('H99910100001', 'H99910100002'),
    item: fc.constantFrom('S1', 'S2', 'S3'),
    from: fc.integer({ min: 10, max: 20 }),
    until: fc.integer({ min: 20, max: 28 }),
  }),
  { maxLength: 4 },
);
const verdicts = fc.record(
  Object.fromEntries(
    Object.keys(ALL).map((name) => [name, fc.constantFrom(...VERDICTS)]),
  ) as Record<ControlName, fc.Arbitrary<(typeof VERDICTS)[number]>>,
);

test('the order of lines does not matter, nothing is negative, nothing beyond its line or the bill', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      history,
      verdicts,
      fc.constantFrom('inpatient', 'outpatient'),
      fc.infiniteStream(fc.nat()),
      (lines, visits, chosen, kind, order) => {
        const controls = Object.fromEntries(
          Object.entries(ALL).map(([name, figures]) => [
            name,
            { ...figures, verdict: chosen[name as ControlName] },
          ]),
        );
        const bill = billOf(lines, { kind });
        const changes = {
          history: visits.map(({ provider, item, from, until }, index) =>
            past({
              provider: provider as ReturnType<typeof past>['provider'],
              billNumber: `P${index}`,
              admittedOn: plainDate(`2026-02-${from}`),
              dischargedOn: plainDate(`2026-02-${until}`),
              lines: [{ itemCode: item, chargedOn: plainDate(`2026-02-${from}`) }],
            }),
          ),
        };
        const findings = examine(controls, bill, changes);
        const ranks = new Map(bill.lines.map((each) => [each.lineId, order.next().value]));
        const shuffled = parseBill(
          encodeBill({
            ...(bill as BillFields),
            lines: bill.lines.toSorted((a, b) => ranks.get(a.lineId)! - ranks.get(b.lineId)!),
          }),
          'shuffled.json',
        );
        const strip = (of: readonly { readonly path: string }[]) =>
          of.map((each) => ({ ...each, path: '' }));
        expect(strip(examine(controls, shuffled, changes))).toEqual(strip(findings));

        const effects = effectsOf(bill, findings);
        let borne = effects.hospital;
        for (const { lineId, submitted } of bill.lines) {
          const of = effects.lines.get(lineId);
          if (!of) continue;
          expect(of.hospital >= 0n && of.refused >= 0n).toBe(true);
          expect(of.hospital + of.refused <= submitted).toBe(true);
          borne = (borne + of.hospital) as typeof borne;
        }
        expect(effects.hospital >= 0n && borne <= bill.total).toBe(true);
        for (const { amount, lineId } of findings) {
          const whole = bill.lines.find((each) => each.lineId === lineId)?.submitted ?? bill.total;
          expect(amount === undefined || (amount >= 0n && amount <= whole)).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});
