/** What every decision must hold, whatever the plan: used by the properties and by the soak. */

import { parseYuan } from '../../../src/money.ts';
import { type Course, layerResults } from '../../../src/settlement/adjudicate/course.ts';
import type { Facts } from '../../../src/settlement/adjudicate/facts.ts';
import { startTrace, tracedSteps, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { Plan } from '../../../src/settlement/index.ts';
import type { PlanDocument } from '../../../src/settlement/plan/schema.ts';
import { run } from './figures.ts';
import { type RandomCase, withLines } from './randomFacts.ts';
import { NOT_MONOTONE } from './randomPlan.ts';

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function sum(of: readonly bigint[]): bigint {
  return of.reduce((so, each) => so + each, 0n);
}

/** Whether two decisions say the same. */
function isSame(one: Course, other: Course): boolean {
  const moved = (of: Course) =>
    [...(of.moved ?? [])].filter(([, value]) => value !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    one.parts.every((part, at) => part === other.parts[at]) &&
    one.paid.every((paid, at) => paid === other.paid[at]) &&
    one.deductibleMet === other.deductibleMet &&
    one.benefitDrawn === other.benefitDrawn &&
    String(moved(one)) === String(moved(other))
  );
}

/** @param isWritten whether the derivation is written out, too, which costs most @throws Error saying what does not hold */
export function checkCase(
  document: PlanDocument,
  plan: Plan,
  { facts, lines }: RandomCase,
  isWritten = true,
): void {
  const course = run(plan, facts);
  checkPartitions(course, facts);
  checkCaps(document, course, facts);
  checkTrace(plan, facts, course, isWritten);
  const turned = run(plan, withLines(facts, [...lines].reverse()));
  expect(isSame(turned, course), 'the order of the lines matters');
  if (isMonotone(document)) checkMonotone(document, plan, { facts, lines }, course);
}

function checkPartitions({ parts, paid }: Course, { split }: Facts): void {
  expect(parts.length === 7 && paid.length === 12, 'parts or payers are missing');
  expect(
    [...parts, ...paid].every((each) => each >= 0n),
    'something is negative',
  );
  expect(sum(parts) + sum(paid) === split.total, 'the partitions do not add up');
  expect(parts[6] === 0n, 'something eligible is undecided');
  expect(parts[0]! <= split.excluded, 'a line part grew');
  expect(paid[11] === 0n, 'a layer pays cash');
}

/** No layer pays beyond a cap that holds for everybody. */
function checkCaps({ versions }: PlanDocument, course: Course, facts: Facts): void {
  const className = facts.institution === 0 ? 'near' : 'far';
  const paidOf = new Map(layerResults(course).map(({ layer, paid }) => [layer.id, paid]));
  for (const layer of versions[0]!.layers) {
    if (!('caps' in layer) || ('exemptions' in layer && layer.exemptions)) continue;
    const paid = paidOf.get(layer.id) ?? 0n;
    for (const cap of layer.caps) {
      if (cap.when || cap.measuredOn === 'fee') continue;
      const row = cap.amounts['every-class'] ?? cap.amounts[className]!;
      const isCard = cap.counter === 'benefit';
      const before = isCard ? facts.year.benefitDrawn : 0n;
      const room: bigint = parseYuan(row.amount) - before;
      expect(paid <= (room > 0n ? room : 0n), `${layer.id} pays beyond its cap`);
    }
  }
}

/** With a trace the same is decided, and the trace can be written out. */
function checkTrace(plan: Plan, facts: Facts, course: Course, isWritten: boolean): void {
  const trace = startTrace();
  const traced = run(plan, facts, trace);
  expect(isSame(traced, course), 'a trace changes the decision');
  const steps = tracedSteps(trace);
  expect(steps.at(-1)!.result === sum(course.parts), 'the last step is not the cash');
  expect(
    steps.every(({ result }) => result >= 0n),
    'a step is negative',
  );
  if (!isWritten) return;
  const named = facts.lines!.ids.map((lineId) => ({ lineId, name: lineId }));
  const written = writeSteps(trace, named);
  const texts = written.flatMap(({ text, inputs }) => [text.zh, text.en, ...Object.values(inputs)]);
  expect(!texts.some((text) => /undefined|NaN/.test(text)), 'a step says undefined');
}

/** docs/plans.md, "Fields that break more cost, more benefit". */
function isMonotone({ versions }: PlanDocument): boolean {
  return versions[0]!.layers.every(
    (layer) =>
      !NOT_MONOTONE.has(layer.layer) &&
      !(layer.layer === 'supplement' && layer.base.lines !== 'all'),
  );
}

/** One line's eligible amount grows: what others pay does not shrink. */
function checkMonotone(
  { versions }: PlanDocument,
  plan: Plan,
  { facts, lines }: RandomCase,
  course: Course,
): void {
  const [first, ...rest] = lines;
  const others = (of: Course) => sum(of.paid);
  // A share of the deductible moves between lines, and each may round by a fen.
  const slack = versions[0]!.rounding.ratioApplied === 'per-line' ? BigInt(lines.length) : 0n;
  for (const more of [1n, 100n, 123_456n]) {
    const grown = withLines(facts, [{ ...first!, eligible: first!.eligible + more }, ...rest]);
    const after = others(run(plan, grown)) + slack * BigInt(versions[0]!.layers.length);
    expect(after >= others(course), `${more} fen more are compensated with less`);
  }
}
