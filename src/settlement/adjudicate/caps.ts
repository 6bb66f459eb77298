/** 封顶线: how much a layer may still pay, or pay for. */

import type { Clause } from '../catalogue/catalogue.ts';
import type { LayerOf } from '../plan/schema/layers.ts';
import { CARD_COUNTERS } from '../plan/schema/vocabulary.ts';
import { type Condition, compileCondition } from './condition.ts';
import { type Counter, compileCounter } from './counter.ts';
import type { Course } from './course.ts';
import { byClass, fenOf, figureAt, type LayerContext } from './figures.ts';
import { fixed, note, type StepRule, stepRule, WHOLE_BILL, yuan } from './trace.ts';

export type CapsDocument = LayerOf<'pooling'>['caps'];
type CapDocument = CapsDocument[number];

export interface CompiledCap {
  /** Null holds always. */
  readonly holds: Condition | null;
  /** Whether the eligible cost behind a missed payment lies above the cap, too. */
  readonly takesCost: boolean;
  /** `wanted` or what there is room for; traced. */
  readonly limit: (course: Course, wanted: bigint) => bigint;
  readonly counter: Counter | null;
  readonly plain: PlainCap;
}

export interface CompiledCaps {
  /**
   * Amounts by class of institutions where a single cap on the year's payments is all there is, counted
   * on the card. The layer then does the sum itself.
   */
  readonly plain: PlainCap | null;
  readonly onFee: readonly CompiledCap[];
  readonly onPayment: readonly CompiledCap[];
  /** Adds to every counter once, whether its cap held or not. */
  readonly count: (course: Course, fee: bigint, payment: bigint) => void;
}

export function compileCaps(document: CapsDocument, context: LayerContext): CompiledCaps {
  const compiled = document.map((cap, index) => ({
    cap: compileCap(cap, index, context),
    isOnFee: cap.measuredOn === 'fee',
    key: `${cap.counter}/${cap.over}`,
  }));
  const onFee = compiled.filter(({ isOnFee }) => isOnFee);
  const onPayment = compiled.filter(({ isOnFee }) => !isOnFee);
  // Two caps may look at one counter, which still counts once.
  const counters = (caps: typeof compiled) => [
    ...new Map(
      caps.flatMap(({ cap, key }) => (cap.counter === null ? [] : [[key, cap.counter] as const])),
    ).values(),
  ];
  const fees = counters(onFee);
  const payments = counters(onPayment);
  const [only] = compiled;
  const isPlain =
    compiled.length === 1 &&
    document[0]!.counter === CARD_COUNTERS.benefit &&
    document[0]!.beyond === 'missed-payment' &&
    only!.cap.holds === null;
  return {
    plain: isPlain ? only!.cap.plain : null,
    onFee: onFee.map(({ cap }) => cap),
    onPayment: onPayment.map(({ cap }) => cap),
    count(course, fee, payment) {
      for (const counter of fees) counter.add(course, fee);
      for (const counter of payments) counter.add(course, payment);
    },
  };
}

/** `wanted`, or what every cap leaves of it. */
export function limited(course: Course, caps: readonly CompiledCap[], wanted: bigint): bigint {
  let allowed = wanted;
  for (const cap of caps) {
    if (cap.holds === null || cap.holds(course.facts)) allowed = cap.limit(course, allowed);
  }
  return allowed;
}

function compileCap(document: CapDocument, index: number, context: LayerContext): CompiledCap {
  const { over, measuredOn, counter: name, sharedBy, when, beyond } = document;
  const figures = byClass(document.amounts, context, fenOf);
  const counter = over === 'visit' ? null : compileCounter(name!, over, sharedBy);
  if (counter?.needsCentre) context.names.need('counters');
  const rules = rulesByClause(
    figures.map((figure) => figure?.clause),
    document,
    index,
    context,
  );
  return {
    holds: compileCondition(when, context.names),
    takesCost: measuredOn === 'fee' || beyond === 'eligible-cost',
    counter,
    plain: { amounts: figures.map((figure) => figure?.value), rules },
    limit(course, wanted) {
      const at = course.facts.institution;
      const amount = figureAt(figures, at).value;
      const used = counter === null ? 0n : counter.read(course);
      const left = amount > used ? amount - used : 0n;
      const allowed = wanted < left ? wanted : left;
      if (course.trace !== null) {
        const { capped, beyond: above } = rules[at]!;
        note(course.trace, capped, WHOLE_BILL, allowed, wanted, amount, used, left);
        if (allowed !== wanted) {
          note(course.trace, above, WHOLE_BILL, wanted - allowed, wanted, allowed);
        }
      }
      return allowed;
    },
  };
}

export interface PlainCap {
  readonly amounts: readonly (bigint | undefined)[];
  readonly rules: readonly (CapRules | undefined)[];
}

export interface CapRules {
  readonly capped: StepRule;
  readonly beyond: StepRule;
}

function rulesByClause(
  clauses: readonly (Clause | undefined)[],
  cap: CapDocument,
  index: number,
  context: LayerContext,
): readonly (CapRules | undefined)[] {
  return clauses.map((clause) => clause && capRules(clause, cap, index, context));
}

const OVER_TEXTS: Readonly<Record<CapDocument['over'], { zh: string; en: string }>> = {
  visit: { zh: '每次', en: 'cap of the visit' },
  day: { zh: '日', en: 'daily cap' },
  month: { zh: '月', en: 'monthly cap' },
  quarter: { zh: '季度', en: 'quarterly cap' },
  year: { zh: '年度', en: 'annual cap' },
};

function capRules(
  clause: Clause,
  { over, measuredOn, counter }: CapDocument,
  index: number,
  { id }: LayerContext,
): CapRules {
  const isPayment = measuredOn === 'payment';
  const wanted = isPayment ? 'payable' : 'base';
  const step = `${id}.${isPayment ? 'cap' : 'fee-cap'}`;
  const number = index === 0 ? '' : `-${index + 1}`;
  const { zh, en } = OVER_TEXTS[over];
  const counted = counter === undefined ? [] : [fixed('counter', counter)];
  return {
    capped: stepRule({
      id: `${step}${number}`,
      clause,
      inputs: [
        fixed('over', over),
        ...counted,
        yuan(wanted),
        yuan('cap'),
        yuan('drawn'),
        yuan('left'),
      ],
      formula: `min(${wanted}, max(0, cap - drawn))`,
      say: (texts, result) => {
        const [cap, , left] = texts.slice(-3);
        return {
          zh: isPayment
            ? `${zh}封顶线 ${cap} 元，结算前剩余 ${left} 元，支付 ${result} 元`
            : `${zh}费用封顶 ${cap} 元，剩余 ${left} 元，${result} 元计入补偿`,
          en: isPayment
            ? `${en} ${cap} yuan, ${left} left before, ${result} is paid`
            : `${en} of costs ${cap} yuan, ${left} left, ${result} counts`,
        };
      },
    }),
    beyond: stepRule({
      id: `${id}.above-cap`,
      clause,
      inputs: [yuan(wanted), yuan(isPayment ? 'paid' : 'counted')],
      formula: isPayment ? 'payable - paid' : 'base - counted',
      say: (_, result) => ({
        zh: `超过${zh}封顶线 ${result} 元`,
        en: `${result} yuan above the ${en}`,
      }),
    }),
  };
}
