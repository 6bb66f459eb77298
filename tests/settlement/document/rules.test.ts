import { expect, test } from 'vitest';
import { BILL_LINES_MAX, DOCUMENT_BYTES_MAX } from '../../../src/limits.ts';
import { DESK_RULES } from '../../../src/settlement/document/deskRules.ts';
import { PROBLEMS_MAX } from '../../../src/settlement/document/problem.ts';
import {
  billHash,
  DOCUMENT_RULES,
  type DocumentRule,
  parseBill,
  parsePlan,
  problemText,
} from '../../../src/settlement/index.ts';
import { changed, refusedDocument, text } from '../support.ts';
import { BILL_CASES } from './cases/bill.ts';
import { BILL, DOORS } from './cases/case.ts';
import { PLAN_CASES } from './cases/plan.ts';
import { SHARED_CASES } from './cases/shared.ts';

const CASES = [...SHARED_CASES, ...BILL_CASES, ...PLAN_CASES];

test.each(CASES)('%s at %s', (rule, path, document, from, to) => {
  const mutated = changed(document, [from, to]);
  const { problems, detail } = refusedDocument(() => DOORS[document]!(mutated, document));
  const found = problems.find((problem) => problem.rule === rule && problem.path === path);
  expect(found, problems.map((problem) => problemText(problem, 'en')).join('\n')).toBeDefined();
  expect(found!.file).toBe(document);
  expect(found!.line).toBeGreaterThan(0);
  expect(found!.line).toBeLessThanOrEqual(mutated.split('\n').length);
  expect(problemText(found!, 'zh')).toContain(DOCUMENT_RULES[rule].zh);
  expect(problemText(found!, 'en')).toContain(`${document}:${found!.line}:${found!.column}`);
  expect(detail).toMatchObject({ file: document, problems: problems.length });
});

/** Rules whose documents are too large to be a row, those of golden cases (planLibrary.test.ts), and of a desk (deskDocuments.test.ts). */
const APART: readonly DocumentRule[] = [
  'cases.cash-or-refused',
  'cases.differs',
  'cases.of-another-plan',
  'document.too-large',
  'document.too-deep',
  'document.empty',
  ...(Object.keys(DESK_RULES) as (keyof typeof DESK_RULES)[]),
];

test('every rule has its case', () => {
  const covered = new Set<string>([...CASES.map(([rule]) => rule), ...APART]);
  expect(Object.keys(DOCUMENT_RULES).filter((rule) => !covered.has(rule))).toEqual([]);
});

test.each([
  ['document.too-large', 'a'.repeat(DOCUMENT_BYTES_MAX + 1)],
  ['document.too-deep', '['.repeat(200_000)],
  ['document.too-deep', '{a: '.repeat(200_000)],
  ['document.too-deep', '- '.repeat(200_000)],
  ['document.too-deep', `${'['.repeat(30)}${']'.repeat(30)}`],
  ['document.empty', ''],
  ['document.empty', '# nothing\n'],
  ['document.empty', '---\n'],
])('%s', (rule, document) => {
  const { problems } = refusedDocument(() => parsePlan(document, 'plan.yaml'));
  expect(problems.map((problem) => problem.rule)).toEqual([rule]);
});

test('fields without end are refused, the first of them named', () => {
  const document = JSON.parse(text(BILL)) as Record<string, unknown>;
  for (let number = 0; number < 100_000; number++) document[`unknown${number}`] = 1;
  const { problems } = refusedDocument(() => parseBill(JSON.stringify(document), BILL));
  // Each looked for among all, they would take minutes: far beyond the test's own limit.
  expect(problems).toHaveLength(PROBLEMS_MAX);
});

test('a bill beyond its lines is refused as a whole', () => {
  const document = JSON.parse(text(BILL)) as { lines: unknown[] };
  document.lines = Array(BILL_LINES_MAX + 1).fill(document.lines[0]);
  const { problems } = refusedDocument(() => parseBill(JSON.stringify(document), 'b.json'));
  expect(problems).toMatchObject([{ rule: 'field.too-many', path: 'lines' }]);
});

test('line and column point at the value', () => {
  const { problems } = refusedDocument(() =>
    parseBill(
      changed(BILL, [
        '"quantity": "28",\n      "submitted": "92.00"',
        '"quantity": "-1", "submitted": "92.00"',
      ]),
      BILL,
    ),
  );
  const line = text(BILL).slice(0, text(BILL).indexOf('"3.2857"')).split('\n').length + 1;
  expect(problems[0]).toEqual({
    rule: 'bill.quantity-not-positive',
    file: BILL,
    line,
    column: 19,
    path: 'lines[8].quantity',
    facts: { lineId: '9' },
  });
});

test('all problems are told, up to a hundred', () => {
  const three = changed(
    BILL,
    ['"28"', '"-28"'],
    ['"3.2857"', '"-3.2857"'],
    ['"3469.00"', '"1.00"'],
  );
  const error = refusedDocument(() => parseBill(three, BILL));
  expect(error.problems.map(({ rule }) => rule)).toEqual([
    'bill.price-negative',
    'bill.quantity-not-positive',
    // Line 18 has a quantity of 28, too.
    'bill.quantity-not-positive',
    'bill.total-differs',
  ]);
  expect(error.code).toBe('bill.invalid');
  expect(error.message).toContain(`file=${BILL}`);

  const document = JSON.parse(text(BILL)) as { lines: object[] };
  document.lines = Array.from({ length: 500 }, (_, index) => ({
    ...document.lines[0],
    lineId: String(index),
    quantity: '0',
  }));
  const many = refusedDocument(() => parseBill(JSON.stringify(document), 'b.json'));
  expect(many.problems).toHaveLength(100);
  expect(many.detail.problems).toBe(501);
});

test('what is wrong is not repeated: no name, no number of a person', () => {
  const { message, problems } = refusedDocument(() =>
    parseBill(
      changed(BILL, ['999001-01-02-03-004-1', '999001-x'], ['测试甲', '测\\u0000试']),
      BILL,
    ),
  );
  expect(`${message}${JSON.stringify(problems)}`).not.toMatch(/999001-|测/);
});

test('a field name cannot steer the terminal that prints it', () => {
  const name = `\\u001b[2J${'x'.repeat(200)}`;
  const { problems } = refusedDocument(() =>
    parseBill(changed(BILL, ['"total":', `"${name}": {"a": &x 1}, "total":`]), 'bill.yaml'),
  );
  const texts = problems.map((problem) => problemText(problem, 'en')).join('\n');
  expect(problems.map(({ rule }) => rule)).toEqual(['document.character', 'document.alias']);
  expect(texts).toContain('?[2Jxxx');
  expect(texts).not.toContain('\u001b');
  expect(texts).not.toContain('x'.repeat(61));
});

test('a byte order mark in front of JSON is no part of it', () => {
  const marked = parseBill(`\ufeff${text(BILL)}`, BILL);
  expect(billHash(marked)).toEqual(billHash(parseBill(text(BILL), BILL)));
  const inside = refusedDocument(() => parseBill(`{\ufeff${text(BILL).slice(1)}`, BILL));
  expect(inside.problems[0]).toMatchObject({ line: 1 });
});
