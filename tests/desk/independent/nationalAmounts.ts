/** Lines and settlements of the national interface, and what must add up in them. */

import { expect } from 'vitest';
import { type Fields, fen, group, rows, word } from './nationalClient.ts';

export interface Person {
  readonly number: string;
  readonly area: string;
  readonly insuranceType: string;
  /** What the account holds. */
  readonly balance: bigint;
}

export interface Charge {
  readonly code: string;
  readonly hospitalCode: string;
  readonly price: number;
  readonly count: number;
  readonly amount: string;
  /** chrgitm_lv of its class. */
  readonly level: '01' | '02' | '03';
}

export interface Visit {
  readonly person: Person;
  readonly certificate: Fields;
  readonly id: string;
  /** med_type: 11 an outpatient, 21 a stay. */
  readonly kind: '11' | '21';
  readonly total: bigint;
  readonly batch: string;
  /** What the lines' answers add up to, by the four categories. */
  readonly sums: Readonly<Record<(typeof CATEGORIES)[number], bigint>>;
}

/** The categories, as a settlement and as a line names them. */
const CATEGORIES = [
  'fulamt_ownpay_amt',
  'overlmt_selfpay',
  'preselfpay_amt',
  'inscp_scp_amt',
] as const;
const OF_LINE = { overlmt_selfpay: 'overlmt_amt' } as Readonly<Record<string, string>>;

/** Every line answered, in its class, split without remainder. */
export function addedLines(
  answers: readonly Fields[],
  lines: readonly Fields[],
  charges: readonly Charge[],
): Visit['sums'] {
  expect(answers).toHaveLength(lines.length);
  const sums = {
    fulamt_ownpay_amt: 0n,
    overlmt_selfpay: 0n,
    preselfpay_amt: 0n,
    inscp_scp_amt: 0n,
  };
  lines.forEach((line, index) => {
    const answer = answers.find(({ feedetl_sn }) => feedetl_sn === line.feedetl_sn)!;
    expect(answer, `line ${index + 1}`).toBeDefined();
    expect(fen(answer.det_item_fee_sumamt)).toBe(fen(line.det_item_fee_sumamt));
    expect(Number(answer.cnt)).toBe(line.cnt);
    expect(Number(answer.pric)).toBe(line.pric);
    expect(answer.chrgitm_lv).toBe(charges[index]!.level);
    const parts = CATEGORIES.map((category) => fen(answer[OF_LINE[category] ?? category]));
    expect(added(parts), `the parts of line ${index + 1}`).toBe(fen(line.det_item_fee_sumamt));
    CATEGORIES.forEach((category, place) => {
      sums[category] += parts[place]!;
    });
  });
  return sums;
}

/** What 2206 and 2207, 2303 and 2304 send alike. */
export function settlementInput(visit: Visit, changed: Fields = {}): Fields {
  const { person, certificate, id, kind, total, batch, sums } = visit;
  const categories = CATEGORIES.map((name) => [name, yuan(sums[name])]);
  return {
    data: {
      psn_no: person.number,
      mdtrt_cert_type: certificate.mdtrt_cert_type,
      mdtrt_cert_no: certificate.mdtrt_cert_no,
      card_sn: certificate.card_sn,
      med_type: kind,
      medfee_sumamt: yuan(total),
      psn_setlway: '01',
      mdtrt_id: id,
      chrg_bchno: batch,
      insutype: person.insuranceType,
      acct_used_flag: '0',
      invono: `INV${batch}`,
      ...Object.fromEntries(categories),
      ...changed,
    },
  };
}

const FUNDS = [
  'hifp_pay',
  'cvlserv_pay',
  'hifes_pay',
  'hifmi_pay',
  'hifob_pay',
  'maf_pay',
  'oth_pay',
  'hifdm_pay',
  'othfund_pay',
];
const AMOUNTS = [...CATEGORIES, ...FUNDS, 'medfee_sumamt', 'act_pay_dedc', 'fund_pay_sumamt'];
const SHARES = ['hosp_part_amt', 'psn_part_amt', 'acct_pay', 'psn_cash_pay', 'acct_mulaid_pay'];

/** Every amount of a settlement's answer, once all of them were found to add up. */
export function addedUp(output: Fields, visit: Visit): Readonly<Record<string, string>> {
  const settlement = group(output, 'setlinfo');
  const of = (name: string) => fen(settlement[name]);
  expect(settlement.mdtrt_id).toBe(visit.id);
  expect(settlement.psn_no).toBe(visit.person.number);
  expect(of('medfee_sumamt')).toBe(visit.total);
  for (const name of CATEGORIES) expect(of(name), name).toBe(visit.sums[name]);
  expect(added(CATEGORIES.map(of)), 'I1').toBe(of('medfee_sumamt'));
  const rest = of('medfee_sumamt') - of('fund_pay_sumamt') - of('hosp_part_amt');
  expect(of('psn_part_amt'), 'I2').toBe(rest);
  const paid = of('acct_pay') + of('psn_cash_pay') + of('acct_mulaid_pay');
  expect(paid, 'I3').toBe(of('psn_part_amt'));
  expect(added(FUNDS.map(of)), 'I4').toBe(of('fund_pay_sumamt'));
  layersAddUp(rows(output, 'setldetail'), of);
  return Object.fromEntries([...AMOUNTS, ...SHARES].map((name) => [name, String(of(name))]));
}

/** The account and what the hospital bears stand among the layers, and are no fund's. */
function layersAddUp(layers: readonly Fields[], of: (name: string) => bigint): void {
  const sumOf = (type: RegExp) =>
    added(
      layers.filter((row) => type.test(word(row.fund_pay_type))).map((row) => fen(row.fund_payamt)),
    );
  for (const layer of layers) expect(word(layer.fund_pay_type_name)).not.toBe('');
  expect(sumOf(/^31020[01]$/), 'account').toBe(of('acct_pay'));
  expect(sumOf(/^99999[67]$|^999900$/), 'hospital').toBe(of('hosp_part_amt'));
  expect(sumOf(/^(?!31020|9999)/), 'funds').toBe(of('fund_pay_sumamt'));
}

export const added = (amounts: readonly bigint[]) => amounts.reduce((sum, each) => sum + each, 0n);

/** As a vendor's serializer writes it: a JSON number. */
export function yuan(amount: bigint): number {
  return Number(amount) / 100;
}

/** Sum of what the charges cost. */
export function totalOf(charges: readonly Charge[]): bigint {
  return added(charges.map(({ amount }) => fen(amount)));
}
