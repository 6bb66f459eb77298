import { expect, test } from 'vitest';
import type { Bill, BillFields } from '../../../src/model/index.ts';
import {
  alwaysUnder,
  billsDifference,
  type PastBill,
  parsePastBill,
  parsePlan,
  planDocumentOf,
  ruleDifferences,
  ruleDifferenceText,
  writtenVersion,
} from '../../../src/settlement/index.ts';
import { bill, catalogue, changed, refusedDocument, text } from '../support.ts';

const FILE = 'plans/jimunai-2011.yaml';
const document = planDocumentOf(text(FILE), FILE);
const before = writtenVersion(document, '2011-before-april')!;
const after = writtenVersion(document)!;

const example: BillFields = bill('examples/bills/jimunai-inpatient.json');

test('two versions, rule by rule', () => {
  const differences = ruleDifferences(before, after);
  expect(differences.map(({ path, before: from, after: to }) => [path, from, to])).toEqual([
    ['layers.inpatient.ratios.township.ratio', '80%', '85%'],
    ['layers.inpatient.ratios.county.ratio', '60%', '65%'],
    ['layers.inpatient.ratios.prefecture.ratio', '50%', '55%'],
    ['layers.inpatient.ratios.region.ratio', '40%', '45%'],
    ['layers.inpatient.caps.1.amounts.every-class.amount', '25000.00', '50000.00'],
  ]);
  expect(ruleDifferenceText(differences[4]!, 'zh')).toBe(
    'layers.inpatient.caps.1.amounts.every-class.amount: 25000.00 → 50000.00\n' +
      '    § 原住院报销最高封顶线 2.5 万元\n    § 4 月 26 日起住院报销最高封顶线 5 万元',
  );
});

test('the same version differs in nothing, and a version that is not there is not invented', () => {
  expect(ruleDifferences(after, after)).toEqual([]);
  expect(writtenVersion(document, '1999')).toBeUndefined();
});

test('a layer that one side lacks is told once, and the order of layers is a rule', () => {
  const guyuan = 'plans/guyuan-2018.yaml';
  const whole = writtenVersion(planDocumentOf(text(guyuan), guyuan))!;
  const layers = whole.version.layers as readonly { readonly id: string }[];
  const without = { ...whole, version: { ...whole.version, layers: layers.slice(0, 4) as never } };
  expect(ruleDifferences(whole, without)).toMatchObject([
    {
      path: 'layers',
      before: 'basic, major-illness, commercial, civil-aid, backstop-share, backstop-ceiling',
      after: 'basic, major-illness, commercial, civil-aid',
    },
  ]);
  const turned = {
    ...whole,
    version: { ...whole.version, layers: [...layers].reverse() as never },
  };
  expect(ruleDifferences(whole, turned).map(({ path }) => path)).toEqual(['layers']);
});

/*
 * The example bill twice: 1,639.02 eligible, 200 deductible each time.
 * 1,439.02 × 60 % = 863.412, half up 863.41; × 65 % = 935.363, half up 935.36. Twice: 1,726.82 and 1,870.72.
 * Cash 2,132.28 less that: 1,268.87 and 1,196.92 a bill.
 */
test('past bills in money', () => {
  const plan = parsePlan(text(FILE), FILE);
  const [old, now] = plan.versions.map((version) => alwaysUnder(plan, version));
  const past = (billNumber: string): PastBill => ({
    bill: { ...example, billNumber } as Bill,
    category: 'ordinary',
  });
  const result = billsDifference([old!, now!], [past('1'), past('2')], () => catalogue);
  expect(result).toMatchObject({
    bills: 2,
    total: 426456n,
    byPayer: {
      'pooled-fund': { before: 172682n, after: 187072n },
      cash: { before: 253774n, after: 239384n },
    },
    less: 2,
    more: 0,
    same: 0,
    each: [
      { billNumber: '1', before: 126887n, after: 119692n, refused: [] },
      { billNumber: '2', before: 126887n, after: 119692n, refused: [] },
    ],
  });
});

test('a member draws on one year, bill after bill: the cap cuts the second only', () => {
  const capped = parsePlan(changed(FILE, ["amount: '50000.00'", "amount: '1000.00'"]), FILE);
  const plan = parsePlan(text(FILE), FILE);
  const past = {
    bill: bill('examples/bills/jimunai-inpatient.json'),
    category: 'ordinary',
  } as const;
  const under = (of: typeof plan) => alwaysUnder(of, of.versions[1]!);
  const { each, same, more } = billsDifference(
    [under(plan), under(capped)],
    [past, past],
    () => catalogue,
  );
  // 1,000.00 − 935.36 = 64.64 left for the second: cash 2,132.28 − 64.64 = 2,067.64
  expect(each.map(({ before: from, after: to }) => [from, to])).toEqual([
    [119692n, 119692n],
    [119692n, 206764n],
  ]);
  expect([same, more]).toEqual([1, 1]);
});

test('what a plan does not decide is told with its reason', () => {
  const plan = parsePlan(text(FILE), FILE);
  const under = alwaysUnder(plan, plan.versions[1]!);
  const provider = { ...example.provider, isDesignated: false };
  const past = { bill: { ...example, provider } as Bill, category: 'ordinary' } as const;
  const result = billsDifference([under, under], [past], () => catalogue);
  expect(result).toMatchObject({ neither: 1, byPayer: {} });
  expect(result.each[0]!.refused).toEqual(['provider-not-designated', 'provider-not-designated']);
  const unknown = billsDifference([under, under], [past], () => undefined);
  expect(unknown.each[0]!.refused).toContain('wrong-catalogue');
});

test('a past bill names its person, or nobody', () => {
  const document = text('examples/bills/jimunai-inpatient.json');
  const named = (person: object) => `{"bill":${document},"person":${JSON.stringify(person)}}`;
  expect(parsePastBill(document, 'a.jsonl:1').category).toBe('ordinary');
  const poor = parsePastBill(named({ category: 'destitute', bornOn: '1950-01-01' }), 'a.jsonl:1');
  expect(poor).toMatchObject({ category: 'destitute', bornOn: '1950-01-01' });
  expect(poor.bill.total).toBe(213228n);
  const error = refusedDocument(() => parsePastBill(named({ category: 'rich' }), 'a.jsonl:7'));
  expect(error.problems[0]).toMatchObject({ file: 'a.jsonl:7', path: 'person.category' });
});
