/** How a ratio is applied to what counts: at once, band by band, or line by line. */

import type { CompiledBands } from './bands.ts';
import type { Course } from './course.ts';
import type { LayerContext } from './figures.ts';
import { lineBases } from './lines.ts';
import type { CompiledRatios } from './ratios.ts';
import type { ShareRules } from './shareRules.ts';
import { note, WHOLE_BILL } from './trace.ts';

export interface Applied {
  readonly payable: bigint;
  /** The ratios used: one a band, or one for all. */
  readonly numerators: readonly bigint[];
}

export interface Application {
  /** Traced. @param isWaived whether there is no co-payment */
  readonly apply: (
    course: Course,
    counted: bigint,
    deductible: bigint,
    isWaived: boolean,
  ) => Applied;
  /** 折回: the largest part of `counted` that pays no more than `paid`. */
  readonly costOf: (
    course: Course,
    paid: bigint,
    counted: bigint,
    deductible: bigint,
    numerators: readonly bigint[],
  ) => bigint;
}

export function compileApplication(
  bands: CompiledBands | undefined,
  { denominator, of }: CompiledRatios,
  rules: ShareRules,
  isByLine: boolean,
  { divide, ratioApplied }: LayerContext,
): Application {
  const isPerBand = ratioApplied === 'per-band';

  /** What a cost pays in bands; each slice is told to `onSlice`. */
  const inBands = (
    course: Course,
    counted: bigint,
    deductible: bigint,
    numerators: readonly bigint[],
    onSlice: ((fee: bigint, ratio: bigint, part: bigint, isRounded: boolean) => void) | null,
  ): bigint => {
    const { fees, payments } = bands!.cut(course, counted, deductible, numerators, denominator);
    const isRounded = isPerBand || payments !== undefined;
    let scaled = 0n;
    let rounded = 0n;
    for (let band = 0; band < fees.length; band++) {
      const fee = fees[band]!;
      if (fee === 0n) continue;
      const ratio = numerators[band] ?? numerators[0]!;
      const part = payments?.[band] ?? divide(fee * ratio, denominator);
      scaled += fee * ratio;
      rounded += part;
      onSlice?.(fee, ratio, part, isRounded);
    }
    return isRounded ? rounded : divide(scaled, denominator);
  };

  const payableOf = (
    course: Course,
    counted: bigint,
    deductible: bigint,
    numerators: readonly bigint[],
  ): bigint =>
    bands
      ? inBands(course, counted, deductible, numerators, null)
      : divide(counted * numerators[0]!, denominator);

  return {
    apply(course, counted, deductible, isWaived) {
      const { trace, facts } = course;
      const at = facts.institution;
      const numerators = isWaived ? [denominator] : of(course);
      if (bands) {
        const payable = inBands(
          course,
          counted,
          deductible,
          numerators,
          trace === null
            ? null
            : (fee, ratio, part, isRounded) =>
                note(trace, rules.band[at]!, WHOLE_BILL, isRounded ? part : fee, fee, ratio),
        );
        if (trace !== null) note(trace, rules.bands[at]!, WHOLE_BILL, payable, counted);
        return { payable, numerators };
      }
      const ratio = numerators[0]!;
      if (!isByLine || facts.lines === null) {
        const payable = divide(counted * ratio, denominator);
        if (trace !== null) note(trace, rules.ratio[at]!, WHOLE_BILL, payable, counted, ratio);
        return { payable, numerators };
      }
      let payable = 0n;
      for (const { line, base } of lineBases(facts.lines, counted)) {
        const part = divide(base * ratio, denominator);
        payable += part;
        if (trace !== null) note(trace, rules.ratioOfLine[at]!, line, part, base, ratio);
      }
      if (trace !== null) note(trace, rules.ratioOfLines[at]!, WHOLE_BILL, payable, counted, ratio);
      return { payable, numerators };
    },
    costOf(course, paid, counted, deductible, numerators) {
      // Payable never falls as the cost grows: the last cost that pays no more is found by halves.
      let low = paid < counted ? paid : counted;
      let high = counted;
      while (low < high) {
        const middle = (low + high + 1n) / 2n;
        if (payableOf(course, middle, deductible, numerators) <= paid) low = middle;
        else high = middle - 1n;
      }
      return low;
    },
  };
}
