/** 全国接口结算字段: a decision in the fields of the national messages 2207 and 2304 (医保信息平台接口规范 V1.0). */

import type { AdjudicationFields, BillFields, LineDecision, Payer } from '../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../money.ts';

/** `setlinfo` as far as a decision fills it, in fen. */
export interface NationalSettlement {
  /** 医疗类别 */
  readonly med_type: string;
  /** 医疗费总额 */
  readonly medfee_sumamt: Amount;
  /** 全自费金额 */
  readonly fulamt_ownpay_amt: Amount;
  /** 超限价自费 */
  readonly overlmt_selfpay: Amount;
  /** 先行自付金额 */
  readonly preselfpay_amt: Amount;
  /** 符合政策范围金额: by subtraction, so what the controls put on the hospital is in it. */
  readonly inscp_scp_amt: Amount;
  /** 实际支付起付线: what of the deductible is left to the patient. */
  readonly act_pay_dedc: Amount;
  /** 基本医疗统筹基金支出 */
  readonly hifp_pay: Amount;
  /** 公务员医疗补助: no insured of a county plan has one. */
  readonly cvlserv_pay: Amount;
  /** 补充医疗保险 */
  readonly hifes_pay: Amount;
  /** 大病保险 */
  readonly hifmi_pay: Amount;
  /** 政府兜底 */
  readonly hifob_pay: Amount;
  /** 医疗救助 */
  readonly maf_pay: Amount;
  /** 其他支出: 增补、保底、二次补偿、定向救助 */
  readonly oth_pay: Amount;
  /** 基金支付总额 */
  readonly fund_pay_sumamt: Amount;
  /** 医院负担金额 */
  readonly hosp_part_amt: Amount;
  /** 个人负担总金额 */
  readonly psn_part_amt: Amount;
  /** 个人（家庭）账户支出 */
  readonly acct_pay: Amount;
  /** 现金支付 */
  readonly psn_cash_pay: Amount;
  readonly lines: readonly NationalLine[];
}

/** The result of a line of 2204 or 2301, in fen. */
export interface NationalLine {
  readonly feedetl_sn: string;
  readonly det_item_fee_sumamt: Amount;
  readonly fulamt_ownpay_amt: Amount;
  readonly overlmt_amt: Amount;
  readonly preselfpay_amt: Amount;
  readonly inscp_scp_amt: Amount;
  /** 01 甲, 02 乙, 03 丙 */
  readonly chrgitm_lv: '01' | '02' | '03';
}

/**
 * Maps a decision. These hold for every one, to the fen: I1 `medfee_sumamt` is the four categories; I2
 * `psn_part_amt` is that without fund and hospital; I3 it is account and cash; I4 `fund_pay_sumamt` is the
 * sum of the funds.
 * @throws RangeError when `bill` is not the bill that was decided
 */
export function nationalFields(
  { total, lines, byPayer, byReason }: AdjudicationFields,
  { visit, total: billed }: Pick<BillFields, 'visit' | 'total'>,
): NationalSettlement {
  if (billed !== total) throw new RangeError('"bill" expected the bill that was decided');
  const paidBy = (payer: Payer): Amount => byPayer[payer] ?? ZERO;
  const mapped = lines.map(nationalLine);
  const sumOf = (field: 'fulamt_ownpay_amt' | 'overlmt_amt' | 'preselfpay_amt') =>
    add(...mapped.map((line) => line[field]));
  const own = {
    fulamt_ownpay_amt: sumOf('fulamt_ownpay_amt'),
    overlmt_selfpay: sumOf('overlmt_amt'),
    preselfpay_amt: sumOf('preselfpay_amt'),
  };
  const funds = {
    hifp_pay: paidBy('pooled-fund'),
    cvlserv_pay: ZERO,
    hifes_pay: paidBy('commercial-supplement'),
    hifmi_pay: paidBy('major-illness'),
    hifob_pay: paidBy('government-backstop'),
    maf_pay: paidBy('civil-aid'),
    oth_pay: add(
      paidBy('add-on'),
      paidBy('floor'),
      paidBy('second-compensation'),
      paidBy('targeted-aid'),
    ),
  };
  return {
    med_type: medType(visit),
    medfee_sumamt: total,
    ...own,
    inscp_scp_amt: subtract(total, add(...Object.values(own))),
    act_pay_dedc: byReason.deductible,
    ...funds,
    fund_pay_sumamt: add(...Object.values(funds)),
    hosp_part_amt: paidBy('hospital'),
    psn_part_amt: add(paidBy('family-account'), paidBy('cash')),
    acct_pay: paidBy('family-account'),
    psn_cash_pay: paidBy('cash'),
    lines: mapped,
  };
}

const CLASS_CODES = { A: '01', B: '02', C: '03' } as const;

function nationalLine(line: LineDecision): NationalLine {
  const { lineId, submitted, excluded, overCeiling, selfPaidFirst, benefitClass } = line;
  return {
    feedetl_sn: lineId,
    det_item_fee_sumamt: submitted,
    fulamt_ownpay_amt: excluded,
    overlmt_amt: overCeiling,
    preselfpay_amt: selfPaidFirst,
    inscp_scp_amt: subtract(submitted, add(excluded, overCeiling, selfPaidFirst)),
    chrgitm_lv: CLASS_CODES[benefitClass],
  };
}

/** 医疗类别: 11 and 21, unless what makes the visit special has a code of its own. */
function medType({ kind, care }: BillFields['visit']): string {
  const isInpatient = kind === 'inpatient';
  switch (care) {
    case 'emergency':
      return isInpatient ? '24' : '13';
    case 'childbirth':
      return isInpatient ? '52' : '51';
    case 'family-planning':
      return '53';
    case 'accident':
      return isInpatient ? '21' : '19';
    case 'chronic':
    case 'special':
      return isInpatient ? '21' : '14';
    case undefined:
      return isInpatient ? '21' : '11';
  }
}
