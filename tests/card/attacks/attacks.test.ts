/**
 * The attack matrix: every row is tried against the real virtual card and module, in both suites, and
 * refused by the name that docs/attacks.md gives.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../support/sources.ts';
import { countyOf } from '../county.ts';
import { KINDS, visit } from './ground.ts';
import { ATTACKS } from './matrix.ts';

const PAGE = join(ROOT, 'docs/attacks.md');
const [BEGIN, END] = ['<!-- attacks -->\n', '<!-- end -->'];

describe.each([1, 2] as const)('suite %i', async (suite) => {
  const ground = await countyOf(suite);

  test.each(['two-slot', 'atomic'] as const)(
    'what nobody bends is accepted: %s',
    async (commit) => {
      expect(await visit(ground, await ground.card(commit))).toBe('accepted');
      expect(await visit(ground, await ground.card(commit), { size: 'S16' })).toBe('accepted');
    },
  );

  test.each(ATTACKS)('$kind: $tried', async ({ run, refusedBy }) => {
    expect(await run(ground)).toBe(refusedBy);
  });
});

test('every kind of attack has a row', () => {
  expect(KINDS.filter((kind) => !ATTACKS.some((attack) => attack.kind === kind))).toEqual([]);
});

function table(): string {
  const rows = ATTACKS.map(
    ({ kind, tried, refusedBy }) => `| ${kind} | ${tried} | \`${refusedBy}\` |`,
  );
  return ['| attack | what is tried | refused by |', '|---|---|---|', ...rows, ''].join('\n');
}

test('the page lists every row', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest = ''] = page.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const expected = `${before}${BEGIN}${table()}${after}`;
  if (process.env.ONECARD_WRITE_DOCS === '1') writeFileSync(PAGE, expected);
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
});
