import { type Amount, amount } from '../../money.ts';

const DIGITS = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
const PLACES = ['', '拾', '佰', '仟'] as const;
const TEN_THOUSAND = 10_000n;
const HUNDRED_MILLION = 100_000_000n;

/**
 * 大写金额: an amount in capital numerals, `叁佰捌拾肆元伍角陆分` (支付结算办法, 银发〔1997〕393号,
 * 附一 正确填写票据和结算凭证的基本规定): 整 behind 元 only; several zeros read as one 零; 零 where 角
 * is zero and 分 is not; the optional 零 before 角 is left out. The rules know no negative amounts:
 * one begins with （负数）, as on red-letter invoices (红字发票).
 * @throws RangeError beyond AMOUNT_MAX
 */
export function capitalYuan(value: Amount): string {
  amount(value);
  return value < 0n ? `（负数）${capitals(-value)}` : capitals(value);
}

/** @param value not negative */
function capitals(value: bigint): string {
  const yuan = value / 100n;
  const jiao = Number((value / 10n) % 10n);
  const fen = Number(value % 10n);
  const head = yuan > 0n ? `${wholeText(yuan)}元` : '';
  if (jiao === 0 && fen === 0) return `${head || '零元'}整`;
  const tail = fen > 0 ? `${DIGITS[fen]!}分` : '';
  if (jiao > 0) return `${head}${DIGITS[jiao]!}角${tail}`;
  return head ? `${head}零${tail}` : tail;
}

/** A whole number above zero; groups of 万 and 亿, 万亿 for 亿 that count more than 9,999. */
function wholeText(value: bigint): string {
  if (value >= HUNDRED_MILLION) return groupText(value, HUNDRED_MILLION, '亿');
  if (value >= TEN_THOUSAND) return groupText(value, TEN_THOUSAND, '万');
  return fourDigits(Number(value));
}

/** The part above `unit` in its own words, then the rest, with 零 where the rest has a leading zero. */
function groupText(value: bigint, unit: bigint, name: string): string {
  const rest = value % unit;
  const head = `${wholeText(value / unit)}${name}`;
  if (rest === 0n) return head;
  return `${head}${rest < unit / 10n ? '零' : ''}${wholeText(rest)}`;
}

/** 1 to 9,999. */
function fourDigits(value: number): string {
  let text = '';
  let hasZero = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) {
      hasZero = text !== '';
      continue;
    }
    text += `${hasZero ? '零' : ''}${DIGITS[digit]!}${PLACES[place]!}`;
    hasZero = false;
  }
  return text;
}
