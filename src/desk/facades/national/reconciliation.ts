/** 3201 医药机构费用结算对总账, 3203 清算申请. */

import { OneCardError } from '../../../errors/index.ts';
import { type Amount, add, yuanText, ZERO } from '../../../money.ts';
import { addDays, chinaDate, daysOf, type PlainDate, plainDate } from '../../../time.ts';
import { type BookedRow, bookedRows } from './booked.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { RECONCILED_DAYS_MAX } from './limits.ts';
import { longNumber } from './numbers.ts';
import type { Office, Transaction } from './office.ts';

/** stmt_rslt */
export const RESULTS = {
  balanced: '000000',
  centreHasMore: '000101',
  institutionHasMore: '000102',
  amountsDiffer: '000103',
} as const;

/** What one side says of a range. */
interface Sums {
  readonly count: number;
  readonly total: Amount;
  readonly fund: Amount;
  readonly account: Amount;
}

export const reconcileTotals: Transaction = {
  scope: 'settle',
  isReading: true,
  async run(message, office) {
    const asked = message.input.record();
    const insutype = asked.text('insutype', 6);
    const clearingType = asked.code('clr_type', /^\d{1,6}$/, '清算类别');
    const [from, until] = rangeOf(asked, 'stmt_begndate', 'stmt_enddate');
    const flag = asked.optional('refd_setl_flag', 3);
    const sent: Sums = {
      count: countOf(asked, 'fixmedins_setl_cnt'),
      total: asked.amount('medfee_sumamt'),
      fund: asked.amount('fund_pay_sumamt'),
      account: asked.optionalAmount('acct_pay') ?? ZERO,
    };
    const rows = bookedRows(from, until, office).filter(
      (row) =>
        row.insutype === insutype &&
        row.clearingType === clearingType &&
        (flag === undefined || row.isRefund === (flag === '1')),
    );
    const differences = await centreDifferences(until, message, office);
    const own = sumsOf(rows);
    return {
      stmtinfo: {
        setl_optins: asked.optional('setl_optins', 6) ?? null,
        stmt_rslt: resultOf(sent, own, differences),
        stmt_rslt_dscr: describe(sent, own, differences),
      },
    };
  },
};

export function sumsOf(rows: readonly BookedRow[]): Sums {
  return {
    count: rows.length,
    total: add(ZERO, ...rows.map(({ total }) => total)),
    fund: add(ZERO, ...rows.map(({ fund }) => fund)),
    account: add(ZERO, ...rows.map(({ account }) => account)),
  };
}

function resultOf(sent: Sums, own: Sums, differences: number): string {
  if (sent.count > own.count) return RESULTS.institutionHasMore;
  if (sent.count < own.count) return RESULTS.centreHasMore;
  const isEqual =
    sent.total === own.total && sent.fund === own.fund && sent.account === own.account;
  return isEqual && differences === 0 ? RESULTS.balanced : RESULTS.amountsDiffer;
}

function describe(sent: Sums, own: Sums, differences: number): string {
  const named = [
    ['笔数', String(sent.count), String(own.count)],
    ['总额', yuanText(sent.total), yuanText(own.total)],
    ['基金', yuanText(sent.fund), yuanText(own.fund)],
    ['账户', yuanText(sent.account), yuanText(own.account)],
  ] as const;
  const parts = named
    .filter(([, theirs, ours]) => theirs !== ours)
    .map(([name, theirs, ours]) => `${name}：机构 ${theirs}，本机 ${ours}`);
  if (differences > 0) parts.push(`本机与参合地中心有 ${differences} 笔不一致`);
  return parts.length === 0 ? '平' : parts.join('；');
}

/**
 * Bills on which this desk and the home counties' centres differ.
 * @throws OneCardError `centre.unreachable`: nobody can say then
 */
async function centreDifferences(
  until: PlainDate,
  { receivedAt }: Message,
  { desk }: Office,
): Promise<number> {
  if (!desk.days) throw new OneCardError('national.not-served', { why: '本机没有日结' });
  const today = chinaDate(receivedAt);
  const result = await desk.days.report(until < today ? until : today);
  if (result.outcome !== 'reported') return 0;
  const { comparison, unreachable } = result.report;
  const [county] = unreachable;
  if (county !== undefined) throw new OneCardError('centre.unreachable', { county });
  return comparison.differenceCount;
}

/** Both days of a range, no longer than RECONCILED_DAYS_MAX. */
export function rangeOf(
  asked: Fields,
  first: string,
  last: string,
): readonly [from: PlainDate, until: PlainDate] {
  const from = asked.day(first);
  const until = asked.day(last);
  const days = daysOf(until) - daysOf(from) + 1;
  if (days < 1 || days > RECONCILED_DAYS_MAX) {
    throw asked.wrong(last, `${first} 起至多 ${RECONCILED_DAYS_MAX} 天`);
  }
  return [from, until];
}

export function countOf(asked: Fields, name: string): number {
  return Number(asked.code(name, /^\d{1,7}(?:\.0+)?$/, '笔数'));
}

export const applyForClearing: Transaction = {
  scope: 'settle',
  run(message, office) {
    const asked = message.input.record();
    const clearingType = asked.code('clr_type', /^\d{1,6}$/, '清算类别');
    const month = asked.code('setlym', /^(?:19|20|21)\d{2}(?:0[1-9]|1[0-2])$/, 'yyyyMM');
    const from = plainDate(`${month.slice(0, 4)}-${month.slice(4)}-01`);
    const until = lastOfMonth(from);
    if (until >= chinaDate(message.receivedAt)) throw asked.wrong('setlym', '已结束的月份');
    const rows = bookedRows(from, until, office).filter((row) => row.clearingType === clearingType);
    const own = sumsOf(rows);
    const cash = add(ZERO, ...rows.map((row) => row.cash));
    assertSame(asked, 'medfee_sumamt', own.total);
    assertSame(asked, 'fund_appy_sum', own.fund);
    assertSame(asked, 'cash_payamt', cash);
    assertSame(asked, 'acct_pay', own.account);
    const { desk, provider, records } = office;
    const number = longNumber(provider.county, message.receivedAt, desk.equipment.random);
    records.put('clearing', number, {
      month,
      clearingType,
      total: yuanText(own.total),
      fund: yuanText(own.fund),
      account: yuanText(own.account),
      cash: yuanText(cash),
      count: String(own.count),
      operator: message.operator,
    });
    return { result: { clr_appy_evt_id: number } };
  },
};

function lastOfMonth(first: PlainDate): PlainDate {
  const next = addDays(first, 31);
  return addDays(plainDate(`${next.slice(0, 7)}-01`), -1);
}

/** @throws OneCardError `national.totals-differ` */
function assertSame(asked: Fields, name: string, own: Amount): void {
  const sent = asked.amount(name);
  if (sent === own) return;
  const why = `${name} 报文 ${yuanText(sent)}，本机 ${yuanText(own)}`;
  throw new OneCardError('national.totals-differ', { why });
}
