import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REVIEW_REASONS } from '../../../src/model/index.ts';
import { OFFLINE_FINDINGS } from '../../../src/terminal/index.ts';
import { ROOT } from '../../support/sources.ts';

/** Names in back quotes in the first column of the table under a heading. */
function firstColumn(heading: string): readonly string[] {
  const page = readFileSync(join(ROOT, 'docs/offline.md'), 'utf8');
  const section = page.split(`\n${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
}

test('docs/offline.md lists the findings in their order', () => {
  expect(firstColumn('## Why not')).toEqual(Object.keys(OFFLINE_FINDINGS));
});

test('docs/offline.md lists the reasons of a review in their order', () => {
  expect(firstColumn('## The review list')).toEqual(Object.keys(REVIEW_REASONS));
});
