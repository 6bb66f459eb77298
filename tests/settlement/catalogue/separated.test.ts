import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FIELD_CHARACTERS_MAX,
  ROW_CHARACTERS_MAX,
  RowReader,
  type SeparatedRow,
  type TableForm,
} from '../../../src/settlement/catalogue/import/separated.ts';

function rows(text: string, form: TableForm = 'csv', cuts: readonly number[] = []): SeparatedRow[] {
  const reader = new RowReader(form);
  const found: SeparatedRow[] = [];
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    found.push(...reader.push(text.slice(from, cut)));
    from = Math.max(from, cut);
  }
  found.push(...reader.push(text.slice(from)), ...reader.end());
  return found;
}

const brief = (row: SeparatedRow) =>
  'fields' in row ? row.fields : `${row.line}-${row.lineEnd}:${row.column} ${row.fault}`;

describe('csv', () => {
  test.each([
    ['', []],
    ['\n\r\n', []],
    ['a,b\n', [['a', 'b']]],
    ['a,b', [['a', 'b']]],
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [',', [['', '']]],
    ['"a","b"', [['a', 'b']]],
    ['"a,b"', [['a,b']]],
    ['"a""b"', [['a"b']]],
    ['""', [['']]],
    ['""""', [['"']]],
    [
      '"a\nb",c\nd,e',
      [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    [
      '"a\r\nb",c\r\nd,e',
      [
        ['a\r\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    ['a"b,c\nd,e', ['1-1:2 row-quote-inside', ['d', 'e']]],
    ['"a"b,c\nd,e', ['1-1:4 row-text-after-quote', ['d', 'e']]],
    ['a,"b\nd,e\nf,g', ['1-1:3 row-quote-open', ['d', 'e'], ['f', 'g']]],
    ['a\rb,c\nd,e', ['1-1:2 row-bare-return', ['d', 'e']]],
    ['"a\nb"c\nd,e', ['1-1:1 row-quote-open', '2-2:2 row-quote-inside', ['d', 'e']]],
  ] as [string, (string | string[])[]][])('%j', (text, expected) => {
    expect(rows(text).map(brief)).toEqual(expected);
    for (let cut = 0; cut <= text.length; cut++) {
      expect(rows(text, 'csv', [cut]).map(brief), `cut at ${cut}`).toEqual(expected);
    }
  });

  test('limits', () => {
    const field = 'x'.repeat(FIELD_CHARACTERS_MAX);
    expect(rows(`${field},a\n`).map(brief)).toEqual([[field, 'a']]);
    expect(rows(`a,${field}x\nb,c\n`).map(brief)).toEqual(['1-1:2 field-too-long', ['b', 'c']]);
    const long = 'x,'.repeat(ROW_CHARACTERS_MAX / 2);
    for (const form of ['csv', 'tsv'] as const) {
      expect(rows(`${long}x\nb\n`, form).map(brief)).toEqual(['1-1:1 row-too-long', ['b']]);
      expect(rows(`${long}${long}${long}\nb\n`, form, [9, 70_000]).map(brief)).toEqual([
        '1-1:1 row-too-long',
        ['b'],
      ]);
    }
  });

  test('a quote that is never closed costs its own line, however much comes after', () => {
    const after = Array.from({ length: 30_000 }, (_, index) => `${index},x`);
    const text = ['a,"b', ...after].join('\n');
    const found = rows(text);
    expect(brief(found[0]!)).toBe('1-1:3 row-quote-open');
    expect(found).toHaveLength(30_001);
    expect(found.at(-1)).toEqual({ line: 30_001, lineEnd: 30_001, fields: ['29999', 'x'] });
  });
});

test('tsv takes quotes as they are', () => {
  expect(rows('a\t"b\nc\t""', 'tsv').map(brief)).toEqual([
    ['a', '"b'],
    ['c', '""'],
  ]);
});

const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '医', ' ') });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('what is written is read, wherever the text is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
      fc.array(fc.nat(400), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      (table, cuts, lineEnd) => {
        const text = table.map((row) => row.map(quoted).join(',') + lineEnd).join('');
        const found = rows(text, 'csv', cuts);
        expect(found.map(brief)).toEqual(table);
        let line = 1;
        for (const row of found) {
          expect(row.line).toBe(line);
          line = row.lineEnd + 1;
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('any text whatever: cutting changes nothing, lines ascend, every line is accounted for once', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r'), maxLength: 60 }),
      fc.array(fc.nat(60), { maxLength: 6 }),
      (text, cuts) => {
        const whole = rows(text);
        expect(rows(text, 'csv', cuts)).toEqual(whole);
        let line = 0;
        for (const row of whole) {
          expect(row.line).toBeGreaterThan(line);
          expect(row.lineEnd).toBeGreaterThanOrEqual(row.line);
          line = row.lineEnd;
        }
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
      },
    ),
    { numRuns: 3000 },
  );
});
