/**
 * 按比例补偿: what pooling and every supplement have in common. Of a base, the deductible comes off,
 * the caps on cost cut, the ratio of class and band is applied, and the caps on payment cut again.
 *
 *     base = deductible + above (cost) + counted,   counted = co-payment + payable,   payable = above + paid
 */

import type { Rounding } from '../../money.ts';
import type { LayerOf } from '../plan/schema/layers.ts';
import { type Applied, compileApplication } from './application.ts';
import { compileBands } from './bands.ts';
import { compileCaps, limited } from './caps.ts';
import { type Condition, requiredCondition } from './condition.ts';
import {
  ABOVE_CAP,
  CO_PAYMENT,
  type Course,
  DEDUCTIBLE,
  ELIGIBLE,
  type LayerHead,
  openOf,
  pay,
} from './course.ts';
import { compileDeductible } from './deductible.ts';
import type { LayerContext } from './figures.ts';
import { type CompiledRatios, compileRatios } from './ratios.ts';
import { shareRules } from './shareRules.ts';
import { note, type StepRule, stepRule, WHOLE_BILL } from './trace.ts';

export type ShareDocument = LayerOf<'pooling'> | LayerOf<'supplement'>;

/** Where a share goes: what it pays is taken off these parts, or, pooling, off all that is eligible. */
export interface ShareTarget {
  readonly head: LayerHead;
  readonly payer: number;
  /** Null for pooling, which decides all that is eligible. */
  readonly takes: readonly number[] | null;
}

/** Decides the share of `base` and moves its fen. */
export type Share = (course: Course, base: bigint) => void;

/**
 * One function, in which the common case is straight sums on local figures and everything else is a
 * call: a figure that crosses a call is a new object, and a decision has little else to do.
 */
export function compileShare(
  document: ShareDocument,
  { head, payer, takes }: ShareTarget,
  context: LayerContext,
): Share {
  const { bands: bandsDocument, exemptions = [] } = document;
  const deductible = document.deductible
    ? compileDeductible(document.deductible, context)
    : undefined;
  const ratios = compileRatios(document.ratios, document.adjustments, context);
  const bands = bandsDocument && compileBands(bandsDocument, context);
  const caps = compileCaps(document.caps, context);
  const exemptOf = compileExemptions(exemptions, context);
  const rules = shareRules(document, deductible, ratios, context);
  const plainDue = deductible?.plain ?? null;
  const isPerVisit = deductible?.isPerVisit === true;
  // Only what is eligible lies on lines; the parts that a supplement looks at are of the whole bill.
  const isByLine = context.ratioApplied === 'per-line' && takes === null;
  const application = compileApplication(bands, ratios, rules, isByLine, context);
  const plainRatio =
    ratios.plain !== null && !bands && !isByLine ? affine(ratios, context.rounding) : null;
  const plainCap = caps.plain;
  const { onFee, onPayment } = caps;
  return (course, base) => {
    const { trace, facts, parts } = course;
    const at = facts.institution;
    const exempt = exemptOf === null ? NOTHING : exemptOf(course);

    let taken = 0n;
    if (deductible !== undefined && !exempt.deductible) {
      let due: bigint;
      if (plainDue === null) {
        due = deductible.due(course);
        taken = base < due ? base : due;
        deductible.take(course, taken, due);
      } else {
        const amount = plainDue[at]!;
        const met = course.deductibleMet;
        due = isPerVisit ? amount : amount > met ? amount - met : 0n;
        if (trace !== null) note(trace, deductible.rule, WHOLE_BILL, due, amount, met);
        taken = base < due ? base : due;
        course.deductibleMet = met + taken;
      }
      if (trace !== null) note(trace, rules.deductible[at]!, WHOLE_BILL, taken, base, due);
    }
    const rest = base - taken;
    const counted = onFee.length === 0 || exempt.caps ? rest : limited(course, onFee, rest);

    let payable: bigint;
    let applied: Applied | null = null;
    if (plainRatio !== null && !exempt.coPayment) {
      payable = (counted * plainRatio.factors[at]! + plainRatio.summand) / plainRatio.divisor;
      if (trace !== null) {
        note(trace, rules.ratio[at]!, WHOLE_BILL, payable, counted, ratios.plain![at]!);
      }
    } else {
      applied = application.apply(course, counted, taken, exempt.coPayment);
      payable = applied.payable;
    }
    if (trace !== null) {
      note(trace, rules.coPayment[at]!, WHOLE_BILL, counted - payable, counted, payable);
    }

    let paid = payable;
    if (takes !== null) {
      const open = openOf(course, takes);
      if (open < payable) {
        paid = open;
        if (trace !== null) note(trace, rules.atMost, WHOLE_BILL, paid, payable, open);
      }
    }
    let covered = counted;
    if (plainCap !== null && !exempt.caps) {
      const cap = plainCap.amounts[at]!;
      const drawn = course.benefitDrawn;
      const left = cap > drawn ? cap - drawn : 0n;
      const wanted = paid;
      if (left < wanted) paid = left;
      if (trace !== null) {
        const capRules = plainCap.rules[at]!;
        note(trace, capRules.capped, WHOLE_BILL, paid, wanted, cap, drawn, left);
        if (left < wanted) note(trace, capRules.beyond, WHOLE_BILL, wanted - paid, wanted, paid);
      }
      course.benefitDrawn = drawn + paid;
      covered -= payable - paid;
    } else {
      let takesCost = false;
      let isCapped = false;
      if (!exempt.caps) {
        for (const cap of onPayment) {
          if (cap.holds !== null && !cap.holds(facts)) continue;
          isCapped = true;
          const allowed = cap.limit(course, paid);
          // The last cap that cuts is the one that binds.
          if (allowed !== paid) takesCost = cap.takesCost;
          paid = allowed;
        }
      }
      if (!isCapped && trace !== null) note(trace, rules.paid[at]!, WHOLE_BILL, paid, paid);
      caps.count(course, counted, paid);
      if (takesCost) {
        const numerators = applied === null ? [ratios.plain![at]!] : applied.numerators;
        covered = application.costOf(course, paid, counted, taken, numerators);
        const above = counted - covered;
        if (trace !== null) note(trace, rules.aboveCost[at]!, WHOLE_BILL, above, counted, covered);
      } else {
        covered -= payable - paid;
      }
    }
    if (bands) bands.move(course, counted, taken, paid);

    if (takes === null) {
      parts[ELIGIBLE] = 0n;
      parts[DEDUCTIBLE] = parts[DEDUCTIBLE]! + taken;
      parts[CO_PAYMENT] = parts[CO_PAYMENT]! + (covered - paid);
      parts[ABOVE_CAP] = parts[ABOVE_CAP]! + (rest - covered);
      course.paid[payer] = course.paid[payer]! + paid;
    } else if (paid !== 0n) {
      pay(course, takes, payer, paid);
    }
    course.last = { layer: head, base, deductible: taken, counted, paid, previous: course.last };
  };
}

