/** 对账 by settlement: one bill, two ids, and the books that know no ids. */

import { expect, test } from 'vitest';
import type { SettlementId } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import {
  comparisonName,
  type Movement,
  reconcile,
  renderDay,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';

const A = '01a018bc-0ca7-76ff-9889-a26e9cc18239' as SettlementId;
const B = '01a018bd-0ca7-76ff-9889-a26e9cc18239' as SettlementId;

type Step = `${'+' | '-'}${'A' | 'B' | '?'}`;

/** `+A` settles under A, `-A` takes it back, `?` knows no id. */
function movements(steps: readonly Step[], total = 900n): readonly Movement[] {
  const ids = { A: { id: A }, B: { id: B }, '?': {} };
  return steps.map((step) => ({
    kind: step.startsWith('+') ? 'settlement' : 'reversal',
    provider: 'H99910100001',
    billNumber: 'B64',
    ...ids[step[1] as keyof typeof ids],
    total: amount(total),
    byPayer: { cash: amount(total) },
  }));
}

function compare(one: readonly Step[], other: readonly Step[], side: 'his' | 'centre' = 'centre') {
  return reconcile([
    { side: 'journal', movements: movements(one) },
    { side, movements: movements(other) },
  ]);
}

test.each<[string, readonly Step[], readonly Step[], string, readonly SettlementId[]]>([
  ['undone and settled anew on one side', ['+A'], ['+A', '-A', '+B'], 'STATUS_DIFF', [A, B]],
  ['the one for the other', ['+A'], ['+B'], 'STATUS_DIFF', [A, B]],
  ['an earlier one undone for another', ['-A', '+B'], ['-B', '+A'], 'STATUS_DIFF', [A, B]],
  ['two of which one was undone', ['+A', '+B'], ['+A', '+B', '-B'], 'STATUS_DIFF', [B]],
  ['undone and settled anew, never heard of', ['-A', '+B'], [], 'ONLY_IN_JOURNAL', [A, B]],
  ['never heard of', [], ['+A', '-A', '+B'], 'ONLY_IN_CENTRE', [B]],
])('%s', (_, journal, centre, result, ids) => {
  const { pairs, differenceCount } = compare(journal, centre);
  expect(differenceCount).toBe(1);
  expect(pairs[0]!.differences).toMatchObject([{ result, billNumber: 'B64', ids }]);
  expect(pairs[0]).toMatchObject({ matchedCount: 0, nettedCount: 0 });
});

test.each<[string, readonly Step[], readonly Step[], object]>([
  ['netted on both', ['+A', '-A'], ['-A', '+A'], { nettedCount: 1, matchedCount: 0 }],
  ['netted on one', ['+A', '-A'], [], { nettedCount: 1, matchedCount: 0 }],
  ['the same twice', ['+A', '-A', '+B'], ['+B'], { nettedCount: 0, matchedCount: 1 }],
  ['both of an earlier day', ['-A', '+B'], ['+B', '-A'], { nettedCount: 0, matchedCount: 1 }],
])('no difference: %s', (_, journal, centre, counts) => {
  expect(compare(journal, centre).pairs[0]).toMatchObject({ differences: [], ...counts });
});

test.each<[readonly Step[], readonly Step[], object]>([
  [['+A', '-A', '+B'], ['+?'], { matchedCount: 1, nettedCount: 0 }],
  [['-A', '+B'], ['-?', '+?'], { matchedCount: 0, nettedCount: 1 }],
  // Books that know no settlement at all have not to know that one took the place of another.
  [['-A', '+B'], [], { matchedCount: 0, nettedCount: 1 }],
  [['+A'], ['+A', '-A', '+?'], { matchedCount: 1, nettedCount: 0 }],
])('books without ids are compared by count and sum: %s, %s', (journal, his, counts) => {
  expect(compare(journal, his, 'his').pairs[0]).toMatchObject({ differences: [], ...counts });
});

test('books that do know settlements are asked for each of them', () => {
  expect(compare(['+A'], ['+B'], 'his').differenceCount).toBe(1);
  expect(compare(['+A'], ['+B', '-B', '+A'], 'his').differenceCount).toBe(0);
});

test('the digest tells the settlements of a bill apart', () => {
  const digests = [
    compare(['+A'], ['+A']),
    compare(['+A'], ['+B']),
    compare(['+B'], ['+B']),
    compare(['+?'], ['+?']),
  ].map(comparisonName);
  expect(new Set(digests).size).toBe(4);
  expect(comparisonName(compare(['+A', '+B'], ['+B', '+A']))).toBe(
    comparisonName(compare(['+B', '+A'], ['+A', '+B'])),
  );
  expect(digests[0]).toMatch(/^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$/);
});

test('the print names every settlement that differs, side by side, and the comparison', () => {
  const comparison = compare(['+A'], ['+A', '-A', '+B']);
  const lines = renderDay(plainDate('2026-03-09'), comparison, 'en').split('\n');
  const named = lines.filter((line) => line.includes('01a018b')).map((line) => line.trim());
  expect(named).toEqual([`${A}  stands`, `${B}  none`, `${A}  reversed`, `${B}  stands`]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  expect(lines.at(-2)).toBe(`comparison ${comparisonName(comparison)}`);
  expect(lines).toContain('  bill B64  stands on one side alone  (STATUS_DIFF)');
  expect(renderDay(plainDate('2026-03-09'), comparison, 'zh')).toContain(`${A}  已冲正`);
});
