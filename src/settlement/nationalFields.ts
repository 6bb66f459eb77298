/** A decision in the fields of the national settlement answer (setlinfo of 2207 and 2304, 医保版). */

import type { AdjudicationFields, LineDecision, Payer } from '../model/index.ts';
import { type Amount, amount } from '../money.ts';

/**
 * Amounts in fen. Four identities hold, and are asserted:
 *
 *     medfee_sumamt   = fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt
 *     psn_part_amt    = medfee_sumamt − fund_pay_sumamt − hosp_part_amt
 *     psn_part_amt    = acct_pay + psn_cash_pay
 *     fund_pay_sumamt = hifp_pay + cvlserv_pay + hifes_pay + hifmi_pay + hifob_pay + maf_pay + oth_pay
 */
export interface NationalFields {
  readonly medfee_sumamt: Amount;
  /** 全自费, and what controls put on the hospital line by line. */
  readonly fulamt_ownpay_amt: Amount;
  readonly overlmt_selfpay: Amount;
  readonly preselfpay_amt: Amount;
  readonly inscp_scp_amt: Amount;
  readonly act_pay_dedc: Amount;
  readonly hifp_pay: Amount;
  /** 公务员补助: the scheme has none. */
  readonly cvlserv_pay: Amount;
  readonly hifes_pay: Amount;
  readonly hifmi_pay: Amount;
  readonly hifob_pay: Amount;
  readonly maf_pay: Amount;
  /** 增补、保底、二次补偿、定向救助 */
  readonly oth_pay: Amount;
  readonly hosp_part_amt: Amount;
  readonly fund_pay_sumamt: Amount;
  readonly psn_part_amt: Amount;
  readonly acct_pay: Amount;
  readonly psn_cash_pay: Amount;
}

/** @throws RangeError when an identity does not hold (a bug) */
export function nationalFields(adjudication: AdjudicationFields): NationalFields {
  const { byPayer, byReason, lines, total } = adjudication;
  const sumOf = (of: (line: LineDecision) => bigint) =>
    amount(lines.reduce((sum, line) => sum + of(line), 0n));
  const paid = (...payers: readonly Payer[]) =>
    amount(payers.reduce((sum, payer) => sum + (byPayer[payer] ?? 0n), 0n));
  const funds = {
    hifp_pay: paid('pooled-fund'),
    cvlserv_pay: amount(0n),
    hifes_pay: paid('commercial-supplement'),
    hifmi_pay: paid('major-illness'),
    hifob_pay: paid('government-backstop'),
    maf_pay: paid('civil-aid'),
    oth_pay: paid('add-on', 'floor', 'second-compensation', 'targeted-aid'),
  };
  const fields: NationalFields = {
    medfee_sumamt: total,
    fulamt_ownpay_amt: sumOf(({ excluded, hospitalBorne = 0n }) => excluded + hospitalBorne),
    overlmt_selfpay: sumOf(({ overCeiling }) => overCeiling),
    preselfpay_amt: sumOf(({ selfPaidFirst }) => selfPaidFirst),
    inscp_scp_amt: sumOf(({ eligible }) => eligible),
    act_pay_dedc: byReason.deductible,
    ...funds,
    hosp_part_amt: paid('hospital'),
    fund_pay_sumamt: amount(Object.values(funds).reduce((sum, each) => sum + each, 0n)),
    psn_part_amt: paid('family-account', 'cash'),
    acct_pay: paid('family-account'),
    psn_cash_pay: paid('cash'),
  };
  assertIdentities(fields);
  return fields;
}

function assertIdentities(of: NationalFields): void {
  const scope = of.fulamt_ownpay_amt + of.overlmt_selfpay + of.preselfpay_amt + of.inscp_scp_amt;
  const person = of.medfee_sumamt - of.fund_pay_sumamt - of.hosp_part_amt;
  const hold =
    scope === of.medfee_sumamt &&
    person === of.psn_part_amt &&
    of.acct_pay + of.psn_cash_pay === of.psn_part_amt;
  if (!hold) throw new RangeError('the national identities do not hold');
}
