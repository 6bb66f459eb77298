import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REASONS } from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import { renderLineAnswer, whyNotMore } from '../../../src/settlement/index.ts';
import { CLAUSE, deductible, planOf, pooling, ratios, supplement } from '../support/draftPlan.ts';
import { billOf, decided, request, usage } from '../support.ts';

const decision = decided(request());

test('the answer for a line of class B above its ceiling', () => {
  const line = decision.lines.find(
    ({ overCeiling, selfPaidFirst }) => overCeiling > 0n && selfPaidFirst > 0n,
  )!;
  const answer = whyNotMore(decision, line.lineId);
  const amounts = answer.reasons.map(({ reason, amount }) => [reason, yuanText(amount)]);
  expect(amounts.slice(0, 2)).toEqual([
    ['over-ceiling', yuanText(line.overCeiling)],
    ['self-paid-first', yuanText(line.selfPaidFirst)],
  ]);
  const [over] = answer.reasons;
  expect(over!.steps.map(({ rule, lineId }) => [rule, lineId])).toEqual([
    ['catalogue.over-ceiling', line.lineId],
  ]);
  const text = renderLineAnswer(answer, 'zh');
  expect(text).toContain(`第 ${line.lineId} 行`);
  expect(text).toContain('按可报金额分摊');
  expect(renderLineAnswer(answer, 'en')).toContain('its share of the bill');
});

test('an excluded line: nothing but its class', () => {
  const line = decision.lines.find(({ benefitClass }) => benefitClass === 'C')!;
  const { reasons, covered } = whyNotMore(decision, line.lineId);
  expect(reasons.map(({ reason, isShare }) => [reason, isShare])).toEqual([['excluded', false]]);
  expect(covered).toBe(0n);
});

test('a line that is paid in full', () => {
  const plan = planOf([pooling({ ratios: { 'every-class': { ratio: '100%', clause: CLAUSE } } })]);
  const bill = billOf([{ item: 'X9990001', price: '10', quantity: '1', submitted: '10.00' }]);
  const answer = whyNotMore(decided(request({ plan, bill })), '1');
  expect(answer).toMatchObject({ covered: 1_000n, reasons: [] });
  expect(renderLineAnswer(answer, 'en')).toContain('nothing is left to the patient');
});

test('a layer whose condition does not hold is named', () => {
  const aid = supplement({ id: 'aid', when: { categories: ['destitute'] } });
  const plan = planOf([pooling(), supplement({ ratios: ratios('0%') }), aid]);
  const bill = billOf([{ item: 'X9990001', price: '10', quantity: '1', submitted: '10.00' }]);
  const of = decided(request({ plan, bill }));
  // The supplement ran and paid nothing.
  const answer = whyNotMore(of, '1');
  expect(of.notEligible).toEqual(['aid']);
  expect(answer.notEligible).toEqual(['aid']);
  expect(renderLineAnswer(answer, 'zh')).toContain('不符合 aid 层的条件');
  expect(renderLineAnswer(answer, 'en')).toContain('not eligible for layer aid');
  const everyone = decided(request({ plan: planOf([pooling()]), bill }));
  expect('notEligible' in everyone).toBe(false);
  expect(whyNotMore(everyone, '1').notEligible).toEqual([]);
  const full = planOf([pooling({ ratios: ratios('100%') }), aid]);
  const paid = whyNotMore(decided(request({ plan: full, bill })), '1');
  expect(renderLineAnswer(paid, 'en')).not.toContain('not eligible');
});

test('a line that is not there', () => {
  expect(() => whyNotMore(decision, 'x')).toThrow(RangeError);
});

const items = ['X9990001', 'X9990006', 'X9990012', 'X9990021'];
const plans = [
  planOf([pooling({ deductible: deductible('50') })]),
  planOf([
    pooling({ deductible: deductible('50') }),
    supplement({
      base: { of: ['excluded', 'co-payment'], lines: 'all', clause: CLAUSE },
      takes: ['excluded', 'self-paid-first', 'co-payment'],
    }),
  ]),
];

test('the answers of all lines together are the decision', () => {
  const drafts = fc.array(
    fc.record({ item: fc.constantFrom(...items), yuan: fc.integer({ min: 1, max: 900 }) }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(drafts, fc.constantFrom(...plans), (lines, plan) => {
      const bill = billOf(
        lines.map(({ item, yuan }) => ({
          item,
          price: String(yuan),
          quantity: '1',
          submitted: `${yuan}.00`,
        })),
      );
      const of = decided(request({ plan, bill, usage: usage() }));
      const answers = of.lines.map(({ lineId }) => whyNotMore(of, lineId));
      for (const reason of REASONS) {
        const sum = answers.reduce(
          (so, { reasons, covered }) =>
            so +
            (reason === 'covered'
              ? covered
              : (reasons.find((each) => each.reason === reason)?.amount ?? 0n)),
          0n,
        );
        expect(sum, reason).toBe(of.byReason[reason]);
      }
      expect(answers.every(({ covered }) => covered >= 0n)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
