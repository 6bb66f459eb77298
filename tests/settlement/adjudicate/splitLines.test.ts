import { expect, test } from 'vitest';
import type { CountyCode } from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import { splitLines } from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { bill, catalogue, decided, request, yinjiang } from '../support.ts';

const BILL = bill('examples/bills/yinjiang-inpatient.json');
const asked = {
  lines: BILL.lines,
  plan: yinjiang,
  on: plainDate('2026-03-09'),
  catalogue,
  region: '999001' as CountyCode,
  personType: 'ordinary',
  level: 'county',
} as const;

test('the lines that a hospital hands in fall apart as they do in the decision of the bill', () => {
  const result = splitLines(asked);
  expect(result.outcome === 'split' && result.lines.map(({ decision }) => decision)).toEqual(
    decided(request()).lines,
  );
  const byCode = new Map(
    result.outcome === 'split' ? result.lines.map(({ terms }) => [terms.item.code, terms]) : [],
  );
  expect(byCode.get('X9990013')).toMatchObject({ benefitClass: 'B' });
});

test('every line that cannot be split says why, and none is split then', () => {
  const [first, second, ...others] = BILL.lines;
  const lines = [
    { ...first!, itemCode: 'X0000000' },
    { ...second!, submitted: parseYuan('84.02') },
    ...others,
  ];
  const result = splitLines({ ...asked, lines });
  expect(result).toMatchObject({
    outcome: 'refused',
    reasons: [
      { code: 'unknown-item', lineId: '1', path: 'lines[0].itemCode' },
      { code: 'line-amount-differs', lineId: '2', path: 'lines[1].submitted' },
    ],
  });
});

test('a day without a version of the plan splits nothing', () => {
  const result = splitLines({ ...asked, on: plainDate('2018-12-31') });
  expect(result).toMatchObject({ outcome: 'refused', reasons: [{ code: 'no-plan-version' }] });
});
