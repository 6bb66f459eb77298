import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bill, REASONS } from '../../../src/model/index.ts';
import {
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  parseYuan,
  type Rounding,
  yuanText,
} from '../../../src/money.ts';
import type { Plan } from '../../../src/settlement/index.ts';
import { billOf, catalogue, decided, request, usage, yinjiangWith } from '../support.ts';

const ROUNDINGS: readonly Rounding[] = ['half-up', 'half-even', 'down', 'up'];
const ORDERS = ['ceiling-first', 'self-pay-first'] as const;
const APPLIED = ['in-total', 'per-line'] as const;
const MODES = ['per-visit', 'per-year-with-top-up'] as const;

/** Every combination of the plan's switches, compiled once. */
const plans: readonly Plan[] = ROUNDINGS.flatMap((ratio) =>
  ORDERS.flatMap((order) =>
    APPLIED.flatMap((applied) =>
      MODES.map((mode) =>
        yinjiangWith(
          ['      ratio: half-up', `      ratio: ${ratio}`],
          ['      selfPayFirst: half-up', `      selfPayFirst: ${ratio}`],
          ['order: ceiling-first', `order: ${order}`],
          ['ratioApplied: in-total', `ratioApplied: ${applied}`],
          ['mode: per-year-with-top-up', `mode: ${mode}`],
        ),
      ),
    ),
  ),
);

/** The plans that apply their ratio line by line: the second half of each group of four. */
const perLine = new Set(plans.filter((_, index) => index % 4 >= 2));

const items = [...catalogue.periods()].map(({ code }) => code);

function decimal(whole: bigint, decimals: number): string {
  const digits = whole.toString().padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const lines = fc
  .array(
    fc.record({
      item: fc.constantFrom(...items),
      price: fc.bigInt({ min: 0n, max: 10n ** 10n }).map((value) => decimal(value, 6)),
      quantity: fc.bigInt({ min: 1n, max: 10n ** 6n }).map((value) => decimal(value, 4)),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((drafts) =>
    drafts.map((draft, index) => ({
      ...draft,
      lineId: `L${index}`,
      submitted: yuanText(
        lineAmount(parseUnitPrice(draft.price), parseQuantity(draft.quantity), 'half-up'),
      ),
    })),
  );

const cases = fc.record({
  plan: fc.constantFrom(...plans),
  lines,
  level: fc.constantFrom('township', 'county', 'prefecture', 'province'),
  used: fc.record({
    deductibleMet: fc.bigInt({ min: 0n, max: 40_000n }).map((fen) => decimal(fen, 2)),
    benefitDrawn: fc.bigInt({ min: 0n, max: 6_000_000n }).map((fen) => decimal(fen, 2)),
  }),
});

const CAP = parseYuan('50000.00');

test('both partitions add up to the bill and nothing is negative', () => {
  fc.assert(
    fc.property(cases, ({ plan, lines, level, used }) => {
      const bill = billOf(lines, { level });
      const decision = decided(request({ plan, bill, usage: usage(used) }));
      const payers = Object.values(decision.byPayer);
      const reasons = REASONS.map((reason) => decision.byReason[reason]);
      for (const parts of [payers, reasons]) {
        expect(parts.every((part) => part >= 0n)).toBe(true);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(bill.total);
      }
      for (const line of decision.lines) {
        const parts = [line.excluded, line.overCeiling, line.selfPaidFirst, line.eligible];
        expect(parts.every((part) => part >= 0n)).toBe(true);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(line.submitted);
      }
    }),
    { numRuns: 200 },
  );
});

test('the fund never pays beyond the cap, and usage grows by what was decided', () => {
  fc.assert(
    fc.property(cases, ({ plan, lines, level, used }) => {
      const before = usage(used);
      const { byReason, usageAfter } = decided(
        request({ plan, bill: billOf(lines, { level }), usage: before }),
      );
      expect(usageAfter.benefitDrawn - before.benefitDrawn).toBe(byReason.covered);
      expect(usageAfter.deductibleMet - before.deductibleMet).toBe(byReason.deductible);
      expect(byReason.covered === 0n || usageAfter.benefitDrawn <= CAP).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('the order of the lines does not matter', () => {
  fc.assert(
    fc.property(cases, fc.nat(), ({ plan, lines, level, used }, turn) => {
      const turned = lines.map((_, index) => lines[(index + turn) % lines.length]!).reverse();
      const of = (drafts: typeof lines) => {
        const bill: Bill = billOf(drafts, { level });
        const { byPayer, byReason, usageAfter } = decided(
          request({ plan, bill, usage: usage(used) }),
        );
        return { byPayer, byReason, usageAfter };
      };
      expect(of(turned)).toEqual(of(lines));
    }),
    { numRuns: 100 },
  );
});

test('one more line never lowers what the fund pays', () => {
  const longer = cases.filter((each) => each.lines.length > 1);
  fc.assert(
    fc.property(longer, ({ plan, lines, level, used }) => {
      const paid = (drafts: typeof lines) => {
        const bill = billOf(drafts, { level });
        return decided(request({ plan, bill, usage: usage(used) })).byReason.covered;
      };
      // Line by line, a share of the deductible moves between lines and each may round by a fen.
      const slack = perLine.has(plan) ? BigInt(lines.length) : 0n;
      expect(paid(lines) + slack >= paid(lines.slice(0, -1))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the same request gives the same answer, and is left as it was', () => {
  fc.assert(
    fc.property(cases, ({ plan, lines, level, used }) => {
      const of = request({ plan, bill: billOf(lines, { level }), usage: usage(used) });
      const before = structuredClone({ bill: of.bill, usage: of.usage });
      expect(decided(of)).toEqual(decided(of));
      expect({ bill: of.bill, usage: of.usage }).toEqual(before);
    }),
    { numRuns: 50 },
  );
});
