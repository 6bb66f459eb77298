import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CountyCode, MemberCategory, ProviderCode } from '../../../src/model/index.ts';
import { percentText, unitPriceText } from '../../../src/money.ts';
import type { Catalogue, Circumstances } from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { catalogueOf } from './support.ts';

const catalogue = await catalogueOf({
  items: `code,name_zh,class,self_pay,from,until,essential,tcm,ceiling,ceiling_village,ceiling_township,ceiling_county,ceiling_prefecture,ceiling_province,price
A1,甲,A,,,,yes,no,,8,9,10,11.5,12,7
B1,乙,B,10%,2026-01-01,2026-06-30,no,yes,25,,,,,,
B1,乙,B,12.5%,2026-07-01,,no,yes,26,,,,,,
B2,乙,B,30%,,,no,no,,,,,,,
C1,丙,C,,,,no,no,,,,,,,
`,
  shares: `code,region,person_type,self_pay,from,until
B2,999001,destitute,0%,,
B2,999001,*,20%,,
B2,999000,destitute,1%,,
B2,990000,*,22%,2026-04-01,2026-04-30
B2,*,special-care,5%,,
`,
  codes: `provider,hospital_code,code,from,until
H99910100001,阿莫西林,A1,,2026-03-31
H99910100001,阿莫西林,B1,2026-04-01,
`,
});

function asked(
  code: string,
  {
    region = '110000',
    personType = 'ordinary',
    date = '2026-03-01',
    level = 'county',
  }: Partial<Record<keyof Circumstances, string>> = {},
  of: Catalogue = catalogue,
) {
  return of.termsFor(
    { itemCode: code },
    {
      region: region as CountyCode,
      personType: personType as MemberCategory,
      date: plainDate(date),
      level: level as Circumstances['level'],
    },
  );
}

test.each([
  ['village', '8'],
  ['township', '9'],
  ['county', '10'],
  ['prefecture', '11.5'],
  ['province', '12'],
])('the ceiling of %s is %s', (level, ceiling) => {
  const terms = asked('A1', { level })!;
  expect(unitPriceText(terms.ceiling!)).toBe(ceiling);
  expect(unitPriceText(terms.price!)).toBe('7');
  expect(terms).toMatchObject({ benefitClass: 'A', isEssential: true, isTcm: false });
});

test.each([
  ['2025-12-31', undefined],
  ['2026-01-01', '10%'],
  ['2026-06-30', '10%'],
  ['2026-07-01', '12.5%'],
  ['2199-12-31', '12.5%'],
])('on %s the share is %s', (date, share) => {
  const terms = asked('B1', { date });
  expect(terms && percentText(terms.selfPayShare)).toBe(share);
});

describe('the share of a region and person type: the nearest region, then the person', () => {
  test.each([
    ['999001', 'destitute', '2026-03-01', '0%'],
    ['999001', 'ordinary', '2026-03-01', '20%'],
    ['999001', 'special-care', '2026-03-01', '20%'],
    ['999002', 'destitute', '2026-03-01', '1%'],
    ['999002', 'ordinary', '2026-03-01', '30%'],
    ['999002', 'ordinary', '2026-04-01', '22%'],
    ['999002', 'ordinary', '2026-05-01', '30%'],
    ['990101', 'ordinary', '2026-04-30', '22%'],
    ['110101', 'special-care', '2026-03-01', '5%'],
    ['110101', 'ordinary', '2026-03-01', '30%'],
  ])('%s %s on %s: %s', (region, personType, date, share) => {
    expect(percentText(asked('B2', { region, personType, date })!.selfPayShare)).toBe(share);
  });
});

test('class A shares nothing, class C everything', () => {
  expect(percentText(asked('A1')!.selfPayShare)).toBe('0%');
  expect(percentText(asked('C1')!.selfPayShare)).toBe('100%');
  expect(asked('A9')).toBeUndefined();
});

test('a hospital code stands for what it is mapped to on that day', () => {
  const provider = 'H99910100001' as ProviderCode;
  expect(catalogue.codeOf(provider, '阿莫西林', plainDate('2026-03-31'))).toBe('A1');
  expect(catalogue.codeOf(provider, '阿莫西林', plainDate('2026-04-01'))).toBe('B1');
  expect(catalogue.codeOf(provider, '阿莫', plainDate('2026-04-01'))).toBeUndefined();
  expect(
    catalogue.codeOf('H99910100002' as ProviderCode, '阿莫西林', plainDate('2026-04-01')),
  ).toBeUndefined();
});

test('an item is decoded once', () => {
  expect(asked('A1')!.item).toBe(asked('A1', { level: 'village' })!.item);
});

/** What a list of rows says, looked through from top to bottom. */
interface Row {
  readonly code: string;
  readonly from: number;
  readonly days: number;
  readonly share: number;
}

const day = (offset: number) =>
  plainDate(new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10));

test('any look-up agrees with a list that is searched row by row', async () => {
  const rows = fc.array(
    fc.record({
      code: fc.constantFrom('A', 'AB', 'B', 'BA', 'Z9', 'A.', 'A-1', 'Aa'),
      from: fc.nat(60),
      days: fc.nat(20),
      share: fc.nat(1_000_000),
    }),
    { minLength: 1, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(90), { minLength: 5 }), async (drawn, days) => {
      // Without those that overlap an earlier one of the same code.
      const taken: Row[] = [];
      for (const row of drawn) {
        const overlaps = taken.some(
          (other) =>
            other.code === row.code &&
            row.from <= other.from + other.days &&
            other.from <= row.from + row.days,
        );
        if (!overlaps) taken.push(row);
      }
      const percent = (share: number) =>
        `${Math.floor(share / 10_000)}.${String(share % 10_000).padStart(4, '0')}%`;
      const lines = taken.map(({ code, from, days: length, share }) =>
        [code, '名', 'B', percent(share), day(from), day(from + length)].join(','),
      );
      const of = await catalogueOf({
        items: ['code,name_zh,class,self_pay,from,until', ...lines].join('\n'),
      });
      for (const code of ['A', 'AB', 'B', 'BA', 'Z9', 'A.', 'A-1', 'Aa', 'none']) {
        for (const on of days) {
          const row = taken.find(
            (each) => each.code === code && each.from <= on && on <= each.from + each.days,
          );
          const terms = asked(code, { date: day(on) }, of);
          expect(terms?.selfPayShare.numerator).toBe(row && BigInt(row.share));
        }
      }
    }),
    { numRuns: 100 },
  );
});
