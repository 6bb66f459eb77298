import { describe, expect, test } from 'vitest';
import { add, amount, subtract } from '../../../src/money.ts';
import { type Course, payerIndex } from '../../../src/settlement/adjudicate/course.ts';
import { compileEvaluate } from '../../../src/settlement/adjudicate/evaluate.ts';
import type { Layer } from '../../../src/settlement/adjudicate/layer.ts';
import { assertPartitions } from '../../../src/settlement/adjudicate/partitions.ts';
import { decide, type Plan } from '../../../src/settlement/index.ts';
import { decided, request, yinjiang } from '../support.ts';

const good = decided(request());
const fen = amount(1n);

/** A plan whose last layer is followed by a faulty one. */
function planWith(fault: Layer): Plan {
  const version = yinjiang.versions[0]!;
  const rules = version.rulesOf('inpatient');
  const own: Layer = (course) => {
    // The layers of the plan, on a course of their own, then the fault on what they left.
    const done = rules.evaluate(course.facts, null);
    course.parts.splice(0, course.parts.length, ...done.parts);
    course.paid.splice(0, course.paid.length, ...done.paid);
    Object.assign(course, {
      last: done.last,
      deductibleMet: done.deductibleMet,
      benefitDrawn: done.benefitDrawn,
    });
  };
  const evaluate = compileEvaluate(
    [own, fault].map((run) => ({ holds: null, run, counts: [] })),
    version.until.clause,
  );
  const versions = [{ ...version, rulesOf: () => ({ ...rules, evaluate }) }];
  return Object.assign({}, yinjiang, { versions });
}

function moved(part: number, fen: bigint): Layer {
  return ({ parts }) => {
    parts[part] = parts[part]! + fen;
  };
}

const CIVIL_AID = payerIndex('civil-aid');

describe('a layer that miscounts is stopped before anybody sees its answer', () => {
  test.each<[string, Layer]>([
    ['pays a fen that it takes from nobody', ({ paid }) => (paid[CIVIL_AID] = 1n)],
    ['takes a fen that it pays to nobody', moved(4, -1n)],
    ['leaves a fen that nobody charged', moved(3, 1n)],
    [
      'pays by a part that it lowers below nothing',
      (course: Course) => {
        moved(5, -1n)(course);
        moved(4, 1n)(course);
      },
    ],
    [
      'takes back a fen that a payer never paid',
      (course: Course) => {
        course.paid[CIVIL_AID] = -1n;
        moved(4, 1n)(course);
      },
    ],
  ])('%s', (_, fault) => {
    const decideIt = () => decide(request({ plan: planWith(fault) }));
    expect(decideIt).toThrow(RangeError);
    expect(decideIt).toThrow(
      /^(?:a part of the bill is negative|the parts of the bill do not add up)$/,
    );
  });

  test('and one that changes nothing is not', () => {
    const { byPayer, byReason, usageAfter } = decided(request({ plan: planWith(() => {}) }));
    expect({ byPayer, byReason, usageAfter }).toEqual({
      byPayer: good.byPayer,
      byReason: good.byReason,
      usageAfter: good.usageAfter,
    });
  });
});

describe('each sum is asserted', () => {
  const [line, ...others] = good.lines;
  test.each([
    ['by payer', { byPayer: { ...good.byPayer, cash: add(good.byPayer.cash!, fen) } }],
    ['by reason', { byReason: { ...good.byReason, excluded: amount(0n) } }],
    ['by line', { lines: others }],
    ['line 1', { lines: [{ ...line!, eligible: subtract(line!.eligible, fen) }, ...others] }],
    [
      'covered',
      {
        byReason: {
          ...good.byReason,
          covered: subtract(good.byReason.covered, fen),
          deductible: add(good.byReason.deductible, fen),
        },
      },
    ],
    ['negative', { byPayer: { cash: add(good.total, fen), 'pooled-fund': amount(-1n) } }],
  ])('%s', (what, change) => {
    expect(() => assertPartitions(good)).not.toThrow();
    expect(() => assertPartitions({ ...good, ...change })).toThrow(what);
  });
});
