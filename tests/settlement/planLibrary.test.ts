import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePlan, problemText, runPlanCases } from '../../src/settlement/index.ts';
import { ROOT } from '../support/sources.ts';
import { refusedDocument, text } from './support.ts';

const NAMES = readdirSync(join(ROOT, 'plans'))
  .filter((name) => name.endsWith('.cases.yaml'))
  .map((name) => name.replace('.cases.yaml', ''));

function results(name: string, cases = text(`plans/${name}.cases.yaml`)) {
  const file = `plans/${name}.yaml`;
  return runPlanCases(parsePlan(text(file), file), cases, `plans/${name}.cases.yaml`);
}

describe.each(NAMES)('plans/%s', (name) => {
  test('gives what its cases say, to the fen', () => {
    const differences = results(name).flatMap(({ problems }) =>
      problems.map((problem) => problemText(problem, 'en')),
    );
    expect(differences).toEqual([]);
  });
});

test('a case that is a fen off is told with its line, and by how many fen', () => {
  const cases = text('plans/guyuan-2018.cases.yaml');
  const wrong = cases.replace("cash: '279.99'", "cash: '279.97'");
  const line = wrong.split('\n').findIndex((each) => each.includes("'279.97'")) + 1;
  const problems = results('guyuan-2018', wrong).flatMap((result) => result.problems);
  expect(problems).toEqual([
    {
      rule: 'cases.differs',
      file: 'plans/guyuan-2018.cases.yaml',
      line,
      column: 13,
      path: 'cases[0].expect.cash',
      facts: { expected: '279.97', actual: '279.99', fen: '+2' },
    },
  ]);
});

test('cases of another plan are refused', () => {
  const cases = text('plans/guyuan-2018.cases.yaml');
  const error = refusedDocument(() => results('jimunai-2011', cases));
  expect(error.problems.map(({ rule, line }) => [rule, line])).toEqual([
    ['cases.of-another-plan', 6],
  ]);
});

test.each([
  ["cash: '279.99'", "class: 'county'", 'cases.cash-or-refused', 'cases[0].expect'],
  ["amount: '399.99'", "amount: '399.999'", 'field.not-an-amount', 'cases[0].lines[0].amount'],
  ['expect: { refused: [visit-not-covered] }', 'expect: {}', 'cases.cash-or-refused', 'expect'],
])('%s as %s is refused', (from, to, rule, path) => {
  const cases = text('plans/guyuan-2018.cases.yaml').replace('      class: county\n', '');
  const error = refusedDocument(() => results('guyuan-2018', cases.replace(from, to)));
  expect(error.problems[0]).toMatchObject({ rule });
  expect(error.problems[0]!.path).toContain(path);
});

test('no plan invents what its source does not say of cards that never came and of years that are over', () => {
  const library = text('docs/plan-library.md');
  const written = /withoutCard: \{[^}]*\}\nvoiding: \{[^}]*\}/.exec(library)![0];
  for (const name of NAMES) {
    const file = `plans/${name}.yaml`;
    const source = text(file);
    const { versions } = parsePlan(source, file);
    for (const { voiding, withoutCard } of versions) {
      expect(
        [voiding, withoutCard],
        `${file}: docs/plan-library.md says that it is silent`,
      ).toEqual([undefined, undefined]);
    }
    // What the page tells a county to write is what a plan takes.
    const lines = written.replace(/clause: [a-z-]+/g, 'clause: line-tolerance').split('\n');
    const spoken = source.replace(/\n( +)lineTolerance:/, (found, indent: string) =>
      [...lines.map((line) => `\n${indent}${line}`), found].join(''),
    );
    expect(parsePlan(spoken, file).versions[0]).toMatchObject({
      voiding: { acrossYears: 'within-days', days: 31 },
      withoutCard: { afterHours: 72, outcome: 'post-and-review' },
    });
  }
});