/** A ratio and its rounding as (amount × factor + summand) ÷ divisor, rounded down. */
interface Affine {
  readonly factors: readonly (bigint | undefined)[];
  readonly summand: bigint;
  readonly divisor: bigint;
}

/** Null for half-even, which looks at what it rounds. */
function affine({ plain, denominator }: CompiledRatios, rounding: Rounding): Affine | null {
  if (rounding === 'half-even' || plain === null) return null;
  const twice = rounding === 'half-up' ? 2n : 1n;
  return {
    factors: plain.map((numerator) => (numerator === undefined ? undefined : numerator * twice)),
    summand: rounding === 'up' ? denominator - 1n : rounding === 'down' ? 0n : denominator,
    divisor: denominator * twice,
  };
}

interface Exempt {
  readonly deductible: boolean;
  readonly coPayment: boolean;
  readonly caps: boolean;
}

const NOTHING: Exempt = { deductible: false, coPayment: false, caps: false };

function compileExemptions(
  document: NonNullable<ShareDocument['exemptions']>,
  { id, names, clauseOf }: LayerContext,
): ((course: Course) => Exempt) | null {
  if (document.length === 0) return null;
  const compiled: readonly { holds: Condition; from: ReadonlySet<string>; rule: StepRule }[] =
    document.map(({ when, from, clause }) => ({
      holds: requiredCondition(when, names),
      from: new Set(from),
      rule: stepRule({
        id: `${id}.exempt`,
        clause: clauseOf(clause),
        inputs: [{ name: 'from', unit: 'text', fixed: from.join(', ') }],
        formula: 'does not apply',
        say: () => ({
          zh: `免除：${from.map((each) => EXEMPT_TEXTS[each]).join('、')}`,
          en: `exempt from: ${from.join(', ')}`,
        }),
      }),
    }));
  return (course) => {
    let { deductible, coPayment, caps } = NOTHING;
    for (const { holds, from, rule } of compiled) {
      if (!holds(course.facts)) continue;
      if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, 0n);
      deductible ||= from.has('deductible');
      coPayment ||= from.has('co-payment');
      caps ||= from.has('caps');
    }
    return { deductible, coPayment, caps };
  };
}

const EXEMPT_TEXTS = { deductible: '起付线', 'co-payment': '比例自付', caps: '封顶线' } as const;
