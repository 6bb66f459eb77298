/** A visit as the hospital's system tells it to the national interface, and what must add up in the answers. */

import { expect } from 'vitest';
import {
  chinaTime,
  type Fields,
  fen,
  group,
  type NationalClient,
  rows,
  word,
} from './nationalClient.ts';

export interface Person {
  readonly number: string;
  readonly area: string;
  readonly insuranceType: string;
  /** What the account holds. */
  readonly balance: bigint;
}

interface Charge {
  readonly code: string;
  readonly hospitalCode: string;
  readonly price: number;
  readonly count: number;
  readonly amount: string;
}

/** One of each kind: class A, class B, class C, above its ceiling, a price of four decimals. */
export const CHARGES: readonly Charge[] = [
  { code: 'X9990001', hospitalCode: 'H9990001', price: 11.2, count: 3, amount: '33.60' },
  { code: 'X9990011', hospitalCode: 'H9990011', price: 12.35, count: 4, amount: '49.40' },
  { code: 'X9990022', hospitalCode: 'H9990022', price: 18, count: 1, amount: '18.00' },
  { code: 'X9990006', hospitalCode: 'H9990006', price: 25, count: 2, amount: '50.00' },
  { code: 'X9990002', hospitalCode: 'H9990002', price: 3.2857, count: 28, amount: '92.00' },
];
const CLASSES = ['01', '02', '03', '01', '01'];
export const TOTAL = CHARGES.reduce((sum, { amount }) => sum + fen(amount), 0n);

const DOCTOR = { code: 'D999101000001', name: '测试医师' };
const DEPARTMENT = { code: 'A03', name: '内科' };

/** 1101: the one row that is insured, here and now. */
export async function personOf(client: NationalClient, certificate: Fields): Promise<Person> {
  const output = await client.call('1101', { data: certificate });
  const { psn_no: number } = group(output, 'baseinfo');
  const insured = rows(output, 'insuinfo').filter(
    ({ psn_insu_stas }) => word(psn_insu_stas) === '1',
  );
  expect(insured, 'rows in force').not.toEqual([]);
  expect(rows(output, 'idetinfo')).toBeInstanceOf(Array);
  const [row] = insured as [Fields];
  return {
    number: word(number),
    area: word(row.insuplc_admdvs),
    insuranceType: word(row.insutype),
    balance: fen(row.balc),
  };
}

export interface Visit {
  readonly person: Person;
  readonly certificate: Fields;
  readonly id: string;
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

/** 2201, 2203, 2204: registered, diagnosed, its charges uploaded. */
export async function uploadedVisit(
  client: NationalClient,
  person: Person,
  certificate: Fields,
  number: string,
): Promise<Visit> {
  const now = chinaTime();
  const registered = await client.call(
    '2201',
    {
      data: {
        psn_no: person.number,
        insutype: person.insuranceType,
        begntime: now,
        mdtrt_cert_type: certificate.mdtrt_cert_type,
        mdtrt_cert_no: certificate.mdtrt_cert_no,
        ipt_otp_no: number,
        atddr_no: DOCTOR.code,
        dr_name: DOCTOR.name,
        dept_code: DEPARTMENT.code,
        dept_name: DEPARTMENT.name,
        caty: DEPARTMENT.code,
      },
    },
    person.area,
  );
  const id = word(group(registered, 'data').mdtrt_id);
  const diagnosis = { diag_code: 'J42.x00', diag_name: '慢性支气管炎' };
  await client.call(
    '2203',
    {
      mdtrtinfo: {
        mdtrt_id: id,
        psn_no: person.number,
        med_type: '11',
        begntime: now,
        main_cond_dscr: '咳嗽',
        dise_codg: diagnosis.diag_code,
        dise_name: diagnosis.diag_name,
      },
      diseinfo: [
        {
          diag_type: '1',
          diag_srt_no: '1',
          ...diagnosis,
          diag_dept: DEPARTMENT.code,
          dise_dor_no: DOCTOR.code,
          dise_dor_name: DOCTOR.name,
          diag_time: now,
          vali_flag: '1',
        },
      ],
    },
    person.area,
  );
  const batch = `P${number}`.slice(0, 30);
  const lines = CHARGES.map((charge, index) => ({
    feedetl_sn: `${number}-${index + 1}`,
    mdtrt_id: id,
    psn_no: person.number,
    chrg_bchno: batch,
    dise_codg: diagnosis.diag_code,
    rxno: number,
    rx_circ_flag: '0',
    fee_ocur_time: now,
    med_list_codg: charge.code,
    medins_list_codg: charge.hospitalCode,
    det_item_fee_sumamt: Number(charge.amount),
    cnt: charge.count,
    pric: charge.price,
    bilg_dept_codg: DEPARTMENT.code,
    bilg_dept_name: DEPARTMENT.name,
    bilg_dr_codg: DOCTOR.code,
    bilg_dr_name: DOCTOR.name,
    hosp_appr_flag: '1',
    exp_content: { er_flag: '0' },
  }));
  const output = await client.call('2204', { feedetail: lines }, person.area);
  return { person, certificate, id, batch, sums: addedLines(rows(output, 'result'), lines) };
}

/** Every line answered, in its class, split without remainder. */
function addedLines(answers: readonly Fields[], lines: readonly Fields[]): Visit['sums'] {
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
    expect(answer.chrgitm_lv).toBe(CLASSES[index]);
    const parts = CATEGORIES.map((category) => fen(answer[OF_LINE[category] ?? category]));
    expect(added(parts), `the parts of line ${index + 1}`).toBe(fen(line.det_item_fee_sumamt));
    CATEGORIES.forEach((category, place) => {
      sums[category] += parts[place]!;
    });
  });
  return sums;
}

/** What 2206 and 2207 send alike. */
export function settlementInput(visit: Visit, changed: Fields = {}): Fields {
  const { person, certificate, id, batch, sums } = visit;
  const categories = CATEGORIES.map((name) => [name, yuan(sums[name])]);
  return {
    data: {
      psn_no: person.number,
      mdtrt_cert_type: certificate.mdtrt_cert_type,
      mdtrt_cert_no: certificate.mdtrt_cert_no,
      card_sn: certificate.card_sn,
      med_type: '11',
      medfee_sumamt: yuan(TOTAL),
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
  expect(of('medfee_sumamt')).toBe(TOTAL);
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
