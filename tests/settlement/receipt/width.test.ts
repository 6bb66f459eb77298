import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  centred,
  displayWidth,
  left,
  right,
  wrapped,
} from '../../../src/settlement/receipt/width.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['统筹基金', 8],
  ['统筹 A', 6],
  ['（假定）', 8],
  ['【1】', 5],
  ['¥1,234.50', 9],
  ['￥', 2],
  ['ｱ', 1],
  ['Ａ', 2],
  ['e\u0301', 1],
  ['𠮷', 2],
  ['한글', 4],
])('%j takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test('padding counts columns, and never cuts', () => {
  expect(left('统筹', 6)).toBe('统筹  ');
  expect(right('统筹', 6)).toBe('  统筹');
  expect(centred('统筹', 8)).toBe('  统筹');
  expect(left('统筹基金', 6)).toBe('统筹基金');
  expect(right('统筹基金', 6)).toBe('统筹基金');
});

test('lines break between Chinese signs and between words', () => {
  expect(wrapped('参合人住院补偿比例', 8)).toEqual(['参合人住', '院补偿比', '例']);
  expect(wrapped('paid by the pooled fund', 11)).toEqual(['paid by the', 'pooled fund']);
  expect(wrapped('补偿 1,378.29 元', 10)).toEqual(['补偿', '1,378.29', '元']);
  expect(wrapped('', 8)).toEqual(['']);
});

test('closing punctuation does not begin a line', () => {
  expect(wrapped('参合人住，院', 8)).toEqual(['参合人住，', '院']);
});

test('a word longer than a line is cut', () => {
  expect(wrapped('a'.repeat(20), 8)).toEqual(['a'.repeat(8), 'a'.repeat(8), 'a'.repeat(4)]);
});

test('wrapping loses nothing but blanks, and keeps to the width but for one closing sign', () => {
  const sign = fc.constantFrom(...'参合人住院补偿abcdefg 012，。）'.split(''));
  fc.assert(
    fc.property(
      fc.array(sign, { maxLength: 80 }),
      fc.integer({ min: 10, max: 40 }),
      (signs, columns) => {
        const text = signs.join('');
        const lines = wrapped(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) {
          const hanging = /[，。）]*$/.exec(line)![0].length;
          expect(displayWidth(line) - 2 * hanging).toBeLessThanOrEqual(columns);
        }
      },
    ),
  );
});
