/**
 * The attack matrix: every row is tried against the real virtual card and module, in both suites, and
 * refused by the name that docs/attacks.md gives.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../support/sources.ts';
import { countyOf } from '../county.ts';
import { type Attack, KINDS, visit } from './ground.ts';
import { COPIES } from './rows/copies.ts';
import { DOWNGRADES } from './rows/downgrades.ts';
import { ENCODINGS } from './rows/encodings.ts';
import { MODULES } from './rows/modules.ts';
import { ORACLES } from './rows/oracles.ts';
import { TRUSTED } from './rows/trust.ts';
import { WIRE } from './rows/wire.ts';

const PAGE = join(ROOT, 'docs/attacks.md');
const [BEGIN, END] = ['<!-- attacks -->\n', '<!-- end -->'];
const all = [...COPIES, ...WIRE, ...DOWNGRADES, ...MODULES, ...ORACLES, ...ENCODINGS, ...TRUSTED];
/** In the order of the kinds; within one, as its file has them. */
const ATTACKS: readonly Attack[] = KINDS.flatMap((kind) =>
  all.filter((each) => each.kind === kind),
);

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
  expect(ATTACKS).toHaveLength(all.length);
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
