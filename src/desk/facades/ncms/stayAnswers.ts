/** What became of a step of a stay, as the interface answers it. */

import { ZERO } from '../../../money.ts';
import type { BillResult, CancelResult } from '../../../terminal/index.ts';
import { refusalText } from '../shared/refusal.ts';
import { fourText } from './amounts.ts';
import { done, type NcmsAnswer, refused } from './desk.ts';

export function cancelAnswer(result: CancelResult): NcmsAnswer {
  switch (result.outcome) {
    case 'cancelled':
      return done();
    case 'guarded':
      return refused(GUARDS[result.guard]);
    case 'reversal-open':
      return refused(refusalText(result.reversal));
    case 'unknown-stay':
      return refused('本终端的流水没有这次住院');
    case 'not-now':
      return refused(`${STATE_TEXTS[result.state]}，不能办理`);
  }
}

export const GUARDS = {
  'nothing-open': '费用未退清（S12），或已有结算，不能撤销入院',
  'nothing-settled': '已结算或结果未知，请先冲红（S15）',
  'taken-back': '结算尚未冲红，请先冲红（S15）',
} as const;

export const STATE_TEXTS = {
  'in-hospital': '在院',
  'interim-due': '中途结算待办',
  'discharge-due': '已出院，待结算',
  discharged: '已出院结算',
  cancelled: '入院登记已撤销',
} as const;

export function dischargeAnswer(result: BillResult): NcmsAnswer {
  switch (result.outcome) {
    case 'bill-due':
    case 'nothing-due':
      return done([['totalCost', fourText(result.stay.bills.at(-1)?.bill?.total ?? ZERO)]]);
    case 'bill-refused':
      return refused(BILL_TEXTS[result.reason]);
    case 'unknown-stay':
      return refused('本终端的流水没有这次住院');
    case 'not-now':
      return refused(`${STATE_TEXTS[result.state]}，不能办理出院`);
  }
}

const BILL_TEXTS: Readonly<
  Record<Extract<BillResult, { outcome: 'bill-refused' }>['reason'], string>
> = {
  'nothing-charged': '没有已上传的费用（S10）',
  'day-in-future': '出院日期（dischargeDate）晚于今天',
  'day-before-admission': '出院日期（dischargeDate）早于入院日期',
  'charged-after': '有费用发生在出院日期之后',
  'bill-reversing': '此前账单的结算正在冲正，请等有结果后再试',
  'number-used': '该次出院的账单号已用过，请重试',
  'referral-number-missing': '转诊、转院须有转诊单号（turnCode）',
};
