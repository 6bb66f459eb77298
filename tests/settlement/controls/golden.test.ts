import { describe, expect, test } from 'vitest';
import { yuanText } from '../../../src/money.ts';
import { CONTROLS } from '../../../src/settlement/index.ts';
import { AMOUNT_CASES } from './cases/amounts.ts';
import { ITEM_CASES } from './cases/items.ts';
import { STANDING_CASES } from './cases/standing.ts';
import { billOf, examine } from './support.ts';

const CASES = [...STANDING_CASES, ...ITEM_CASES, ...AMOUNT_CASES];

describe.each(CASES)('$control', ({ control: name, cases }) => {
  test.each(cases.map((golden) => [golden.what, golden] as const))('%s', (_, golden) => {
    const { figures = {}, lines, visit, changes } = golden;
    const findings = examine({ [name]: figures }, billOf(lines, visit), changes);
    const found = findings.map(
      ({ lineId = 'bill', amount }) => `${lineId} ${amount === undefined ? '-' : yuanText(amount)}`,
    );
    expect(found).toEqual(golden.found);
    for (const { rule, verdict, path, lineId, text, clause } of findings) {
      expect(rule).toBe(name);
      expect(verdict).toBe('refuse');
      expect(path).toBe(lineId === undefined ? '' : `lines[${Number(lineId) - 1}]`);
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en).toMatch(/^[\x20-\x7e×\u4e00-\u9fff]+$/);
      expect(clause.text.en).toBe('clause of the controls');
    }
  });
});

test('every control has its cases', () => {
  expect(CASES.map(({ control }) => control)).toEqual(Object.keys(CONTROLS));
});
