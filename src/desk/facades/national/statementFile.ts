/** 3202 医药机构费用结算对明细账: the hospital's rows against the journal's, in a file. */

import { type Amount, parseYuan, yuanText } from '../../../money.ts';
import { type BookedRow, bookedRows } from './booked.ts';
import { fileOutput, rowsOf, rowsText, rowWrong } from './files.ts';
import type { Transaction } from './office.ts';
import { countOf, RESULTS, rangeOf } from './reconciliation.ts';

/** A row of the hospital's file. */
interface SentRow {
  readonly setlId: string;
  readonly visit: string;
  readonly person: string;
  readonly total: Amount;
  readonly fund: Amount;
  readonly account: Amount;
  readonly isRefund: boolean;
}

/** Columns of the hospital's file: setl_id, mdtrt_id, psn_no, medfee_sumamt, fund_pay_sumamt, acct_pay, refd_setl_flag. */
const SENT_COLUMNS = 7;

export const reconcileDetail: Transaction = {
  scope: 'settle',
  run(message, office) {
    const asked = message.input.record();
    const [from, until] = rangeOf(asked, 'stmt_begndate', 'stmt_enddate');
    const sent = rowsOf(asked, 'file_qury_no', office).map(sentRow);
    if (countOf(asked, 'fixmedins_setl_cnt') !== sent.length) {
      throw asked.wrong('fixmedins_setl_cnt', `文件有 ${sent.length} 行`);
    }
    const own = new Map(bookedRows(from, until, office).map((row) => [row.setlId, row] as const));
    const known = new Set(sent.map(({ setlId }) => setlId));
    const rows = [
      ...sent.map((row) => resultRow(row, own.get(row.setlId))),
      ...[...own.values()].filter(({ setlId }) => !known.has(setlId)).map(missingRow),
    ];
    const name = `3202_${message.msgid}.txt`;
    return { fileinfo: fileOutput(name, rowsText(rows), message, office) };
  },
};

function sentRow(fields: readonly string[], index: number): SentRow {
  if (fields.length !== SENT_COLUMNS) throw rowWrong(index, `应有 ${SENT_COLUMNS} 列`);
  const [setlId, visit, person, total, fund, account, flag] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if (setlId === '') throw rowWrong(index, 'setl_id 为空');
  const money = (text: string) => {
    try {
      return parseYuan(text === '' ? '0' : text);
    } catch {
      throw rowWrong(index, '金额不合规定');
    }
  };
  const isRefund = flag === '1';
  return {
    // A refund goes by the number of what it takes back, or by its own.
    setlId: isRefund && !setlId.endsWith('-R') ? `${setlId}-R` : setlId,
    visit,
    person,
    total: money(total),
    fund: money(fund),
    account: money(account),
    isRefund,
  };
}

/** psn_no, mdtrt_id, setl_id, msgid, stmt_rslt, refd_setl_flag, memo, medfee_sumamt, fund_pay_sumamt, acct_pay. */
function resultRow(sent: SentRow, own: BookedRow | undefined): readonly string[] {
  const isEqual =
    own !== undefined &&
    own.total === sent.total &&
    own.fund === sent.fund &&
    own.account === sent.account;
  const result = own
    ? isEqual
      ? RESULTS.balanced
      : RESULTS.amountsDiffer
    : RESULTS.institutionHasMore;
  const memo = own && !isEqual ? `本机 ${yuanText(own.total)} ${yuanText(own.fund)}` : '';
  return [
    sent.person,
    sent.visit,
    sent.setlId,
    own?.msgid ?? '',
    result,
    sent.isRefund ? '1' : '0',
    memo,
    yuanText(sent.total),
    yuanText(sent.fund),
    yuanText(sent.account),
  ];
}

function missingRow(own: BookedRow): readonly string[] {
  return [
    own.person,
    own.visit,
    own.setlId,
    own.msgid,
    RESULTS.centreHasMore,
    own.isRefund ? '1' : '0',
    '机构没有这一笔',
    yuanText(own.total),
    yuanText(own.fund),
    yuanText(own.account),
  ];
}
