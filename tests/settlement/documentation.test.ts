import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REQUIRED_COLUMNS, TABLE_COLUMNS } from '../../src/settlement/catalogue/import/columns.ts';
import { CONTROLS, DOCUMENT_RULES, REFUSALS, TABLE_RULES } from '../../src/settlement/index.ts';
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

test('docs/controls.md lists the controls in their order', () => {
  expect(firstColumn(text('docs/controls.md'), '## The controls')).toEqual(Object.keys(CONTROLS));
});

test.each([
  ['### Items', 'items'],
  ['### Shares', 'shares'],
  ['### Codes', 'codes'],
] as const)('docs/catalogue.md lists the columns: %s', (heading, table) => {
  const section = text('docs/catalogue.md').split(`\n${heading}\n`)[1]!.split('\n#')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.map((row) => /`([^`]+)`/.exec(row)![1]);
  expect(listed).toEqual(Object.keys(TABLE_COLUMNS[table]));
  const required = rows.filter((row) => row.includes(', required |'));
  expect(required.map((row) => /`([^`]+)`/.exec(row)![1])).toEqual(
    REQUIRED_COLUMNS[table].toSorted((a, b) => listed.indexOf(a) - listed.indexOf(b)),
  );
});

test('docs/catalogue.md names every rule that a row can break', () => {
  const page = text('docs/catalogue.md');
  expect(Object.keys(TABLE_RULES).filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
});

test.each([
  ['docs/bill.md', 'bill.'],
  ['docs/catalogue.md', 'catalogue.'],
  ['docs/plans.md', 'plan.'],
  ['docs/controls.md', 'register.'],
  ['docs/stay.md', 'admission.'],
  ['docs/stay.md', 'charges.'],
  ['docs/day-end.md', 'his-day.'],
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
