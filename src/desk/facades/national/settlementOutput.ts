/** setlinfo, setldetail: a decision in the fields of 2206, 2207, 2303, 2304 and their cancellations. */

import type { AdjudicationFields, LayerDecision, Payer } from '../../../model/index.ts';
import { type Amount, amount, yuanText, ZERO } from '../../../money.ts';
import { nationalFields, PAYER_LABELS } from '../../../terminal/deskParts.ts';
import { ageOn, chinaDate, chinaTimeText, type Instant, plainDate } from '../../../time.ts';
import { ExactDecimal, type ExactOutput } from '../shared/exactJson.ts';
import { CLEARING_TYPES, FUND_TYPES } from './codes.ts';
import { EXPLANATION_CHARACTERS_MAX } from './limits.ts';
import { personType } from './person.ts';
import type { KeptVisit, Person } from './records.ts';

export interface SettlementShown {
  readonly visit: KeptVisit;
  readonly person: Person;
  readonly adjudication: AdjudicationFields;
  readonly medType: string;
  readonly now: Instant;
  /** Of a settlement; absent of a pre-settlement. */
  readonly settled?: { readonly id: string; readonly at: Instant; readonly msgid: string };
  /** 撤销: amounts are below zero. */
  readonly isCancellation?: true;
}

export function settlementOutput(shown: SettlementShown): ExactOutput {
  const { visit, person, adjudication, medType, settled, isCancellation, now } = shown;
  const money = (value: bigint) => exactYuan(isCancellation ? -value : value);
  const fields = nationalFields(adjudication);
  const today = chinaDate(now);
  return {
    setlinfo: {
      mdtrt_id: visit.id,
      setl_id: settled?.id ?? null,
      psn_no: visit.person,
      psn_name: person.name,
      psn_cert_type: '01',
      certno: null,
      gend: person.sex,
      naty: null,
      brdy: person.bornOn,
      age: new ExactDecimal(String(ageOn(plainDate(person.bornOn), today))),
      insutype: visit.insutype,
      psn_type: personType(person.bornOn, today),
      cvlserv_flag: '0',
      setl_time: settled ? chinaTimeText(settled.at) : null,
      mdtrt_cert_type: '03',
      med_type: medType,
      medfee_sumamt: money(fields.medfee_sumamt),
      fulamt_ownpay_amt: money(fields.fulamt_ownpay_amt),
      overlmt_selfpay: money(fields.overlmt_selfpay),
      preselfpay_amt: money(fields.preselfpay_amt),
      inscp_scp_amt: money(fields.inscp_scp_amt),
      act_pay_dedc: money(fields.act_pay_dedc),
      hifp_pay: money(fields.hifp_pay),
      pool_prop_selfpay: new ExactDecimal('0.0000'),
      cvlserv_pay: money(fields.cvlserv_pay),
      hifes_pay: money(fields.hifes_pay),
      hifmi_pay: money(fields.hifmi_pay),
      hifob_pay: money(fields.hifob_pay),
      maf_pay: money(fields.maf_pay),
      oth_pay: money(fields.oth_pay),
      fund_pay_sumamt: money(fields.fund_pay_sumamt),
      hosp_part_amt: money(fields.hosp_part_amt),
      // Recorded cancellations name the hospital's part so.
      ...(isCancellation ? { ownpay_hosp_part: money(fields.hosp_part_amt) } : {}),
      psn_part_amt: money(fields.psn_part_amt),
      acct_pay: money(fields.acct_pay),
      psn_cash_pay: money(fields.psn_cash_pay),
      // 账户余额, after what this one took of it.
      balc: exactYuan(BigInt(person.allowance) - (isCancellation ? 0n : fields.acct_pay)),
      acct_mulaid_pay: money(ZERO),
      medins_setl_id: settled?.msgid ?? null,
      clr_optins: settled ? adjudication.home : null,
      clr_way: settled ? '1' : null,
      clr_type: settled ? CLEARING_TYPES[visit.kind] : null,
    },
    setldetail: layersOf(adjudication).map(({ id, payer, base, paid }) => ({
      fund_pay_type: FUND_TYPES[payer],
      inscp_scp_amt: money(base),
      crt_payb_lmt_amt: null,
      fund_payamt: money(paid),
      fund_pay_type_name: PAYER_LABELS[payer].zh,
      setl_proc_info: explanation(adjudication, id),
    })),
  };
}

export function exactYuan(value: bigint): ExactDecimal {
  return new ExactDecimal(yuanText(value as Amount));
}

type Paying = LayerDecision & { readonly payer: Exclude<Payer, 'cash'> };

/** Layers that paid something. What a payer gave beyond them, such as a hospital by the controls, is a row of its own. */
function layersOf({ layers = [], byPayer, total }: AdjudicationFields): readonly Paying[] {
  const rows: Paying[] = [];
  for (const layer of layers) {
    if (isPaying(layer) && layer.paid > 0n) rows.push(layer);
  }
  for (const [payer, paid] of Object.entries(byPayer) as [Payer, Amount][]) {
    if (payer === 'cash') continue;
    const named = rows
      .filter((row) => row.payer === payer)
      .reduce((sum, row) => sum + row.paid, 0n);
    if (paid > named) rows.push({ id: payer, payer, base: total, paid: amount(paid - named) });
  }
  return rows;
}

function isPaying(layer: LayerDecision): layer is Paying {
  return layer.payer !== 'cash';
}

/** The steps of a layer in words. */
function explanation({ steps }: AdjudicationFields, layer: string): string {
  const words = steps.filter(({ rule }) => rule.startsWith(`${layer}.`)).map(({ text }) => text.zh);
  return words.join('；').slice(0, EXPLANATION_CHARACTERS_MAX);
}
