/** 保底、实际补偿比、兜底: pays what is missing to a result that the plan promises. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { compileCounter } from './counter.ts';
import { type Course, openOf, PAYER_NAMES, partIndex } from './course.ts';
import { fenOf, type LayerContext, RATIO_SCALE, ratioOf } from './figures.ts';
import type { CountingLayer, YearCount } from './layer.ts';
import { compilePayment } from './simpleLayer.ts';
import { fixed, note, percent, roundingText, stepRule, WHOLE_BILL, yuan } from './trace.ts';

type Target = LayerOf<'guarantee'>['target'];

/** What is missing to the promise, and what the year counts of the visit. */
interface Promised {
  readonly missing: (course: Course) => bigint;
  readonly counts: readonly YearCount[];
}

export function compileGuarantee(
  document: LayerOf<'guarantee'>,
  context: LayerContext,
): CountingLayer {
  const { target, over, counter } = document;
  const clause = context.clauseOf(target.clause);
  if (over === 'year') context.names.need('counters');
  const promised = compileTarget(target, counter, context);
  const payment = compilePayment(document, clause, context);
  const parts = document.takes.map(partIndex);
  return {
    run: (course) => payment(course, openOf(course, parts), promised.missing(course)),
    counts: promised.counts,
  };
}

function compileTarget(
  target: Target,
  counter: string | undefined,
  context: LayerContext,
): Promised {
  switch (target.is) {
    case 'least-share':
      return leastShare(target, counter, context);
    case 'most-out-of-pocket':
      return mostOutOfPocket(target, counter, context);
    case 'least-paid':
      return leastPaid(target, counter, context);
  }
}

/** Payments that are neither the person's own money nor the hospital's. */
const OTHERS = PAYER_NAMES.flatMap((payer, at) =>
  payer === 'family-account' || payer === 'hospital' || payer === 'cash' ? [] : [at],
);

function fundsPaid({ paid }: Course): bigint {
  let sum = 0n;
  for (const at of OTHERS) sum += paid[at]!;
  return sum;
}

/** What the year before had of a figure, and the figure of this visit that it goes on with. */
function yearCount(
  counter: string | undefined,
  what: string,
  figure: YearCount['figure'],
): YearCount | null {
  if (counter === undefined) return null;
  const name = `${counter}.${what}`;
  return { name, counter: compileCounter(name), figure };
}

function leastShare(
  target: Extract<Target, { is: 'least-share' }>,
  counter: string | undefined,
  { id, clauseOf, divide, rounding, roundingClause }: LayerContext,
): Promised {
  const ratio = ratioOf(target.ratio);
  const whole = yearCount(counter, 'whole', (course) => wholeOf(course, target.of));
  const before = yearCount(counter, 'paid', fundsPaid);
  const rule = stepRule({
    id: `${id}.missing`,
    clause: clauseOf(target.clause),
    inputs: [fixed('of', target.of), yuan('whole'), percent('ratio', RATIO_SCALE), yuan('paid')],
    formula: 'max(0, whole × ratio - paid)',
    rounding: roundingText(rounding, roundingClause),
    say: ([, cost, share, paid], result) => ({
      zh: `应达到 ${cost} × ${share}，已补偿 ${paid} 元，差 ${result} 元`,
      en: `${cost} × ${share} is promised, ${paid} yuan paid, ${result} missing`,
    }),
  });
  return {
    missing(course) {
      const cost = wholeOf(course, target.of) + (whole?.counter.read(course) ?? 0n);
      const paid = fundsPaid(course) + (before?.counter.read(course) ?? 0n);
      const owed = divide(cost * ratio, RATIO_SCALE);
      const missing = owed > paid ? owed - paid : 0n;
      if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, missing, cost, ratio, paid);
      return missing;
    },
    counts: [whole, before].filter((each) => each !== null),
  };
}

function wholeOf({ facts: { split } }: Course, of: Extract<Target, { is: 'least-share' }>['of']) {
  switch (of) {
    case 'total':
      return split.total;
    case 'total-less-excluded':
      return split.total - split.excluded;
    case 'eligible':
      return split.eligible;
  }
}

function mostOutOfPocket(
  target: Extract<Target, { is: 'most-out-of-pocket' }>,
  counter: string | undefined,
  { id, clauseOf }: LayerContext,
): Promised {
  const most = fenOf(target);
  const parts = target.counting.map(partIndex);
  const before = yearCount(counter, 'burden', (course) => openOf(course, parts));
  const rule = stepRule({
    id: `${id}.missing`,
    clause: clauseOf(target.clause),
    inputs: [fixed('counting', target.counting.join(' + ')), yuan('burden'), yuan('most')],
    formula: 'max(0, burden - most)',
    say: ([, burden, limit], result) => ({
      zh: `个人负担 ${burden} 元，最高 ${limit} 元，应兜底 ${result} 元`,
      en: `the patient bears ${burden} yuan, ${limit} at most, ${result} to be taken over`,
    }),
  });
  return {
    missing(course) {
      const burden = openOf(course, parts) + (before?.counter.read(course) ?? 0n);
      const missing = burden > most ? burden - most : 0n;
      if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, missing, burden, most);
      return missing;
    },
    counts: before === null ? [] : [before],
  };
}

function leastPaid(
  target: Extract<Target, { is: 'least-paid' }>,
  counter: string | undefined,
  { id, clauseOf }: LayerContext,
): Promised {
  const least = fenOf(target);
  const before = yearCount(counter, 'paid', fundsPaid);
  const rule = stepRule({
    id: `${id}.missing`,
    clause: clauseOf(target.clause),
    inputs: [yuan('least'), yuan('paid')],
    formula: 'max(0, least - paid)',
    say: ([floor, paid], result) => ({
      zh: `保底 ${floor} 元，已补偿 ${paid} 元，差 ${result} 元`,
      en: `${floor} yuan at least, ${paid} paid, ${result} missing`,
    }),
  });
  return {
    missing(course) {
      const paid = fundsPaid(course) + (before?.counter.read(course) ?? 0n);
      const missing = least > paid ? least - paid : 0n;
      if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, missing, least, paid);
      return missing;
    },
    counts: before === null ? [] : [before],
  };
}
