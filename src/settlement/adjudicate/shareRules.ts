/** The steps of a share, by class of institutions: each stands in the clause of that class's figure. */

import type { Clause } from '../catalogue/catalogue.ts';
import type { CompiledDeductible } from './deductible.ts';
import type { LayerContext } from './figures.ts';
import type { CompiledRatios } from './ratios.ts';
import type { ShareDocument } from './share.ts';
import { fixed, percent, roundingText, type StepRule, stepRule, yuan } from './trace.ts';

/** Undefined for a class of institutions that the layer does not speak of. */
export type ClauseAt = (institution: number) => Clause | undefined;

type ByInstitution = readonly (StepRule | undefined)[];

export interface ShareRules {
  readonly deductible: ByInstitution;
  readonly ratio: ByInstitution;
  readonly ratioOfLine: ByInstitution;
  readonly ratioOfLines: ByInstitution;
  readonly band: ByInstitution;
  readonly bands: ByInstitution;
  readonly coPayment: ByInstitution;
  readonly atMost: StepRule;
  readonly aboveCost: ByInstitution;
  readonly paid: ByInstitution;
}

/** How a band comes to its payment: up to what it may pay, by itself, or only when all are summed up. */
const BAND_TEXTS: Readonly<
  Record<'to-its-edge' | 'rounded' | 'summed', Pick<StepRule, 'formula' | 'say'>>
> = {
  'to-its-edge': {
    formula: 'fee × ratio, at most what is left of the band',
    say: ([fee, ratio], result) => ({
      zh: `分段：${fee} × ${ratio}，以本段为限，${result} 元`,
      en: `band: ${fee} × ${ratio}, up to its edge, ${result} yuan`,
    }),
  },
  rounded: {
    formula: 'fee × ratio',
    say: ([fee, ratio], result) => ({
      zh: `分段：${fee} × ${ratio} = ${result} 元`,
      en: `band: ${fee} × ${ratio} = ${result} yuan`,
    }),
  },
  summed: {
    formula: 'fee of the band',
    say: ([fee, ratio]) => ({
      zh: `分段：${fee} 元按 ${ratio} 补偿`,
      en: `band: ${fee} yuan at ${ratio}`,
    }),
  },
};

export function shareRules(
  document: ShareDocument,
  deductible: CompiledDeductible | undefined,
  ratios: CompiledRatios,
  context: LayerContext,
): ShareRules {
  const { id, classes, clauseOf, rounding, roundingClause, ratioApplied } = context;
  const rounded = roundingText(rounding, roundingClause);
  const isByPayment = document.bands?.measuredOn === 'payment';
  const isPerBand = ratioApplied === 'per-band' || isByPayment;
  const bandKind = isByPayment ? 'to-its-edge' : isPerBand ? 'rounded' : 'summed';
  const each = (clauseAt: ClauseAt, rule: (clause: Clause) => StepRule) =>
    classes.map((_, at) => {
      const clause = clauseAt(at);
      return clause && rule(clause);
    });
  const ratioEach = (rule: (clause: Clause) => StepRule) => each(ratios.clauseAt, rule);
  const share = percent('ratio', ratios.denominator);
  const bandsClause = document.bands ? clauseOf(document.bands.clause) : roundingClause;
  return {
    deductible: deductible
      ? each(deductible.clauseAt, (clause) =>
          stepRule({
            id: `${id}.deductible`,
            clause,
            inputs: [yuan('eligible'), yuan('due')],
            formula: 'min(eligible, due)',
            say: (_, result) => ({
              zh: `本次起付线 ${result} 元由个人支付`,
              en: `${result} yuan of deductible paid by the patient`,
            }),
          }),
        )
      : [],
    ratio: ratioEach((clause) =>
      stepRule({
        id: `${id}.ratio`,
        clause,
        inputs: [yuan('base'), share, fixed('applied', 'in-total')],
        formula: 'base × ratio',
        rounding: rounded,
        say: ([base, ratio], result) => ({
          zh: `补偿比例：${base} × ${ratio} = ${result} 元`,
          en: `ratio: ${base} × ${ratio} = ${result} yuan`,
        }),
      }),
    ),
    ratioOfLine: ratioEach((clause) =>
      stepRule({
        id: `${id}.ratio-of-line`,
        clause,
        inputs: [yuan('base'), share],
        formula: 'base × ratio',
        rounding: rounded,
        say: ([base, ratio], result, line) => ({
          zh: `第 ${line} 行：${base} × ${ratio} = ${result} 元`,
          en: `line ${line}: ${base} × ${ratio} = ${result} yuan`,
        }),
      }),
    ),
    ratioOfLines: ratioEach((clause) =>
      stepRule({
        id: `${id}.ratio`,
        clause,
        inputs: [yuan('base'), share, fixed('applied', 'per-line')],
        formula: `sum of ${id}.ratio-of-line`,
        say: ([, ratio], result) => ({
          zh: `补偿比例 ${ratio} 逐行计算，合计 ${result} 元`,
          en: `ratio ${ratio} applied line by line, ${result} yuan in total`,
        }),
      }),
    ),
    band: ratioEach((clause) =>
      stepRule({
        id: `${id}.band`,
        clause,
        inputs: [yuan('fee'), share],
        ...BAND_TEXTS[bandKind],
        rounding: isPerBand ? rounded : undefined,
      }),
    ),
    bands: ratioEach(() =>
      stepRule({
        id: `${id}.ratio`,
        clause: bandsClause,
        inputs: [yuan('base'), fixed('applied', isPerBand ? 'per-band' : 'in-total')],
        formula: isPerBand ? `sum of ${id}.band` : `sum of fee × ratio of ${id}.band`,
        rounding: isPerBand ? undefined : rounded,
        say: ([base], result) => ({
          zh: `${base} 元分段补偿，合计 ${result} 元`,
          en: `${base} yuan in bands, ${result} yuan in total`,
        }),
      }),
    ),
    coPayment: ratioEach((clause) =>
      stepRule({
        id: `${id}.co-payment`,
        clause,
        inputs: [yuan('base'), yuan('payable')],
        formula: 'base - payable',
        say: (_, result) => ({
          zh: `按比例个人自付 ${result} 元`,
          en: `${result} yuan of co-payment`,
        }),
      }),
    ),
    atMost: stepRule({
      id: `${id}.at-most`,
      clause: roundingClause,
      inputs: [yuan('payable'), yuan('open')],
      formula: 'min(payable, open)',
      say: (_, result) => ({
        zh: `不超过个人仍负担的部分，支付 ${result} 元`,
        en: `no more than the patient still bears: ${result} yuan`,
      }),
    }),
    aboveCost: ratioEach((clause) =>
      stepRule({
        id: `${id}.above-cap-cost`,
        clause,
        inputs: [yuan('base'), yuan('behind')],
        formula: 'base - behind',
        say: ([, behind], result) => ({
          zh: `封顶额折回费用 ${behind} 元，超封顶的费用 ${result} 元`,
          en: `the capped payment stands for ${behind} yuan of costs, ${result} lie above the cap`,
        }),
      }),
    ),
    paid: ratioEach((clause) =>
      stepRule({
        id: `${id}.paid`,
        clause,
        inputs: [yuan('payable')],
        formula: 'payable',
        say: (_, result) => ({ zh: `支付 ${result} 元`, en: `${result} yuan paid` }),
      }),
    ),
  };
}
