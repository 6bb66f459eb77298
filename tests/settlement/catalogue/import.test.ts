import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import { FIELD_CHARACTERS_MAX } from '../../../src/settlement/catalogue/import/separated.ts';
import {
  importCatalogue,
  refusedRowCsv,
  refusedRowText,
  TABLE_RULES,
  type TableRule,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { ROOT } from '../../support/sources.ts';
import { headOf, imported, type Tables } from './support.ts';

const COLUMNS =
  'code,name_zh,class,self_pay,from,until,essential,ceiling,ceiling_village,limit_sex,limit_age_min,limit_age_max,limit_levels,limit_diagnoses,daily_quantity,supply_days,examination_group';
const COUNT = COLUMNS.split(',').length;
const GOOD = row({ code: 'A1' });

/** A row of the columns above with some fields set. */
function row(fields: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string>> = { name_zh: '名称', class: 'A', ...fields };
  return COLUMNS.split(',')
    .map((name) => all[name] ?? '')
    .join(',');
}

const items = (...rows: readonly string[]): Tables => ({
  items: [COLUMNS, ...rows, ''].join('\n'),
});

/** Rule, column as reported, and the tables that the third line of the first table breaks. */
const CASES: readonly (readonly [TableRule, string | undefined, Tables])[] = [
  ['row-bare-return', '3', items(GOOD, 'A2\r,x')],
  ['row-quote-inside', '2', items(GOOD, 'A"2,x')],
  ['row-text-after-quote', '5', items(GOOD, '"A2"x,y')],
  ['row-quote-open', '1', items(GOOD, '"A2,x')],
  ['row-too-long', '1', items(GOOD, 'x,'.repeat(40_000))],
  ['field-too-long', '2', items(GOOD, `A2,${'x'.repeat(FIELD_CHARACTERS_MAX + 1)}`)],
  ['field-too-long', 'name_zh', items(GOOD, row({ code: 'A2', name_zh: 'x'.repeat(501) }))],
  ['row-columns', undefined, items(GOOD, 'A2,x,A')],
  ['field-missing', 'code', items(GOOD, row({ code: '' }))],
  ['field-missing', 'self_pay', items(GOOD, row({ code: 'A2', class: 'B' }))],
  ['field-unwanted', 'self_pay', items(GOOD, row({ code: 'A2', self_pay: '5%' }))],
  ['field-unwanted', 'ceiling', items(GOOD, row({ code: 'A2', class: 'C', ceiling: '5' }))],
  ['field-character', 'name_zh', items(GOOD, row({ code: 'A2', name_zh: 'a\u202eb' }))],
  ['field-character', 'name_zh', items(GOOD, row({ code: 'A2', name_zh: '"a\tb"' }))],
  ['field-space', 'name_zh', items(GOOD, row({ code: 'A2', name_zh: 'a ' }))],
  ['field-code', 'code', items(GOOD, row({ code: '编码' }))],
  ['field-code', 'limit_diagnoses', items(GOOD, row({ code: 'A2', limit_diagnoses: 'J18;肺炎' }))],
  ['field-choice', 'class', items(GOOD, row({ code: 'A2', class: 'D' }))],
  ['field-choice', 'limit_levels', items(GOOD, row({ code: 'A2', limit_levels: 'county county' }))],
  ['field-choice', 'class', items(GOOD, row({ code: 'A2', class: 'constructor' }))],
  ['field-date', 'from', items(GOOD, row({ code: 'A2', from: '2026/1/1' }))],
  ['field-date', 'from', items(GOOD, row({ code: 'A2', from: '2026-02-30' }))],
  ['field-price', 'ceiling', items(GOOD, row({ code: 'A2', ceiling: '-1' }))],
  ['field-price', 'ceiling', items(GOOD, row({ code: 'A2', ceiling: '1e3' }))],
  ['field-ratio', 'self_pay', items(GOOD, row({ code: 'A2', class: 'B', self_pay: '0.1' }))],
  ['field-ratio', 'self_pay', items(GOOD, row({ code: 'A2', class: 'B', self_pay: '101%' }))],
  ['field-number', 'limit_age_min', items(GOOD, row({ code: 'A2', limit_age_min: '151' }))],
  ['field-number', 'daily_quantity', items(GOOD, row({ code: 'A2', daily_quantity: '0' }))],
  ['levels-incomplete', 'ceiling', items(GOOD, row({ code: 'A2', ceiling_village: '1' }))],
  [
    'levels-incomplete',
    'ceiling',
    items(GOOD, row({ code: 'A2', ceiling: '2', ceiling_village: '1' })),
  ],
  [
    'until-before-from',
    'until',
    items(GOOD, row({ code: 'A2', from: '2026-02-01', until: '2026-01-31' })),
  ],
  [
    'ages-reversed',
    'limit_age_max',
    items(GOOD, row({ code: 'A2', limit_age_min: '9', limit_age_max: '8' })),
  ],
  [
    'row-overlaps',
    'code',
    items(row({ code: 'A1', until: '2026-03-01' }), row({ code: 'A1', from: '2026-03-01' })),
  ],
  ['row-overlaps', 'code', items(row({ code: 'A1', from: '2026-03-01' }), row({ code: 'A1' }))],
  [
    'code-unknown',
    'code',
    {
      ...items(GOOD),
      codes: 'provider,hospital_code,code\nH99910100001,a,A1\nH99910100001,b,A9\n',
    },
  ],
  [
    'share-unwanted',
    'code',
    {
      ...items(GOOD, row({ code: 'B1', class: 'B', self_pay: '5%' })),
      shares: 'code,region,person_type,self_pay\nB1,*,*,1%\nA1,*,*,1%\n',
    },
  ],
];

test.each(CASES)('%s at %s', async (rule, column, tables) => {
  const { refused, rowsRefused, refusedByRule } = await imported(tables);
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ rule, line: 3, lineEnd: 3, ...(column ? { column } : {}) });
  expect(rowsRefused).toBe(1);
  expect([...refusedByRule]).toEqual([[rule, 1]]);
  for (const language of ['zh', 'en'] as const) {
    const text = refusedRowText(refused[0]!, language);
    expect(text).toContain(':3');
    expect(text).toContain(TABLE_RULES[rule].remedy[language]);
    expect(refusedRowCsv(refused[0]!, language).split(',')).not.toHaveLength(0);
  }
});

