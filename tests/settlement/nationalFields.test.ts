import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount, yuanText } from '../../src/money.ts';
import { decide, nationalFields } from '../../src/settlement/index.ts';
import { plainDate } from '../../src/time.ts';
import { parsed, planDocuments } from './support/randomPlan.ts';
import { billOf, decided, personA, request, usage } from './support.ts';

test('the first example bill', () => {
  const { medfee_sumamt, fulamt_ownpay_amt, hifp_pay, psn_cash_pay, act_pay_dedc } = nationalFields(
    decided(request()),
  );
  expect([medfee_sumamt, hifp_pay, psn_cash_pay, act_pay_dedc].map(yuanText)).toEqual([
    '3469.00',
    '1378.29',
    '2090.71',
    '300.00',
  ]);
  expect(fulamt_ownpay_amt).toBeGreaterThan(0n);
});

test('a payer too many is seen', () => {
  const decision = decided(request());
  const byPayer = { ...decision.byPayer, 'civil-aid': amount(1n) };
  expect(() => nationalFields({ ...decision, byPayer })).toThrow(RangeError);
});

test('the identities hold for random plans on random bills', () => {
  const lines = fc.array(
    fc.record({
      item: fc.constantFrom('X9990001', 'X9990006', 'X9990012', 'X9990021'),
      yuan: fc.integer({ min: 0, max: 9000 }),
      refused: fc.integer({ min: 0, max: 100 }),
      hospital: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const person = {
    ...personA,
    bornOn: plainDate('1950-01-01'),
    attributes: [],
    certificates: [],
    familyAccount: amount(30_000n),
  };
  fc.assert(
    fc.property(planDocuments, lines, (document, drafts) => {
      const bill = billOf(
        drafts.map(({ item, yuan }) => ({
          item,
          price: String(yuan),
          quantity: '1',
          submitted: `${yuan}.00`,
        })),
      );
      const effects = {
        isRefused: false,
        hospital: amount(500n),
        lines: new Map(
          bill.lines.map(({ lineId, submitted }, at) => {
            const { refused, hospital } = drafts[at]!;
            const half = submitted / 2n;
            const taken = (fen: number) => amount(BigInt(fen) < half ? BigInt(fen) : half);
            return [lineId, { refused: taken(refused), hospital: taken(hospital) }];
          }),
        ),
      };
      const result = decide(
        request({
          plan: parsed(document),
          bill,
          person,
          effects,
          usage: { ...usage(), counters: {} },
        }),
      );
      if (result.outcome === 'refused') throw new Error(JSON.stringify(result.reasons));
      nationalFields(result.adjudication);
      expect(result.adjudication.steps.length).toBeGreaterThan(5);
    }),
    { numRuns: 60 },
  );
});
