// The ceiling: the small rule as a person would write it for this one plan, exact, with the same outputs as
// the engine: every fen by reason and by payer, what the layer did, and the year after it.
import { FIGURES, LEVELS } from './smallRule.mjs';

const HUNDRED = 100n;
const DEDUCTIBLES = LEVELS.map((level) => BigInt(FIGURES[level].deductible) * HUNDRED);
/** In millionths, as exact as a plan may say it. */
const RATIOS = LEVELS.map((level) => BigInt(FIGURES[level].ratio) * 10_000n);
const CAPS = LEVELS.map((level) => BigInt(FIGURES[level].cap) * HUNDRED);

export function byHand({ institution, split, year }) {
  const { eligible, total, excluded, overCeiling, selfPaidFirst } = split;
  const due = DEDUCTIBLES[institution];
  const deductible = eligible < due ? eligible : due;
  const counted = eligible - deductible;
  const payable = (2n * counted * RATIOS[institution] + 1_000_000n) / 2_000_000n;
  const drawn = year.benefitDrawn;
  const cap = CAPS[institution];
  const left = cap > drawn ? cap - drawn : 0n;
  const fund = payable < left ? payable : left;
  const coPayment = counted - payable;
  const aboveCap = payable - fund;
  return {
    byReason: { excluded, overCeiling, selfPaidFirst, deductible, coPayment, aboveCap },
    byPayer: { fund, cash: total - fund },
    layers: [{ id: 'inpatient', base: eligible, deductible, counted, paid: fund }],
    deductibleMet: year.deductibleMet + deductible,
    benefitDrawn: drawn + fund,
  };
}

/** The same with its derivation: a step of every sum, with what went in. */
export function byHandTraced({ institution, split, year }) {
  const { eligible, total, excluded, overCeiling, selfPaidFirst } = split;
  const due = DEDUCTIBLES[institution];
  const met = year.deductibleMet;
  const deductible = eligible < due ? eligible : due;
  const counted = eligible - deductible;
  const ratio = RATIOS[institution];
  const payable = (2n * counted * ratio + 1_000_000n) / 2_000_000n;
  const coPayment = counted - payable;
  const drawn = year.benefitDrawn;
  const cap = CAPS[institution];
  const left = cap > drawn ? cap - drawn : 0n;
  const fund = payable < left ? payable : left;
  const aboveCap = payable - fund;
  const cash = total - fund;
  // Linked, not in an array: arrays that grow cost more.
  let last = step('inpatient.eligible', null, eligible);
  last = step('inpatient.deductible-due', last, due, due, met);
  last = step('inpatient.deductible', last, deductible, eligible, due);
  last = step('inpatient.ratio', last, payable, counted, ratio);
  last = step('inpatient.co-payment', last, coPayment, counted, payable);
  last = step('inpatient.cap', last, fund, payable, cap, drawn, left);
  if (fund < payable) last = step('inpatient.above-cap', last, aboveCap, payable, fund);
  return {
    byReason: { excluded, overCeiling, selfPaidFirst, deductible, coPayment, aboveCap },
    byPayer: { fund, cash },
    layers: [{ id: 'inpatient', base: eligible, deductible, counted, paid: fund }],
    deductibleMet: met + deductible,
    benefitDrawn: drawn + fund,
    steps: step('remainder.cash', last, cash, total, fund),
  };
}

function step(rule, previous, result, a, b, c, d) {
  return { rule, result, a, b, c, d, previous };
}
