import { expect, test } from 'vitest';
import { HOLDER } from '../world.ts';
import { hospital, PERSON } from './hospital.ts';

const fen = (value: unknown) => Math.round(Number(value) * 100);

test('a whole visit: sign in, person, registration, diagnosis, fees, trial, settlement, cancellation', async () => {
  const { his, defects, equipment } = await hospital();
  const signNo = await his.signIn();
  expect(signNo).toMatch(/^\d{30}$/);

  const person = await his.readCard();
  expect(person.baseinfo).toMatchObject({
    psn_no: PERSON,
    psn_name: '测试甲',
    certno: HOLDER.identityNumber,
    gend: '1',
    brdy: '1962-05-12',
  });
  expect(person.insuinfo).toMatchObject([
    { insutype: '380', psn_insu_stas: '1', insuplc_admdvs: '999001' },
  ]);

  const visit = await his.outpatient();
  const uploaded = await his.fees(visit);
  expect(uploaded.result).toMatchObject([
    { feedetl_sn: '1', chrgitm_lv: '01', inscp_scp_amt: 51, selfpay_prop: 0 },
    {
      feedetl_sn: '2',
      chrgitm_lv: '02',
      overlmt_amt: 8.4,
      preselfpay_amt: 7.74,
      selfpay_prop: 0.15,
    },
    { feedetl_sn: '3', chrgitm_lv: '03', fulamt_ownpay_amt: 20, selfpay_prop: 1 },
  ]);

  const asked = his.settlement(visit, uploaded);
  const trial = await his.must('2206', asked);
  expect(trial.setlinfo).toMatchObject({ setl_id: null, setl_time: null, medfee_sumamt: 131 });
  expect(equipment.journal.head().sequence).toBe(0);

  const settled = await his.must('2207', asked);
  const { setlinfo: info, setldetail: detail } = settled;
  expect(info.setl_id).toMatch(/^[0-9A-Z]{25}$/);
  expect(info.fund_pay_sumamt).toBeGreaterThan(0);
  expect(info.fund_pay_sumamt).toBe(trial.setlinfo.fund_pay_sumamt);
  // I1 to I4
  const sum = (...names: string[]) => names.reduce((so, name) => so + fen(info[name]), 0);
  expect(sum('medfee_sumamt')).toBe(
    sum('fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'),
  );
  expect(sum('psn_part_amt')).toBe(
    sum('medfee_sumamt') - sum('fund_pay_sumamt') - sum('hosp_part_amt'),
  );
  expect(sum('psn_part_amt')).toBe(sum('acct_pay', 'psn_cash_pay'));
  const funds = [
    'hifp_pay',
    'cvlserv_pay',
    'hifes_pay',
    'hifmi_pay',
    'hifob_pay',
    'maf_pay',
    'oth_pay',
  ];
  expect(sum('fund_pay_sumamt')).toBe(sum(...funds));
  const paid = detail.map((row: Record<string, unknown>) => fen(row.fund_payamt));
  expect(paid.reduce((so: number, each: number) => so + each, 0)).toBe(sum('fund_pay_sumamt'));
  expect(detail[0]).toMatchObject({ fund_pay_type: '380100', fund_pay_type_name: '统筹基金' });
  expect(detail[0].setl_proc_info).toContain('50%');

  const cancelled = await his.must('2208', {
    data: { setl_id: info.setl_id, mdtrt_id: visit, psn_no: PERSON },
  });
  expect(fen(cancelled.setlinfo.medfee_sumamt)).toBe(-13_100);
  expect(fen(cancelled.setlinfo.fund_pay_sumamt)).toBe(-fen(info.fund_pay_sumamt));
  expect(cancelled.setlinfo.ownpay_hosp_part).toBeCloseTo(0);
  expect(info.balc).toBe(person.insuinfo[0].balc);
  expect(equipment.journal.openIntents()).toEqual([]);

  // The lines are free again, and settle once more under another number.
  const again = await his.must('2207', asked);
  expect(again.setlinfo.setl_id).not.toBe(info.setl_id);
  await his.must('9002', { signOut: { sign_no: signNo, opter_no: '0001' } });
  expect((await his.call('2206', asked)).err_msg).toContain('national.not-signed-in');
  expect(defects).toEqual([]);
});
