import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityCheckCharacter } from '../../src/card/index.ts';
import { scrubAtr, scrubText } from '../../src/card/scrub.ts';

const ID = '999001196205120016';

describe('masked', () => {
  test.each([
    ['an identity number', ID, '999***********0016'],
    ['with X', '99900219850923001X', '999***********001X'],
    ['right after Chinese', `身份证号${ID}。`, '身份证号999***********0016。'],
    ['with spaces', '999001 19620512 0016', '999*************0016'],
    ['in full-width digits', '９９９００１１９６２０５１２００１６', '９９９***********００１６'],
    ['with a wrong check digit', '999001196205120017', '999***********0017'],
    ['of no day, with the right check digit', '999001196213990038', '999***********0038'],
    ['of 15 digits', '999001620512001', '999********2001'],
    ['a bank card', '6222021234567890128', '622************0128'],
    ['a bank card with spaces', '6222 0212 3456 7890 128', '622**************** 128'],
    ['a card serial', '9990010000000001', '999*********0001'],
    ['a module id', 'serial=A1B2C3D4E5F60718)', 'serial=A1B*********0718)'],
    [
      'a card identification',
      '999001D1560000059930303030303139',
      '999*************************3139',
    ],
    ['a social-security card', '卡号 X00000019', '卡号 X******19'],
    ['a member number', '999001-01-02-03-004-1', '999**************04-1'],
    ['a phone number', '13900000000', '139****0000'],
    ['a name behind a label', '姓名：测试甲，男', '姓名：测**，男'],
    ['a name in JSON', '{"持卡人":"测试乙"}', '{"持卡人":"测**"}'],
    ['an English label', 'holder: Zhang San, male', 'holder: Z**, male'],
  ])('%s', (_, text, expected) => {
    expect(scrubText(text)).toBe(expected);
  });

  test('names that the caller knows, wherever they stand', () => {
    const names = ['测试甲', '测试', 'zhang', 'a'];
    expect(scrubText('/srv/zhang/测试甲.txt a', { names })).toBe('/srv/z**/测**.txt a');
  });
});

describe('left alone', () => {
  test.each([
    '2026-11-21T14:30:05.123Z',
    '1795271405123',
    '0196f1c2-1234-7890-8123-123456789012',
    '8010001D SCARD_E_NO_SERVICE',
    `sha256 ${'0123456789abcdef'.repeat(4)}`,
    `${'1234567890'.repeat(4)}`,
    '9F'.repeat(20),
    'Virtual PCD 00 00',
    'X00000018',
    'AX00000019',
    '999900112233445566778',
    '123456789012345678',
    '测试 的 名字',
  ])('%s', (text) => {
    expect(scrubText(text)).toBe(text);
  });
});

test('no identity number that is right comes through, whatever stands around it', () => {
  const day = fc.date({
    min: new Date('1900-01-01'),
    max: new Date('2099-12-31'),
    noInvalidDate: true,
  });
  const numbers = fc
    .tuple(fc.integer({ min: 100_000, max: 999_999 }), day, fc.integer({ min: 0, max: 999 }))
    .map(([county, born, order]) => {
      const date = born.toISOString().slice(0, 10).replaceAll('-', '');
      const digits = `${county}${date}${String(order).padStart(3, '0')}`;
      return digits + identityCheckCharacter(digits);
    });
  // A digit beside it, of either width, makes it another number.
  const around = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((text) => !/[0-9\uff10-\uff19]/.test(text));
  fc.assert(
    fc.property(around, numbers, around, (before, number, after) => {
      // A letter X right behind would be a check character of its own.
      const text = `${before}${number}${after.replace(/^[ \u3000]?[Xx\uff38\uff58]/, '')}`;
      expect(scrubText(text)).not.toContain(number);
    }),
  );
});

test('scrubbing twice changes nothing more, and takes no longer than the text is long', () => {
  const hostile = `${'1 '.repeat(20_000)}${'姓名'.repeat(20_000)}${'999001-'.repeat(20_000)}`;
  const begun = performance.now();
  const once = scrubText(hostile, { names: ['测试甲'] });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(scrubText(once, { names: ['测试甲'] })).toBe(once);
});

describe('an answer to reset', () => {
  test.each([
    ['3B6D00000073C84013009000000000000000', '3B6D0000xxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['3B8F8131FE4580318073C421C0574F4E454341524400', `3B8F8131FE45${'x'.repeat(32)}`],
    ['3B00', '3B00'],
    ['3B', '3B'],
    ['', ''],
    ['3BFF', '3BFF'],
  ])('%s keeps its interface bytes', (atr, expected) => {
    expect(scrubAtr(atr)).toBe(expected);
  });
});
