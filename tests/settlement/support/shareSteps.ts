/** What the steps of a share must tell so that each fen of its base is accounted for. */

import { expect } from 'vitest';
import type { ExplanationStep } from '../../../src/model/index.ts';
import type { Amount } from '../../../src/money.ts';
import { yuanText } from '../../../src/money.ts';
import type { LayerResult } from '../../../src/settlement/adjudicate/course.ts';
import type { LayerDocument } from '../../../src/settlement/plan/schema/layers.ts';

function yuan(fen: bigint): string {
  return `${yuanText(fen as Amount)} yuan`;
}

/** base = deductible + above (cost) + counted, counted = co-payment + payable, payable = above + paid */
export function checkShareSteps(
  document: LayerDocument,
  { base, deductible, counted, paid }: LayerResult,
  all: readonly ExplanationStep[],
): void {
  if (document.layer !== 'pooling' && document.layer !== 'supplement') return;
  const { id } = document;
  const steps = all.filter(({ rule }) => rule.startsWith(`${id}.`));
  const named = (name: string) => steps.filter(({ rule }) => rule === `${id}.${name}`);
  const only = (name: string): ExplanationStep => {
    expect(named(name), `${id}.${name}`).toHaveLength(1);
    return named(name)[0]!;
  };
  const exempt = named('exempt').flatMap(({ inputs }) => inputs.from!.split(', '));
  const above = (unit: 'paid' | 'counted') =>
    named('above-cap')
      .filter(({ inputs }) => unit in inputs)
      .reduce((sum, { result }) => sum + result, 0n);

  expect(only(document.layer === 'pooling' ? 'eligible' : 'base').result).toBe(base);
  if (document.deductible && !exempt.includes('deductible')) {
    const due = only('deductible-due');
    const taken = only('deductible');
    expect(taken.result).toBe(deductible);
    expect(taken.inputs).toMatchObject({ eligible: yuan(base), due: yuan(due.result) });
  } else {
    expect([...named('deductible-due'), ...named('deductible')]).toEqual([]);
  }
  expect(base - deductible - above('counted')).toBe(counted);
  const ratio = only('ratio');
  expect(ratio.inputs.base).toBe(yuan(counted));
  const isBanded = document.bands !== undefined;
  expect(named('band').length > 0).toBe(isBanded && counted > 0n);
  for (const band of named('band')) expect(band.inputs.fee).not.toBe('0.00 yuan');
  for (const line of named('ratio-of-line')) expect(line.inputs.base).not.toBe('0.00 yuan');
  if (isBanded) {
    expect(['per-band', 'in-total']).toContain(ratio.inputs.applied);
  }
  const payable = ratio.result;
  expect(only('co-payment').inputs).toEqual({ base: yuan(counted), payable: yuan(payable) });
  if (exempt.includes('co-payment')) expect(payable).toBe(counted);

  const most = named('at-most');
  expect(most.length).toBeLessThanOrEqual(1);
  const wanted = most[0]?.result ?? payable;
  if (most[0]) expect(most[0].inputs.payable).toBe(yuan(payable));
  expect(wanted - above('paid')).toBe(paid);
  // The caps are told in their order, each going on from the one before.
  let left = wanted;
  const caps = steps.filter(({ rule }) => /\.cap(?:-\d+)?$/.test(rule));
  for (const cap of caps) {
    expect(cap.inputs.payable).toBe(yuan(left));
    left = cap.result;
  }
  if (exempt.includes('caps')) expect([...caps, ...named('above-cap')]).toEqual([]);
  expect(named('paid')).toHaveLength(caps.length === 0 ? 1 : 0);
  const numbers = caps.map(({ rule }) => Number(/-(\d+)$/.exec(rule)?.[1] ?? 1));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  for (const [at, number] of numbers.entries()) {
    const { over, counter } = document.caps[number - 1]!;
    expect(caps[at]!.inputs).toMatchObject({ over, ...(counter && { counter }) });
    expect('counter' in caps[at]!.inputs).toBe(counter !== undefined);
  }
}
