/** 单病种付费: a price for the whole stay; the fund pays its part, and somebody bears what lies above. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { type Course, type LayerHead, openOf, partIndex, pay, payerIndex } from './course.ts';
import { byClass, fenOf, figureAt, fractionOf, type LayerContext } from './figures.ts';
import { compilePayment, leaveToPatient } from './simpleLayer.ts';
import { note, roundingText, type StepRule, stepRule, WHOLE_BILL, yuan } from './trace.ts';

const HOSPITAL = payerIndex('hospital');

export function compileSingleDisease(document: LayerOf<'single-disease'>, context: LayerContext) {
  const { belowPrice, abovePrice, takes } = document;
  const { id, divide } = context;
  const hospital: LayerHead = { id: `${id}.above`, payer: 'hospital', isPooling: false };
  const prices = byClass(document.price, context, fenOf);
  const quotaOf = compileQuotaOf(document.fund, context);
  const clause = context.clauseOf(document.clause);
  const payment = compilePayment({ payer: 'pooled-fund', takes, caps: [] }, clause, context);
  const parts = takes.map(partIndex);
  const rules = prices.map((figure) => figure && rulesOf(figure, document, context));
  return (course: Course): void => {
    const { institution } = course.facts;
    const { trace } = course;
    const price = figureAt(prices, institution).value;
    const { above, fund } = rules[institution]!;
    const cost = openOf(course, parts);
    const beyond = cost > price ? cost - price : 0n;
    if (beyond > 0n) {
      if (trace !== null) note(trace, above, WHOLE_BILL, beyond, cost, price);
      if (abovePrice === 'hospital') {
        pay(course, parts, HOSPITAL, beyond);
        course.last = {
          layer: hospital,
          base: cost,
          deductible: 0n,
          counted: cost,
          paid: beyond,
          previous: course.last,
        };
      }
    }
    const within = cost - beyond;
    const quota = quotaOf(course, price);
    const inPart = belowPrice === 'fund-pays-in-proportion' && within < price;
    const wanted = inPart ? divide(quota * within, price) : quota;
    if (trace !== null) note(trace, fund, WHOLE_BILL, wanted, quota, within, price);
    payment(course, cost, wanted < within ? wanted : within);
    leaveToPatient(course);
  };
}

function compileQuotaOf(fund: LayerOf<'single-disease'>['fund'], context: LayerContext) {
  if (fund.pays === 'quota') {
    const amounts = byClass(fund.amounts, context, fenOf);
    return (course: Course, _price: bigint) => figureAt(amounts, course.facts.institution).value;
  }
  const ratios = byClass(fund.ratios, context, fractionOf);
  return (course: Course, price: bigint) => {
    const { numerator, denominator } = figureAt(ratios, course.facts.institution).value;
    return context.divide(price * numerator, denominator);
  };
}

function rulesOf(
  { clause, value: price }: { readonly clause: StepRule['clause']; readonly value: bigint },
  { belowPrice, abovePrice }: LayerOf<'single-disease'>,
  { id, rounding, roundingClause }: LayerContext,
): { readonly above: StepRule; readonly fund: StepRule } {
  // Nothing lies below a price of nothing: no share of it is worked out.
  const isInPart = belowPrice === 'fund-pays-in-proportion' && price > 0n;
  const bearer =
    abovePrice === 'hospital' ? { zh: '医疗机构', en: 'hospital' } : { zh: '个人', en: 'patient' };
  return {
    above: stepRule({
      id: `${id}.above-price`,
      clause,
      inputs: [yuan('cost'), yuan('price')],
      formula: 'cost - price',
      say: ([, price], result) => ({
        zh: `定价 ${price} 元，超出 ${result} 元由${bearer.zh}承担`,
        en: `price ${price} yuan, ${result} above it borne by the ${bearer.en}`,
      }),
    }),
    fund: stepRule({
      id: `${id}.quota`,
      clause,
      inputs: [yuan('quota'), yuan('within'), yuan('price')],
      formula: isInPart ? 'min(quota, quota × within ÷ price)' : 'quota',
      rounding: isInPart ? roundingText(rounding, roundingClause) : undefined,
      say: (_, result) => ({ zh: `基金定额 ${result} 元`, en: `the fund's part ${result} yuan` }),
    }),
  };
}
