/** 目录分割: how a line falls apart before any layer of the plan sees it. */

import type { BillLine, LineDecision } from '../../model/index.ts';
import { type Amount, DIVISIONS, type Rounding } from '../../money.ts';
import type { Catalogue, Circumstances, Clause, ItemTerms } from '../catalogue/catalogue.ts';
import type { BillEffects } from './effects.ts';
import { LINE_FLAGS, type SplitLines, type SplitTotals } from './facts.ts';
import { compileSplitRules, type SplitStepRules } from './splitRules.ts';
import type { Trace } from './trace.ts';

export interface SplitRules {
  readonly order: 'ceiling-first' | 'self-pay-first';
  readonly clause: Clause;
  readonly lineRounding: Rounding;
  readonly selfPayRounding: Rounding;
  readonly roundingClause: Clause;
}

export interface SplitBill {
  readonly totals: SplitTotals;
  readonly lines: SplitLines;
  readonly classes: readonly LineDecision['benefitClass'][];
}

export type SplitCircumstances = Omit<Circumstances, 'date'>;

/** Splits every line by the treating county's catalogue. Pure; every item is listed. */
export type Split = (
  bill: readonly BillLine[],
  catalogue: Catalogue,
  circumstances: SplitCircumstances,
  effects: BillEffects | undefined,
  trace: Trace | null,
) => SplitBill;

/** Price × quantity is in 10⁻⁸ fen. */
const PRODUCT_SCALE = 100_000_000n;

/**
 * Ceiling first: what lies above the ceiling, then the patient's share of the rest. Self-pay first:
 * the patient's share of the whole line, then what of the rest lies above the ceiling. Whatever is
 * left, by subtraction, is eligible. What the controls refuse or put on the hospital comes off before.
 */
export function compileSplit(rules: SplitRules): Split {
  const divideLine = DIVISIONS[rules.lineRounding];
  const divideShare = DIVISIONS[rules.selfPayRounding];
  const isCeilingFirst = rules.order === 'ceiling-first';
  // A catalogue's steps stand in its own clause; a process has few catalogues.
  const known = new WeakMap<Clause, SplitStepRules>();
  const stepsOf = (clause: Clause): SplitStepRules => {
    const made = known.get(clause) ?? compileSplitRules(rules, clause);
    known.set(clause, made);
    return made;
  };
  return (bill, catalogue, circumstances, effects, trace) => {
    const steps = trace === null ? null : stepsOf(catalogue.clause);
    const out = new SplitColumns();
    const { region, personType, level } = circumstances;
    for (let at = 0; at < bill.length; at++) {
      const line = bill[at]!;
      const date = line.chargedOn;
      const terms = catalogue.termsFor(line, { region, personType, date, level });
      if (!terms) throw new RangeError('a line without terms was not refused');
      const effect = effects?.lines.get(line.lineId);
      const hospital: bigint = effect?.hospital ?? 0n;
      const refused: bigint = effect?.refused ?? 0n;
      const rest = line.submitted - hospital - refused;
      if (rest < 0n) throw new RangeError('the controls take more than the line');
      let over = 0n;
      let own = 0n;
      const { ceiling, selfPayShare: share } = terms;
      const isPayable = terms.benefitClass !== 'C';
      if (isPayable) {
        const allowed =
          ceiling === undefined || line.unitPrice <= ceiling
            ? null
            : divideLine(ceiling * line.quantity, PRODUCT_SCALE);
        if (isCeilingFirst) {
          over = allowed === null || allowed >= rest ? 0n : rest - allowed;
          own = divideShare((rest - over) * share.numerator, share.denominator);
        } else {
          own = divideShare(rest * share.numerator, share.denominator);
          const left = rest - own;
          over = allowed === null || allowed >= left ? 0n : left - allowed;
        }
      }
      const excluded = isPayable ? refused : refused + rest;
      const eligible = isPayable ? rest - over - own : 0n;
      out.push(line, terms, hospital, excluded, over, own, eligible);
      if (trace !== null) steps!.push(trace, at, line, terms, effect, over, own, eligible, level);
    }
    return out;
  };
}

/** The columns of a split as they grow. */
class SplitColumns implements SplitBill {
  readonly lines = {
    ids: [] as string[],
    submitted: [] as bigint[],
    excluded: [] as bigint[],
    overCeiling: [] as bigint[],
    selfPaidFirst: [] as bigint[],
    eligible: [] as bigint[],
    hospital: [] as bigint[],
    flags: [] as number[],
  };
  readonly classes: LineDecision['benefitClass'][] = [];
  readonly totals = {
    total: 0n,
    excluded: 0n,
    overCeiling: 0n,
    selfPaidFirst: 0n,
    eligible: 0n,
    hospital: 0n,
  };

  push(
    { lineId, submitted }: BillLine,
    terms: ItemTerms,
    hospital: bigint,
    excluded: bigint,
    overCeiling: bigint,
    selfPaidFirst: bigint,
    eligible: bigint,
  ): void {
    const { lines, totals } = this;
    const sum = excluded + overCeiling + selfPaidFirst + eligible + hospital;
    if (sum !== submitted || overCeiling < 0n || selfPaidFirst < 0n || eligible < 0n) {
      throw new RangeError(`the parts of line ${lineId} do not add up`);
    }
    lines.ids.push(lineId);
    lines.submitted.push(submitted);
    lines.excluded.push(excluded);
    lines.overCeiling.push(overCeiling);
    lines.selfPaidFirst.push(selfPaidFirst);
    lines.eligible.push(eligible);
    lines.hospital.push(hospital);
    lines.flags.push(flagsOf(terms));
    this.classes.push(terms.benefitClass);
    totals.total += submitted;
    totals.excluded += excluded;
    totals.overCeiling += overCeiling;
    totals.selfPaidFirst += selfPaidFirst;
    totals.eligible += eligible;
    totals.hospital += hospital;
  }
}

function flagsOf({ benefitClass, isEssential, isTcm, item }: ItemTerms): number {
  return (
    (isEssential ? LINE_FLAGS.essential : 0) |
    (isTcm ? LINE_FLAGS.tcm : 0) |
    (item.kind !== undefined && DRUGS.has(item.kind) ? LINE_FLAGS.drug : 0) |
    (benefitClass === 'A' ? LINE_FLAGS.classA : 0) |
    (benefitClass === 'B' ? LINE_FLAGS.classB : 0)
  );
}

/** 药品：西药中成药、中药饮片、院内制剂 */
const DRUGS: ReadonlySet<string> = new Set(['drug', 'herb', 'preparation']);

/** The decision on each line. */
export function lineDecisions(
  bill: readonly BillLine[],
  { lines, classes }: SplitBill,
): readonly LineDecision[] {
  return bill.map(({ lineId, itemCode, name, submitted }, at) => ({
    lineId,
    itemCode,
    name,
    benefitClass: classes[at]!,
    submitted,
    excluded: lines.excluded[at] as Amount,
    overCeiling: lines.overCeiling[at] as Amount,
    selfPaidFirst: lines.selfPaidFirst[at] as Amount,
    eligible: lines.eligible[at] as Amount,
    ...(lines.hospital[at] === 0n ? {} : { hospitalBorne: lines.hospital[at] as Amount }),
  }));
}
