import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '../../src/bytes.ts';
import { parseCsv } from '../../src/issuing/csv/parseCsv.ts';
import {
  CSV_RULES,
  type CsvProblem,
  csvProblemText,
  parsePersons,
} from '../../src/issuing/index.ts';
import type { CountyCode } from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import { ROOT } from '../support/sources.ts';
import { HEADER, listOf, row } from './list.ts';

const COUNTY = '999001' as CountyCode;

function persons(text: string, county = COUNTY) {
  return parsePersons(utf8(text), { encoding: 'utf-8', county });
}

function problems(text: string): readonly CsvProblem[] {
  return persons(text).problems;
}

const RIGHT = row(1);
/** The right row with one column changed. */
function with_(column: string, value: string): string {
  const fields = /^(.*),(.*),(.*),(".*"),(.*),(.*),(.*),(.*),(.*),(.*)$/.exec(RIGHT)!.slice(1);
  fields[HEADER.split(',').indexOf(column)] = value;
  return `${HEADER}\n${fields.join(',')}\n`;
}

test('the list that is shipped for trying has no mistake', () => {
  const text = readFileSync(join(ROOT, 'examples/issuing/persons.csv'), 'utf8');
  expect(problems(text)).toEqual([]);
  expect(persons(text).persons).toHaveLength(3);
});

describe('RFC 4180', () => {
  const rows = (text: string) => {
    const result = parseCsv(utf8(text), 'utf-8');
    return result.outcome === 'parsed' ? result.rows : result.problem;
  };

  test.each<[string, unknown]>([
    [
      'a,b\r\nc,d\r\n',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['c', 'd'] },
      ],
    ],
    [
      'a,b\nc,d',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['c', 'd'] },
      ],
    ],
    ['\ufeffa', [{ line: 1, fields: ['a'] }]],
    ['"a ""b"", c",""\n', [{ line: 1, fields: ['a "b", c', ''] }]],
    [
      '"x\ny"\nz\n',
      [
        { line: 1, fields: ['x\ny'] },
        { line: 3, fields: ['z'] },
      ],
    ],
    ['a,\n', [{ line: 1, fields: ['a', ''] }]],
    ['a"b\n', { line: 1, column: '1', rule: 'quote' }],
    ['ok\n1,"a"b\n', { line: 2, column: '2', rule: 'quote' }],
    ['"never closed\n', { line: 1, column: '1', rule: 'quote' }],
    ['a\rb\n', { line: 1, column: '1', rule: 'quote' }],
    ['a\u0000\n', { line: 1, column: '1', rule: 'control-character' }],
    ['x'.repeat(2001), { line: 1, column: '1', rule: 'too-long' }],
    [','.repeat(64), { line: 1, column: '65', rule: 'field-count' }],
    ['a\n'.repeat(100_002), { line: 100_002, column: '', rule: 'too-large' }],
  ])('%#', (text, expected) => {
    expect(rows(text)).toEqual(expected);
  });

  test('what was quoted comes back, whatever it was', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '县', ' '),
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1 }),
        (table) => {
          const text = table
            .map((fields) => fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
            .join('\r\n');
          const result = parseCsv(utf8(text), 'utf-8');
          expect(result.outcome === 'parsed' && result.rows.map(({ fields }) => fields)).toEqual(
            table,
          );
        },
      ),
    );
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('utf-8', 'gb18030'),
        (bytes, encoding) => {
          parsePersons(bytes, { encoding: encoding as 'utf-8', county: COUNTY });
        },
      ),
    );
  });
});

test('a list in GB18030 is read when it is declared, and refused otherwise', () => {
  // 测试甲 in GB18030.
  const name = Uint8Array.of(0xb2, 0xe2, 0xca, 0xd4, 0xbc, 0xd7);
  const [, ...rest] = RIGHT.replaceAll(/[^\x20-\x7e]/g, '').split(',');
  const ascii = utf8(
    `,1,${rest.slice(1).join(',')}`
      .replace(/:,/, ':ordinary,')
      .replaceAll('::', ':ordinary:')
      .replace('""', '"A"'),
  );
  const bytes = concat([utf8(`${HEADER}\n`), name, ascii, utf8('\n')]);
  const read = parsePersons(bytes, { encoding: 'gb18030', county: COUNTY });
  expect(read.problems).toEqual([]);
  expect(read.persons[0]!.person.holder.name).toBe('测试甲');
  expect(parsePersons(bytes, { encoding: 'utf-8', county: COUNTY }).problems).toEqual([
    { line: 1, column: '', rule: 'encoding' },
  ]);
});

