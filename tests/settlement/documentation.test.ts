import { expect, test } from 'vitest';
import { DOCUMENT_RULES, REFUSALS } from '../../src/settlement/index.ts';
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

test.each(['yinjiang-2019', 'jimunai-2011'])('docs/plans.md speaks of %s', (plan) => {
  expect(text('docs/plans.md')).toContain(`plans/${plan}.yaml`);
});
