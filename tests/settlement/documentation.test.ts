import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCUMENT_RULES, REFUSALS } from '../../src/settlement/index.ts';
import { ROOT } from '../support/sources.ts';
import { text } from './support.ts';

/** Names in back quotes in the first column of the table under a heading. */
function firstColumn(page: string, heading: string): readonly string[] {
  const section = page.split(`\n${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
}

test('docs/bill.md lists the refusals in their order', () => {
  expect(firstColumn(text('docs/bill.md'), '## Why a bill is not decided')).toEqual(
    Object.keys(REFUSALS),
  );
});

test.each([
  ['docs/bill.md', 'bill.'],
  ['docs/catalogue.md', 'catalogue.'],
  ['docs/plans.md', 'plan.'],
])('%s names every rule %s…', (path, area) => {
  const page = text(path);
  const rules = Object.keys(DOCUMENT_RULES).filter((rule) => rule.startsWith(area));
  expect(rules.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
});

const plans = readdirSync(join(ROOT, 'plans')).filter((name) => !name.endsWith('.cases.yaml'));

test.each(plans)('docs/plan-library.md speaks of %s', (plan) => {
  expect(text('docs/plan-library.md')).toContain(`plans/${plan}`);
});

/** `R1` … `R25` and the files of cases that docs/plans.md names beside each. */
const golden = [...text('docs/plans.md').matchAll(/^\| (R\d+) .*\| (.*) \|$/gm)].map(
  ([, rule, files]) =>
    [rule!, [...files!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)] as const,
);

test('every rule has its golden cases', () => {
  const rules = Array.from({ length: 25 }, (_, at) => `R${at + 1}`);
  expect(golden.map(([rule]) => rule)).toEqual(rules);
  for (const [rule, files] of golden) {
    expect(files.length, rule).toBeGreaterThan(0);
    for (const file of files) {
      const shown = [...text(file).matchAll(/^ {4}rules: \[(.*)\]$/gm)];
      expect(
        shown.flatMap((match) => match[1]!.split(', ')),
        `${rule} ${file}`,
      ).toContain(rule);
    }
  }
});