test('every rule has its case', () => {
  expect(new Set(CASES.map(([rule]) => rule))).toEqual(new Set(Object.keys(TABLE_RULES)));
});

test('a refused row costs no other', async () => {
  const bad = CASES.map(([, , tables]) => String(tables.items).split('\n').slice(2, 3));
  const rows = bad.flatMap((each, index) => [...each, row({ code: `G${index}` })]);
  const { catalogue } = await imported(items(...rows));
  const found = CASES.map((_, index) => catalogue!.itemOn(`G${index}`, plainDate('2026-03-01')));
  expect(found.filter((item) => item === undefined)).toEqual([]);
});

describe('what is no table at all', () => {
  const refusedWith = async (tables: Tables, changes: object = {}) => {
    try {
      await imported(tables, changes);
    } catch (error) {
      if (error instanceof OneCardError)
        return [error.code, error.detail.problem, error.detail.found];
      throw error;
    }
    return 'taken';
  };
  const utf16 = new Uint8Array([0xff, 0xfe, 0x61, 0x00]);

  test.each([
    ['no header', { items: '' }, {}, ['catalogue.table-header', 'empty', undefined]],
    [
      'a column nobody knows',
      { items: 'code,name_zh,class,x\n' },
      {},
      ['catalogue.table-header', 'unknown', undefined],
    ],
    [
      'a column twice',
      { items: 'code,name_zh,class,code\n' },
      {},
      ['catalogue.table-header', 'twice', undefined],
    ],
    [
      'a required column missing',
      { items: 'code,name_zh\n' },
      {},
      ['catalogue.table-header', 'missing', undefined],
    ],
    [
      'a broken header',
      { items: 'co"de\n' },
      {},
      ['catalogue.table-header', 'row-quote-inside', undefined],
    ],
    ['UTF-16', { items: utf16 }, {}, ['catalogue.table-encoding', undefined, 'utf-16le']],
    [
      'UTF-8 declared as GB18030',
      { items: `\uFEFF${COLUMNS}\n` },
      { encoding: 'gb18030' },
      ['catalogue.table-encoding', undefined, 'utf-8'],
    ],
  ] as const)('%s', async (_, tables, changes, expected) => {
    expect(await refusedWith(tables, changes)).toEqual(expected);
  });
});

test('a mark, other names, columns passed over', async () => {
  const { catalogue, refused } = await imported(
    { items: '\uFEFF编码,名称,甲乙丙,备注\r\nA1,名,甲,x\r\n' },
    { columns: { code: '编码', name_zh: '名称', class: '甲乙丙' }, ignore: ['备注'] },
  );
  expect(refused).toEqual([]);
  expect(catalogue!.itemOn('A1', plainDate('2026-01-01'))?.benefitClass).toBe('A');
});

test('GB18030 and, at each byte, cut in two; read as UTF-8 each row is refused for its characters', async () => {
  const path = join(ROOT, 'tests/settlement/catalogue/gb18030.csv');
  const bytes = readFileSync(path);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const result = await importCatalogue({
      head: headOf({ items: '' }, { encoding: 'gb18030' }),
      headFile: 'head.json',
      open: async function* () {
        yield bytes.subarray(0, cut);
        yield bytes.subarray(cut);
      },
    });
    const item = result.catalogue!.itemOn('A1', plainDate('2026-01-01'))!;
    expect(item.name.zh).toBe('阿莫西林㐀胶囊');
    expect(result.rowsRefused).toBe(0);
  }
  const { refused } = await imported({ items: bytes });
  expect(refused.map(({ rule }) => rule)).toEqual(['field-character', 'field-character']);
});

test('the example is taken as a whole, and says what it says', async () => {
  const folder = join(ROOT, 'examples/catalogue');
  const refused: unknown[] = [];
  const { catalogue, rowsRead } = await importCatalogue({
    head: readFileSync(join(folder, 'head.yaml'), 'utf8'),
    headFile: 'head.yaml',
    open: (file) => createReadStream(join(folder, file)),
    onRefused: (each) => refused.push(each),
  });
  expect(refused).toEqual([]);
  expect(rowsRead).toEqual({ items: 10, shares: 4, codes: 3 });
  const ct = catalogue!.itemOn('S9990011', plainDate('2026-03-01'))!;
  expect(ct).toMatchObject({ name: { zh: '胸部 CT 平扫，"单次"' }, kind: 'examination' });
});

test('a report opens in a spreadsheet as text', async () => {
  const { refused } = await imported(items(GOOD, row({ code: '=1+1' })));
  expect(refusedRowCsv(refused[0]!, 'en')).toContain(",'=1+1,");
  expect(refusedRowCsv(refused[0]!, 'en')).toMatch(/\r\n$/);
  expect(COUNT).toBe(17);
});
