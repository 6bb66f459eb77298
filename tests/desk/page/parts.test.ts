/** What the page is made of, without a browser: initials, search, amounts, words. */

import { describe, expect, test } from 'vitest';
import {
  decimal,
  lineFen,
  pieces,
  yuan,
  yuanText,
} from '../../../src/desk/browser/page/amounts.ts';
import { diagnosesOf, draftLine, wrongDiagnosis } from '../../../src/desk/browser/page/draft.ts';
import { WORDS } from '../../../src/desk/browser/page/words.ts';
import { initialsOf } from '../../../src/desk/clerk/initials.ts';
import { sources } from '../../support/sources.ts';

describe('pinyin initials', () => {
  test.each([
    ['血常规', 'xcg'],
    ['普通床位费（日）', 'ptcwfr'],
    ['胸部 CT 平扫', 'xbctps'],
    ['头孢曲松钠注射剂 1g', 'tbqsnzsj1g'],
    ['阿莫西林', 'amxl'],
    ['二级护理', 'ejhl'],
    ['偶氮', 'od'],
    ['他汀', 'tt'],
    ['止咳糖浆', 'zktj'],
    ['散剂', 'sj'],
    ['ＡＢ型', 'abx'],
  ])('%s is found by %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('amounts', () => {
  test.each([
    ['0', '0.00'],
    ['5', '0.05'],
    ['123456', '1,234.56'],
    ['-123456', '−1,234.56'],
    ['100000000', '1,000,000.00'],
    ['1.5', '—'],
  ])('%s fen read %s', (fen, text) => expect(yuan(fen)).toBe(text));

  test.each([
    ['12.5', 2, 1250n],
    ['12', 4, 120000n],
    ['12.', 2, 1200n],
    ['.5', 2, undefined],
    ['1e3', 2, undefined],
    ['-1', 2, undefined],
    ['1.234', 2, undefined],
    ['９', 2, undefined],
  ])('%s with %i places', (text, places, value) => expect(decimal(text, places)).toBe(value));

  test('a line is price times quantity, half a fen up', () => {
    expect(lineFen(20_000_000n, 20_000n)).toBe(4_000n);
    expect(lineFen(5_000n, 10_000n)).toBe(1n);
    expect(lineFen(4_999n, 10_000n)).toBe(0n);
    expect(yuanText(lineFen(9_125_000n, 140_000n))).toBe('127.75');
  });

  test('a picture never leaves its frame', () => {
    expect(pieces(1n, 0n, 100)).toBe(0);
    expect(pieces(5n, 4n, 100)).toBe(100);
    expect(pieces(1n, 4n, 100)).toBe(25);
  });
});

test('diagnoses are read as clerks type them', () => {
  expect(diagnosesOf('j18.900，j42.X00  i10')).toEqual(['J18.900', 'J42.x00', 'I10']);
  expect(wrongDiagnosis('J18.900 flu')).toBe('FLU');
  expect(wrongDiagnosis('J18.900')).toBeUndefined();
});

test('a line without a number or with none of it is no line', () => {
  const line = { itemCode: 'S1', name: '血常规', chargedOn: '2026-03-09', unitPrice: '20' };
  expect(draftLine({ ...line, quantity: '2' })?.fen).toBe(4_000n);
  expect(draftLine({ ...line, quantity: '0' })).toBeUndefined();
  expect(draftLine({ ...line, quantity: 'two' })).toBeUndefined();
});

test('every word is there in both languages, and is said somewhere', () => {
  const page = sources(/^src\/desk\/browser\/page\/(?!words)\w+\.ts$/)
    .map(({ text }) => text)
    .join('\n');
  for (const [word, [zh, en]] of Object.entries(WORDS)) {
    expect([word, zh.length > 0, en.length > 0]).toEqual([word, true, true]);
    expect([word, page.includes(`'${word}'`)]).toEqual([word, true]);
    const facts = (text: string) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort((a, b) => a.localeCompare(b));
    expect([word, ...facts(en)]).toEqual([word, ...facts(zh)]);
  }
});
