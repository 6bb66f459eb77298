/**
 * 按比例补偿: what pooling and every supplement have in common. Of a base, the deductible comes off,
 * the caps on cost cut, the ratio of class and band is applied, and the caps on payment cut again.
 *
 *     base = deductible + above (cost) + counted,   counted = co-payment + payable,   payable = above + paid
 */

import type { LayerOf } from '../plan/schema/layers.ts';
import { type BandsDocument, type CompiledBands, compileBands } from './bands.ts';
import { type CompiledCap, compileCaps } from './caps.ts';
import { type Condition, compileCondition } from './condition.ts';
import type { Course } from './course.ts';
import { compileDeductible } from './deductible.ts';
import type { LayerContext } from './figures.ts';
import { lineBases } from './lines.ts';
import { type CompiledRatios, compileRatios } from './ratios.ts';
import { type ShareRules, shareRules } from './shareRules.ts';
import { type StepRule, stepRule, WHOLE_BILL } from './trace.ts';

export type ShareDocument = LayerOf<'pooling'> | LayerOf<'supplement'>;

export interface ShareOutcome {
  readonly deductible: bigint;
  /** What the ratio was applied to. */
  readonly counted: bigint;
  readonly paid: bigint;
  readonly coPayment: bigint;
  readonly aboveCap: bigint;
}

/** Decides the share of `base`; moves counters, but no fen. @param payable what may be paid at most */
export type Share = (course: Course, base: bigint, payableMost: bigint) => ShareOutcome;

export function compileShare(document: ShareDocument, context: LayerContext): Share {
  const { bands: bandsDocument, exemptions = [] } = document;
  const deductible = document.deductible && compileDeductible(document.deductible, context);
  const ratios = compileRatios(document.ratios, document.adjustments, context);
  const bands = bandsDocument && compileBands(bandsDocument, context);
  const caps = compileCaps(document.caps, context);
  const waived = compileExemptions(exemptions, context);
  const rules = shareRules(document, deductible, ratios, context);
  const apply = compileApply(bandsDocument, bands, ratios, rules, context);
  const { onFee, onPayment } = caps;
  const isCapped = onFee.length + onPayment.length > 0;
  return (course, base, most) => {
    const { trace, facts } = course;
    const exempt = waived === null ? NOTHING : waived(course);
    let due = 0n;
    let taken = 0n;
    if (deductible && !exempt.deductible) {
      due = deductible.due(course);
      taken = base < due ? base : due;
      if (trace !== null) {
        trace.push(rules.deductible[facts.institution]!, WHOLE_BILL, taken, base, due);
      }
      deductible.take(course, taken, due);
    }
    const rest = base - taken;
    const capsHold = isCapped && !exempt.caps;
    const counted = capsHold && onFee.length > 0 ? limited(course, onFee, rest) : rest;
    const applied = apply(course, counted, taken, exempt.coPayment);
    const { payable } = applied;
    if (trace !== null) {
      const rule = rules.coPayment[facts.institution]!;
      trace.push(rule, WHOLE_BILL, counted - payable, counted, payable);
    }
    let paid = payable < most ? payable : most;
    if (paid !== payable) trace?.push(rules.atMost, WHOLE_BILL, paid, payable, most);
    let takesCost = false;
    if (capsHold && onPayment.length > 0) {
      const before = paid;
      paid = limited(course, onPayment, paid);
      takesCost = paid !== before && onPayment.some((cap) => cap.takesCost && cap.holds(facts));
    } else {
      trace?.push(rules.paid[facts.institution]!, WHOLE_BILL, paid, payable);
    }
    bands?.move(course, counted, taken, paid);
    caps.count(course, counted, paid);
    let covered = counted - (payable - paid);
    if (takesCost) {
      covered = applied.feeFor(paid);
      const rule = rules.aboveCost[facts.institution]!;
      trace?.push(rule, WHOLE_BILL, counted - covered, counted, covered);
    }
    return {
      deductible: taken,
      counted,
      paid,
      coPayment: covered - paid,
      aboveCap: rest - covered,
    };
  };
}

