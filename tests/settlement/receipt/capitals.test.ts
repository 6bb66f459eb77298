import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AMOUNT_MAX, amount, parseYuan } from '../../../src/money.ts';
import { capitalYuan } from '../../../src/settlement/index.ts';

// The examples of 正确填写票据和结算凭证的基本规定 are marked; the rest are its rules at their edges.
test.each([
  ['384.56', '叁佰捌拾肆元伍角陆分'],
  ['1409.50', '壹仟肆佰零玖元伍角'], // example
  ['6007.14', '陆仟零柒元壹角肆分'], // example
  ['1680.32', '壹仟陆佰捌拾元叁角贰分'], // example, without the optional 零
  ['107000.53', '壹拾万柒仟元伍角叁分'], // example, without the optional 零
  ['16409.02', '壹万陆仟肆佰零玖元零贰分'], // example
  ['325.04', '叁佰贰拾伍元零肆分'], // example
  ['0.00', '零元整'],
  ['0.01', '壹分'],
  ['0.10', '壹角'],
  ['0.99', '玖角玖分'],
  ['1.00', '壹元整'],
  ['10.00', '壹拾元整'],
  ['10.01', '壹拾元零壹分'],
  ['100.10', '壹佰元壹角'],
  ['101.00', '壹佰零壹元整'],
  ['1001.00', '壹仟零壹元整'],
  ['1010.00', '壹仟零壹拾元整'],
  ['1100.00', '壹仟壹佰元整'],
  ['10000.00', '壹万元整'],
  ['10001.00', '壹万零壹元整'],
  ['10010.00', '壹万零壹拾元整'],
  ['11000.00', '壹万壹仟元整'],
  ['100000.00', '壹拾万元整'],
  ['1010100.00', '壹佰零壹万零壹佰元整'],
  ['100000000.00', '壹亿元整'],
  ['100000001.00', '壹亿零壹元整'],
  ['100010000.00', '壹亿零壹万元整'],
  ['101000000.00', '壹亿零壹佰万元整'],
  ['110000000.00', '壹亿壹仟万元整'],
  ['1000000000000.00', '壹万亿元整'],
  ['1000100000000.00', '壹万零壹亿元整'],
  ['2090.71', '贰仟零玖拾元柒角壹分'],
])('%s', (yuan, expected) => {
  expect(capitalYuan(parseYuan(yuan))).toBe(expected);
});

test.each([
  ['-0.01', '（负数）壹分'],
  ['-1.00', '（负数）壹元整'],
  ['-1409.50', '（负数）壹仟肆佰零玖元伍角'],
  ['99999999999999.99', '玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
  ['10000000000000.01', '壹拾万亿元零壹分'],
  ['20000000050000.00', '贰拾万亿零伍万元整'],
  ['30000300000000.30', '叁拾万零叁亿元叁角'],
  ['10010001000.00', '壹佰亿壹仟万壹仟元整'],
])('%s', (yuan, expected) => {
  expect(capitalYuan(parseYuan(yuan))).toBe(expected);
});

test('the largest amounts have words, and none lies beyond them', () => {
  expect(capitalYuan(AMOUNT_MAX)).toBe('壹佰万亿元整');
  expect(capitalYuan(amount(-AMOUNT_MAX))).toBe('（负数）壹佰万亿元整');
  expect(() => capitalYuan((AMOUNT_MAX + 1n) as typeof AMOUNT_MAX)).toThrow(RangeError);
  expect(() => capitalYuan(-(AMOUNT_MAX + 1n) as typeof AMOUNT_MAX)).toThrow(RangeError);
});

const VALUES = '零壹贰叁肆伍陆柒捌玖';

/** Reads capital numerals back by the value of each sign, without the rules of the writer. */
function read(words: string): bigint {
  let yuan = 0n;
  let section = 0n;
  let digit = 0n;
  let fen = 0n;
  for (const sign of words) {
    const value = VALUES.indexOf(sign);
    if (value >= 0) digit = BigInt(value);
    else if (sign === '拾' || sign === '佰' || sign === '仟') {
      section += digit * { 拾: 10n, 佰: 100n, 仟: 1000n }[sign];
      digit = 0n;
    } else if (sign === '万' || sign === '亿') {
      const unit = sign === '万' ? 10_000n : 100_000_000n;
      section += digit;
      digit = 0n;
      // 亿 counts all that came before it, 万 only what came after the last 亿.
      if (sign === '亿') yuan = (yuan + section) * unit;
      else yuan += section * unit;
      section = 0n;
    } else if (sign === '元') {
      yuan += section + digit;
      section = 0n;
      digit = 0n;
    } else if (sign === '角') {
      fen += digit * 10n;
      digit = 0n;
    } else if (sign === '分') fen += digit;
  }
  return yuan * 100n + fen;
}

test('what is written reads back, and no 零 is doubled or left at an end', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), (fen) => {
      const words = capitalYuan(amount(fen));
      if (fen > 0n) expect(capitalYuan(amount(-fen))).toBe(`（负数）${words}`);
      expect(read(words)).toBe(fen);
      expect(words).not.toMatch(/零零|零万|零亿|零拾|零佰|零仟|.零元|^零[^元]/);
      // 整 stands behind 元 and nowhere else.
      expect(words.endsWith('整')).toBe(fen % 100n === 0n);
    }),
    { numRuns: 2000 },
  );
});
