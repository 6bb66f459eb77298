import { expect, test } from 'vitest';
import { meaningOf, statusWordText } from '../../src/card/index.ts';

test.each([
  [0x9000, '9000', 'success'],
  [0x6110, '6110', 'xx more bytes can be fetched'],
  [0x63c2, '63C2', 'verification failed, x tries left'],
  [0x6300, '6300', 'authentication failed'],
  [0x6c40, '6C40', 'wrong Le, xx is right'],
  [0x6a82, '6A82', 'the file or application is not there'],
])('%i is %s: %s', (sw, text, english) => {
  expect(statusWordText(sw)).toBe(text);
  expect(meaningOf(sw)?.en).toBe(english);
  expect(meaningOf(sw)?.zh).toMatch(/[\u4e00-\u9fff]/);
});

test('a status word that no table names has no meaning here', () => {
  expect(meaningOf(0x9101)).toBeUndefined();
  expect(meaningOf(0x63d0)).toBeUndefined();
});