function limited(course: Course, caps: readonly CompiledCap[], wanted: bigint): bigint {
  let allowed = wanted;
  for (const cap of caps) if (cap.holds(course.facts)) allowed = cap.limit(course, allowed);
  return allowed;
}

interface Applied {
  readonly payable: bigint;
  /** 折回: the least cost that pays `paid`. */
  readonly feeFor: (paid: bigint) => bigint;
}

type Apply = (course: Course, counted: bigint, deductible: bigint, isWaived: boolean) => Applied;

/** The ratio on what counts: at once, band by band, or line by line. */
function compileApply(
  document: BandsDocument | undefined,
  bands: CompiledBands | undefined,
  ratios: CompiledRatios,
  rules: ShareRules,
  { divide, ratioApplied }: LayerContext,
): Apply {
  const { denominator } = ratios;
  const isPerBand = ratioApplied === 'per-band';
  return (course, counted, deductible, isWaived) => {
    const { trace, facts } = course;
    const at = facts.institution;
    const numerators = isWaived ? [denominator] : ratios.of(course);
    if (bands && document && numerators.length > 0) {
      const { fees, payments } = bands.cut(course, counted, deductible, numerators, denominator);
      let scaled = 0n;
      let rounded = 0n;
      for (let band = 0; band < fees.length; band++) {
        const fee = fees[band]!;
        if (fee === 0n) continue;
        const ratio = numerators[band] ?? numerators[0]!;
        const part = payments?.[band] ?? divide(fee * ratio, denominator);
        scaled += fee * ratio;
        rounded += part;
        trace?.push(rules.band[at]!, WHOLE_BILL, isPerBand || payments ? part : fee, fee, ratio);
      }
      const payable = isPerBand || payments ? rounded : divide(scaled, denominator);
      trace?.push(rules.bands[at]!, WHOLE_BILL, payable, counted);
      const feeFor = (paid: bigint) => feeOf(paid, fees, numerators, denominator);
      return { payable, feeFor };
    }
    const ratio = numerators[0]!;
    const feeFor = (paid: bigint) => feeOf(paid, [counted], numerators, denominator);
    if (ratioApplied !== 'per-line' || facts.lines === null) {
      const payable = divide(counted * ratio, denominator);
      trace?.push(rules.ratio[at]!, WHOLE_BILL, payable, counted, ratio);
      return { payable, feeFor };
    }
    let payable = 0n;
    for (const { line, base } of lineBases(facts.lines, counted)) {
      const part = divide(base * ratio, denominator);
      payable += part;
      trace?.push(rules.ratioOfLine[at]!, line, part, base, ratio);
    }
    trace?.push(rules.ratioOfLines[at]!, WHOLE_BILL, payable, counted, ratio);
    return { payable, feeFor };
  };
}

function feeOf(
  paid: bigint,
  fees: readonly bigint[],
  numerators: readonly bigint[],
  denominator: bigint,
): bigint {
  let left = paid * denominator;
  let cost = 0n;
  for (let band = 0; band < fees.length; band++) {
    const fee = fees[band]!;
    const ratio = numerators[band] ?? numerators[0]!;
    const pays = fee * ratio;
    if (left >= pays) {
      cost += fee;
      left -= pays;
      continue;
    }
    cost += (left + ratio - 1n) / ratio;
    break;
  }
  return cost;
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
      holds: compileCondition(when, names),
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
      course.trace?.push(rule, WHOLE_BILL, 0n);
      deductible ||= from.has('deductible');
      coPayment ||= from.has('co-payment');
      caps ||= from.has('caps');
    }
    return { deductible, coPayment, caps };
  };
}

const EXEMPT_TEXTS = { deductible: '起付线', 'co-payment': '比例自付', caps: '封顶线' } as const;
