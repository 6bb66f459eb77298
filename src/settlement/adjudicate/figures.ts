/** Figures of a plan document as the layers use them: one for each class of institutions, by its place. */

import { type Division, parseYuan, type Rounding } from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { parseRatio } from '../document/ratio.ts';
import type { InstitutionClass } from '../plan/plan.ts';
import type { ByClass } from '../plan/schema/layers.ts';
import { EVERY_CLASS } from '../plan/schema/vocabulary.ts';
import type { ConditionNames } from './condition.ts';

/** What every layer is compiled with. */
export interface LayerContext {
  readonly id: string;
  readonly clauseOf: (name: string) => Clause;
  /** Classes of institutions, by place. */
  readonly classes: readonly InstitutionClass[];
  readonly names: ConditionNames;
  /** How a share becomes whole fen. */
  readonly rounding: Rounding;
  readonly divide: Division;
  readonly ratioApplied: 'in-total' | 'per-band' | 'per-line';
  readonly roundingClause: Clause;
  /** 甲类先用封顶, where the plan says. */
  readonly fillsClassAFirst: boolean;
  readonly crossYearDeductible: 'keep-old' | 'pay-difference' | 'pay-again';
}

export interface Figure<T> {
  readonly value: T;
  readonly clause: Clause;
}

/** By the place of the class; undefined for a class that the layer has no figure for. */
export function byClass<Document, T>(
  figures: ByClass<Document & { readonly clause: string }>,
  { classes, clauseOf }: Pick<LayerContext, 'classes' | 'clauseOf'>,
  read: (document: NoInfer<Document>) => T,
): readonly (Figure<T> | undefined)[] {
  const compiled = new Map(
    Object.entries(figures).map(([name, document]) => [
      name,
      { value: read(document), clause: clauseOf(document.clause) },
    ]),
  );
  const everywhere = compiled.get(EVERY_CLASS);
  return classes.map(({ id }) => everywhere ?? compiled.get(id));
}

/** Fen of amount text. */
export function fenOf({ amount }: { readonly amount: string }): bigint {
  return parseYuan(amount);
}

/** The scale of a ratio text: 10⁻⁴ of a percent. */
export const RATIO_SCALE = 1_000_000n;

/** Numerator over RATIO_SCALE of ratio text, which may exceed 100 %. */
export function ratioOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.slice(0, -1).split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
}

/** A ratio figure as a fraction. */
export function fractionOf({ ratio }: { readonly ratio: string }) {
  return parseRatio(ratio);
}

/** The figure of a class that a layer was asked about; a plan without it did not pass its door. */
export function figureAt<T>(figures: readonly (Figure<T> | undefined)[], at: number): Figure<T> {
  const figure = figures[at];
  if (figure === undefined) throw new RangeError('no figure for this class of institutions');
  return figure;
}
