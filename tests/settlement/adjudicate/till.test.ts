/** 现金取整: what the till takes, and the account of its own that takes the rest. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Amount, parseYuan, type Rounding, yuanText } from '../../../src/money.ts';
import { renderExplanation, renderTrial } from '../../../src/settlement/index.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, planOf, pooling, ratios } from '../support/draftPlan.ts';
import { billOf, decided, refusedDocument, request } from '../support.ts';

type Till = NonNullable<VersionDocument['remainder']['cashRounding']>;

function planWith(till?: Partial<Till>, ratio = '0%') {
  const cashRounding = till && { unit: '0.10', rounding: 'half-up', clause: CLAUSE, ...till };
  const remainder = { payer: 'cash', clause: CLAUSE, ...(cashRounding && { cashRounding }) };
  return planOf([pooling({ ratios: ratios(ratio) })], { remainder } as Partial<VersionDocument>);
}

/** A bill of one line of class A. */
function billFor(submitted: string) {
  return billOf([{ item: 'X9990004', price: submitted, quantity: '1', submitted }]);
}

function tillOf(submitted: string, till?: Partial<Till>) {
  return decided(request({ plan: planWith(till), bill: billFor(submitted) })).till;
}

test.each<[string, Till['unit'], Rounding, string, string]>([
  ['123.44', '0.10', 'half-up', '123.40', '-0.04'],
  ['123.45', '0.10', 'half-up', '123.50', '0.05'],
  ['123.45', '0.10', 'half-even', '123.40', '-0.05'],
  ['123.55', '0.10', 'half-even', '123.60', '0.05'],
  ['123.49', '0.10', 'down', '123.40', '-0.09'],
  ['123.41', '0.10', 'up', '123.50', '0.09'],
  ['123.25', '0.50', 'half-up', '123.50', '0.25'],
  ['123.24', '0.50', 'half-up', '123.00', '-0.24'],
  ['123.50', '1.00', 'half-up', '124.00', '0.50'],
  ['0.04', '0.10', 'half-up', '0.00', '-0.04'],
  ['7.00', '1.00', 'up', '7.00', '0.00'],
])('%s to %s, %s: %s, off by %s', (cash, unit, rounding, due, difference) => {
  const till = tillOf(cash, { unit, rounding })!;
  expect([yuanText(till.due), yuanText(till.difference)]).toEqual([due, difference]);
});

test('where the plan says nothing, the cash is exact', () => {
  expect(tillOf('123.44')).toBeUndefined();
  const { steps } = decided(request());
  expect(steps.some(({ rule }) => rule === 'remainder.till')).toBe(false);
});

test('no payer, no reason, no layer and no count of the year changes by it', () => {
  const units = fc.constantFrom<Till['unit']>('0.10', '0.50', '1.00');
  const roundings = fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up');
  const fen = fc.integer({ min: 1, max: 5_000_000 });
  const ratio = fc.constantFrom('0%', '33.33%', '70%', '100%');
  fc.assert(
    fc.property(units, roundings, fen, ratio, (unit, rounding, total, share) => {
      const bill = billFor(yuanText(BigInt(total) as Amount));
      const exact = decided(request({ plan: planWith(undefined, share), bill }));
      const plan = planWith({ unit, rounding }, share);
      const { till, ...rounded } = decided(request({ plan, bill }));
      for (const field of ['byPayer', 'byReason', 'layers', 'usageAfter', 'lines'] as const) {
        expect(rounded[field]).toEqual(exact[field]);
      }
      const { due, difference } = till!;
      const coin = parseYuan(unit);
      expect(due - difference).toBe(exact.byPayer.cash);
      expect(due % coin).toBe(0n);
      expect(difference < coin && -difference < coin).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('the derivation says what was rounded, and how', () => {
  const steps = (cash: string) =>
    decided(request({ plan: planWith({}), bill: billFor(cash) })).steps.at(-1)!;
  expect(steps('123.46')).toMatchObject({
    rule: 'remainder.till',
    inputs: { unit: '0.10 yuan', cash: '123.46 yuan', more: '0.04 yuan', less: '0.00 yuan' },
    rounding: 'half-up',
    result: 123_50n,
  });
  expect(steps('123.42').inputs).toMatchObject({ more: '0.00 yuan', less: '0.02 yuan' });
  const adjudication = decided(request({ plan: planWith({}), bill: billFor('123.46') }));
  expect(renderExplanation(adjudication, 'zh')).toContain('现金 123.46 元取整为 123.50 元');
});

test('the print shows the exact cash, the difference, and what is handed over', () => {
  const bill = billFor('123.46');
  const adjudication = decided(request({ plan: planWith({}), bill }));
  const holder = { name: '测试甲', memberNumber: bill.patient.memberNumber };
  const source = { adjudication, bill, holder };
  const print = renderTrial(source, 'zh');
  expect(print).toMatch(/\n {2}病人现金 +123\.46\n/);
  expect(print).toMatch(/\n {2}应交现金 +123\.46\n {2}取整误差（另列） +0\.04\n/);
  expect(print).toMatch(/病人应交现金 +¥ 123\.50\n/);
  expect(print).toContain('壹佰贰拾叁元伍角');
  expect(renderTrial(source, 'en')).toMatch(/Rounding, own account +0\.04\n/);
  const wrong = { ...adjudication.till!, due: parseYuan('123.60') };
  expect(() =>
    renderTrial({ ...source, adjudication: { ...adjudication, till: wrong } }, 'zh'),
  ).toThrow(RangeError);
});

test.each(['0.01', '0.20', '0.1'])(
  'a unit of %s, which no till gives change in, is refused',
  (unit) => {
    const [problem] = refusedDocument(() => planWith({ unit: unit as Till['unit'] })).problems;
    expect(problem!.path).toBe('versions[0].remainder.cashRounding.unit');
  },
);
