/** One decision over figures: the layers of a plan in their order, and what they leave to the patient. */

import type { Clause } from '../catalogue/catalogue.ts';
import {
  assertCourse,
  CO_PAYMENT,
  type Course,
  ELIGIBLE,
  EXCLUDED,
  OVER_CEILING,
  openOf,
  pay,
  payerIndex,
  SELF_PAID_FIRST,
  startCourse,
} from './course.ts';
import type { Facts } from './facts.ts';
import type { ConditionalLayer } from './layers.ts';
import { note, type StepRule, stepRule, type Trace, WHOLE_BILL, yuan } from './trace.ts';

/** Decides figures. @param trace takes the steps; null when nobody asks why */
export type Evaluate = (facts: Facts, trace: Trace | null) => Course;

const HOSPITAL = payerIndex('hospital');
/** What is the patient's alone goes to the hospital first. */
const HOSPITAL_TAKES = [EXCLUDED, SELF_PAID_FIRST, OVER_CEILING, ELIGIBLE];

/** @throws RangeError when a layer's arithmetic does not add up (a bug) */
export function compileEvaluate(
  layers: readonly ConditionalLayer[],
  remainderClause: Clause,
): Evaluate {
  const { hospital, rest, cash } = endRules(remainderClause);
  const counting = layers.filter(({ counts }) => counts.length > 0);
  return (facts, trace) => {
    const course = startCourse(facts, trace);
    if (facts.hospitalOfBill !== 0n) {
      const open = openOf(course, HOSPITAL_TAKES);
      const taken = facts.hospitalOfBill < open ? facts.hospitalOfBill : open;
      pay(course, HOSPITAL_TAKES, HOSPITAL, taken);
      if (trace !== null) note(trace, hospital, WHOLE_BILL, taken);
    }
    for (let at = 0; at < layers.length; at++) {
      const { holds, run } = layers[at]!;
      if (holds === null || holds(facts)) run(course);
    }
    const { parts } = course;
    const undecided = parts[ELIGIBLE]!;
    if (undecided !== 0n) {
      parts[ELIGIBLE] = 0n;
      parts[CO_PAYMENT] = parts[CO_PAYMENT]! + undecided;
      if (trace !== null) note(trace, rest, WHOLE_BILL, undecided);
    }
    if (counting.length !== 0) countYear(course, counting);
    const left = assertCourse(course);
    const { total } = facts.split;
    if (trace !== null) note(trace, cash, WHOLE_BILL, left, total, total - left);
    return course;
  };
}

/** Once each: layers of one visit may share a counter. */
function countYear(course: Course, layers: readonly ConditionalLayer[]): void {
  const done = new Set<string>();
  for (const { holds, counts } of layers) {
    if (holds !== null && !holds(course.facts)) continue;
    for (const { name, counter, figure } of counts) {
      if (done.has(name)) continue;
      done.add(name);
      counter.add(course, figure(course));
    }
  }
}

function endRules(clause: Clause): Record<'hospital' | 'rest' | 'cash', StepRule> {
  return {
    hospital: stepRule({
      id: 'controls.hospital-of-bill',
      clause,
      inputs: [],
      formula: 'what the controls put on the hospital',
      say: (_, result) => ({
        zh: `审核扣减 ${result} 元，由医疗机构承担`,
        en: `${result} yuan deducted by the controls, borne by the hospital`,
      }),
    }),
    rest: stepRule({
      id: 'remainder.co-payment',
      clause,
      inputs: [],
      formula: 'what no layer decided',
      say: (_, result) => ({
        zh: `各层均未处理的可报部分 ${result} 元由个人自付`,
        en: `${result} yuan that no layer decided are the patient's own share`,
      }),
    }),
    cash: stepRule({
      id: 'remainder.cash',
      clause,
      inputs: [yuan('total'), yuan('paidByOthers')],
      formula: 'total - paidByOthers',
      say: (_, result) => ({
        zh: `病人应交现金 ${result} 元`,
        en: `the patient pays ${result} yuan in cash`,
      }),
    }),
  };
}
