import { expect, test } from 'vitest';
import { countOf, meaningOf, statusWordText } from '../../src/card/statusWord.ts';
import { EXACT_MEANINGS } from '../../src/card/statusWordTable.ts';

/** ISO/IEC 7816-4:2005 §5.1.3, tables 5 and 6: every word that has a meaning of its own. */
const STANDARD = [
  0x9000, 0x6281, 0x6282, 0x6283, 0x6284, 0x6285, 0x6286, 0x6381, 0x6400, 0x6401, 0x6500, 0x6581,
  0x6700, 0x6800, 0x6881, 0x6882, 0x6883, 0x6884, 0x6900, 0x6981, 0x6982, 0x6983, 0x6984, 0x6985,
  0x6986, 0x6987, 0x6988, 0x6a00, 0x6a80, 0x6a81, 0x6a82, 0x6a83, 0x6a84, 0x6a85, 0x6a86, 0x6a87,
  0x6a88, 0x6a89, 0x6a8a, 0x6b00, 0x6d00, 0x6e00, 0x6f00,
];
const OF_PROFILES = [0x9302, 0x9303, 0x9401, 0x9403, 0x9406];

test.each([...STANDARD, ...OF_PROFILES].map(statusWordText))('%s stands in the table', (text) => {
  expect(Object.keys(EXACT_MEANINGS)).toContain(text);
  const meaning = meaningOf(Number.parseInt(text, 16));
  expect(meaning?.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(meaning?.en).toMatch(/^[a-z0-9]/i);
});

test.each([
  [0x6110, '16 more bytes can be fetched', 16],
  [0x6100, '256 more bytes can be fetched', 256],
  [0x6c04, 'wrong Le, 4 is right', 4],
  [0x6c00, 'wrong Le, 256 is right', 256],
  [0x63c0, 'verification failed, 0 tries left', 0],
  [0x63c2, 'verification failed, 2 tries left', 2],
  [0x63cf, 'verification failed, 15 tries left', 15],
  [0x6202, 'the card asks a question of 2 bytes', 2],
  [0x6280, 'the card asks a question of 128 bytes', 128],
])('the count stands in the meaning of %i', (sw, en, count) => {
  expect([meaningOf(sw)?.en, countOf(sw)]).toEqual([en, count]);
  expect(meaningOf(sw)?.zh).toContain(String(count));
});

test('an exact word goes before its family', () => {
  expect(meaningOf(0x6300)?.en).toBe('authentication failed');
  expect(meaningOf(0x6a82)?.en).toBe('the file or application is not there');
  expect(meaningOf(0x6301)?.en).toBe('warning, memory changed');
  expect(meaningOf(0x63d0)?.en).toBe('warning, memory changed');
  expect(meaningOf(0x6281)?.en).toContain('damaged');
  expect(meaningOf(0x62ff)?.en).toBe('warning, memory unchanged');
  expect(countOf(0x6281)).toBeUndefined();
});

test('a status word is written as four digits', () => {
  expect([0x9000, 0x63c2, 0x6a82, 0].map(statusWordText)).toEqual(['9000', '63C2', '6A82', '0000']);
});

test('what no table names has no meaning', () => {
  for (const sw of [0x9001, 0x9101, 0x9300, 0x9400, 0x6000, 0xffff, 0]) {
    expect(meaningOf(sw)).toBeUndefined();
    expect(countOf(sw)).toBeUndefined();
  }
});

test('no meaning is left with a gap', () => {
  for (let sw = 0x6100; sw < 0xa000; sw++) {
    const meaning = meaningOf(sw);
    if (meaning) expect(`${meaning.zh}${meaning.en}`).not.toMatch(/[{}]|undefined|NaN/);
  }
});
