/** A visit and a stay, as the hospital's system tells them to the national interface. */

import { expect } from 'vitest';
import { addedLines, type Charge, type Person, totalOf, type Visit } from './nationalAmounts.ts';
import {
  chinaTime,
  type Fields,
  fen,
  group,
  type NationalClient,
  rows,
  word,
} from './nationalClient.ts';

/** One of each kind: class A, class B, class C, above its ceiling, a price of four decimals. */
export const CHARGES: readonly Charge[] = [
  {
    code: 'X9990001',
    hospitalCode: 'H9990001',
    price: 11.2,
    count: 3,
    amount: '33.60',
    level: '01',
  },
  {
    code: 'X9990011',
    hospitalCode: 'H9990011',
    price: 12.35,
    count: 4,
    amount: '49.40',
    level: '02',
  },
  { code: 'X9990022', hospitalCode: 'H9990022', price: 18, count: 1, amount: '18.00', level: '03' },
  { code: 'X9990006', hospitalCode: 'H9990006', price: 25, count: 2, amount: '50.00', level: '01' },
  {
    code: 'X9990002',
    hospitalCode: 'H9990002',
    price: 3.2857,
    count: 28,
    amount: '92.00',
    level: '01',
  },
];
export const TOTAL = totalOf(CHARGES);

const DOCTOR = { code: 'D999101000001', name: '测试医师' };
const DEPARTMENT = { code: 'A03', name: '内科' };
const DIAGNOSIS = { diag_code: 'J42.x00', diag_name: '慢性支气管炎' };

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
  await client.call(
    '2203',
    {
      mdtrtinfo: {
        mdtrt_id: id,
        psn_no: person.number,
        med_type: '11',
        begntime: now,
        main_cond_dscr: '咳嗽',
        dise_codg: DIAGNOSIS.diag_code,
        dise_name: DIAGNOSIS.diag_name,
      },
      diseinfo: [diagnosed(now)],
    },
    person.area,
  );
  const visit = { person, certificate, id, kind: '11', total: TOTAL, batch: `P${number}` } as const;
  return { ...visit, sums: await uploaded(client, '2204', visit, number, CHARGES) };
}

/** 2401 and 2301: admitted three days ago, its charges of today uploaded. */
export async function uploadedStay(
  client: NationalClient,
  person: Person,
  certificate: Fields,
  number: string,
  charges: readonly Charge[],
): Promise<Visit> {
  const admitted = chinaTime(-3);
  const admission = await client.call(
    '2401',
    {
      mdtrtinfo: {
        psn_no: person.number,
        insutype: person.insuranceType,
        begntime: admitted,
        mdtrt_cert_type: certificate.mdtrt_cert_type,
        mdtrt_cert_no: certificate.mdtrt_cert_no,
        med_type: '21',
        ipt_no: number,
        atddr_no: DOCTOR.code,
        chfpdr_name: DOCTOR.name,
        adm_diag_dscr: DIAGNOSIS.diag_name,
        adm_dept_codg: DEPARTMENT.code,
        adm_dept_name: DEPARTMENT.name,
        adm_bed: '12',
        dscg_maindiag_code: DIAGNOSIS.diag_code,
        dscg_maindiag_name: DIAGNOSIS.diag_name,
      },
      diseinfo: [{ ...diagnosed(admitted), maindiag_flag: '1', psn_no: person.number }],
    },
    person.area,
  );
  const id = word(group(admission, 'result').mdtrt_id);
  const total = totalOf(charges);
  const visit = { person, certificate, id, kind: '21', total, batch: `P${number}` } as const;
  return { ...visit, sums: await uploaded(client, '2301', visit, number, charges) };
}

function diagnosed(at: string): Fields {
  return {
    diag_type: '1',
    diag_srt_no: '1',
    ...DIAGNOSIS,
    diag_dept: DEPARTMENT.code,
    dise_dor_no: DOCTOR.code,
    dise_dor_name: DOCTOR.name,
    diag_time: at,
    vali_flag: '1',
  };
}

async function uploaded(
  client: NationalClient,
  infno: '2204' | '2301',
  { person, id, kind, batch }: Omit<Visit, 'sums'>,
  number: string,
  charges: readonly Charge[],
): Promise<Visit['sums']> {
  const lines = charges.map((charge, index) => ({
    feedetl_sn: `${number}-${index + 1}`,
    mdtrt_id: id,
    psn_no: person.number,
    chrg_bchno: batch,
    med_type: kind,
    dise_codg: DIAGNOSIS.diag_code,
    rxno: number,
    rx_circ_flag: '0',
    fee_ocur_time: chinaTime(),
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
  const output = await client.call(infno, { feedetail: lines }, person.area);
  return addedLines(rows(output, 'result'), lines, charges);
}