test('a right list gives every person as it says', () => {
  const { persons: read, problems: none } = persons(listOf(200));
  expect(none).toEqual([]);
  expect(read).toHaveLength(200);
  const { person } = read[4]!;
  expect(person.holder).toMatchObject({
    sex: 1,
    bornOn: '1955-06-01',
    address: '测试省测试县,第5村',
  });
  expect(person.insurance.participation).toEqual([
    { year: 2025, category: 'ordinary', paidOn: '2024-12-20' },
    { year: 2026, category: 'minimum-living-allowance', paidOn: '2025-12-20' },
  ]);
  expect(person.family.allowance).toBe(amount(20_000n));
  expect(person.chronic).toHaveLength(1);
});

test('columns may stand in any order, under their Chinese names, and the optional ones be missing', () => {
  const text = `性别,姓名,身份证号,住址,医疗证号,参合记录,家庭账户\n${['男', '测试甲', ...RIGHT.split(',').slice(2, 3), 'A', '999001-01-02-03-00001-1', '2026:普通:2025-12-20', 'F1'].join(',')}\n`;
  const { persons: read, problems: none } = persons(text);
  expect(none).toEqual([]);
  expect(read[0]!.person.family).toEqual({
    accountId: 'F1',
    members: [{ memberNumber: '999001-01-02-03-00001-1', relation: 0 }],
    allowance: 0n,
  });
});

describe('a refused row is named with line, column and rule', () => {
  test.each<[string, string, string]>([
    ['name', '', 'character-count'],
    ['name', '测'.repeat(51), 'character-count'],
    ['name', '测\u202e试', 'control-character'],
    ['sex', '3', 'sex'],
    ['sex', '', 'sex'],
    ['identity_number', '99900119510201001X', 'identity-number'],
    ['identity_number', '999001195102300010', 'identity-number'],
    ['identity_number', '123', 'identity-number'],
    ['address', '', 'character-count'],
    ['address', '测'.repeat(81), 'character-count'],
    ['member_number', '999002-01-02-03-00001-1', 'other-county'],
    ['member_number', '999001-01-02', 'member-number'],
    ['participation', '', 'participation'],
    ['participation', '2026:ordinary', 'participation'],
    ['participation', '2026:rich:2025-12-20', 'participation'],
    ['participation', '2026:ordinary:2025-02-30', 'participation'],
    ['participation', '2026:ordinary:2025-12-20;2025:ordinary:2024-12-20', 'participation'],
    ['family_account', '', 'character-count'],
    ['family_members', 'x:0', 'family-members'],
    ['family_members', '999001-01-02-03-00001-1:12', 'family-members'],
    ['family_members', '999001-01-02-03-00001-1:0;999001-01-02-03-00001-1:1', 'family-members'],
    ['allowance', '-1', 'not-an-amount'],
    ['allowance', '1.005', 'not-an-amount'],
    ['allowance', '9'.repeat(15), 'not-an-amount'],
    ['chronic', 'E11.900', 'chronic'],
    ['chronic', 'E11.900:T:2026-12-31:2026-01-01', 'chronic'],
  ])('%s: "%s" is %s', (column, value, rule) => {
    expect(problems(with_(column, value))).toEqual([{ line: 2, column, rule }]);
  });

  test('every one of them, and none of its contents', () => {
    const text = `${HEADER}\n${row(1)}\n${row(2).replace('女', '无')}\nx\n${row(1)}\n`;
    expect(problems(text)).toEqual([
      { line: 3, column: 'sex', rule: 'sex' },
      { line: 4, column: '', rule: 'field-count' },
      { line: 5, column: 'identity_number', rule: 'person-twice' },
    ]);
    expect(problems(`${HEADER}\n${row(1)}\n${row(2).replaceAll('00002-1', '00001-1')}\n`)).toEqual([
      { line: 3, column: 'member_number', rule: 'member-twice' },
    ]);
  });

  test.each<[string, readonly CsvProblem[]]>([
    ['', [{ line: 1, column: '', rule: 'no-rows' }]],
    [HEADER, [{ line: 1, column: '', rule: 'no-rows' }]],
    [`${HEADER},nickname\nx\n`, [{ line: 1, column: '11', rule: 'unknown-column' }]],
    [`${HEADER},姓名\nx\n`, [{ line: 1, column: '11', rule: 'repeated-column' }]],
    [`${HEADER.replace('name,', '')}\nx\n`, [{ line: 1, column: 'name', rule: 'missing-column' }]],
  ])('the names of the columns %#', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test.each(Object.keys(CSV_RULES) as (keyof typeof CSV_RULES)[])(
    '%s says what and how',
    (rule) => {
      for (const language of ['zh', 'en'] as const) {
        expect(csvProblemText({ line: 7, column: 'sex', rule }, language)).toMatch(
          /^7 sex: .{4,} → .{3,}$/,
        );
      }
    },
  );
});
