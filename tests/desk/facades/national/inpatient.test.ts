import { expect, test } from 'vitest';
import { HOLDER } from '../world.ts';
import { hospital, PERSON } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

async function admitted({ his }: At, number = 'ZY-0001') {
  await his.signIn();
  await his.readCard();
  return admit(his, number);
}

async function admit(his: At['his'], number: string): Promise<string> {
  const output = await his.must('2401', admission(his, number));
  return output.result.mdtrt_id;
}

function admission(his: At['his'], number: string) {
  return {
    mdtrtinfo: {
      psn_no: PERSON,
      insutype: '380',
      begntime: `${his.today} 00:00:01`,
      mdtrt_cert_type: '03',
      mdtrt_cert_no: HOLDER.serial,
      med_type: '21',
      ipt_no: number,
      adm_diag_dscr: '肺炎',
      adm_dept_codg: 'A03',
      adm_dept_name: '内一',
      adm_bed: '12',
      dscg_maindiag_code: 'J18.900',
      dise_type_code: null,
    },
    diseinfo: [
      { psn_no: PERSON, diag_srt_no: 1, maindiag_flag: '1', diag_code: 'J18.900', vali_flag: '1' },
      { psn_no: PERSON, diag_srt_no: 2, maindiag_flag: '0', diag_code: 'J42.x00', vali_flag: '1' },
    ],
  };
}

const COSTLY = { med_list_codg: 'X9990014', medins_list_codg: 'H0014' };

async function charge({ his }: At, visit: string, serials = ['a', 'b']) {
  const [first, second] = serials;
  return his.must('2301', {
    feedetail: [
      his.line(visit, first!, { det_item_fee_sumamt: 2550, cnt: 200 }),
      his.line(visit, second!, { ...COSTLY, det_item_fee_sumamt: '1500.00', cnt: 3, pric: 500 }),
    ],
  });
}

const stayed = (more: object = {}) => ({ mid_setl_flag: '0', med_type: '21', ...more });
const of = (visit: string, more: object = {}) => ({
  data: { mdtrt_id: visit, psn_no: PERSON, ...more },
});
const leaving = (visit: string, on: string, more: object = {}) => ({
  dscginfo: {
    mdtrt_id: visit,
    psn_no: PERSON,
    insutype: '380',
    endtime: on,
    dscg_way: '1',
    ...more,
  },
  diseinfo: [],
});

test('admission, fees, trial, settlement, discharge; then cancelled backwards, link by link', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await admitted(at);
  const uploaded = await charge(at, visit);
  expect(uploaded.result[1]).toMatchObject({ chrgitm_lv: '02', preselfpay_amt: 450 });

  const asked = his.settlement(visit, uploaded, stayed());
  const trial = await his.must('2303', asked);
  expect(trial.setlinfo).toMatchObject({ medfee_sumamt: 4050, setl_id: null, clr_type: null });
  const { setlinfo } = await his.must('2304', asked);
  expect(setlinfo).toMatchObject({ medfee_sumamt: 4050, clr_type: '21' });
  expect(setlinfo.fund_pay_sumamt).toBe(trial.setlinfo.fund_pay_sumamt);
  expect(setlinfo.fund_pay_sumamt).toBeGreaterThan(0);
  expect((await his.call('2304', asked)).err_msg).toContain('national.visit-state');

  await his.must('2402', leaving(visit, `${his.today} 23:00:00`));
  const stays = () => at.equipment.journal.openStays();
  expect(stays()).toEqual([]);
  const late = await his.call('2301', { feedetail: [his.line(visit, 'c')] });
  expect(late.err_msg).toContain('2405');

  // The settlement first, then the discharge, then the fees, then the admission.
  expect((await his.call('2404', of(visit))).err_msg).toContain('national.visit-state');
  const cancelled = await his.must('2305', of(visit, { setl_id: setlinfo.setl_id }));
  expect(cancelled.setlinfo.fund_pay_sumamt).toBe(-setlinfo.fund_pay_sumamt);
  await his.must('2405', of(visit));
  expect(stays()).toHaveLength(1);
  await his.must('2302', of(visit, { feedetl_sn: '0000' }));
  await his.must('2404', of(visit));
  expect(stays()).toEqual([]);
  expect((await his.call('2301', { feedetail: [his.line(visit, 'd')] })).infcode).toBe(-1);
  expect(at.defects).toEqual([]);
});

test('discharge before the settlement: its day and way are those of the last bill', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await admitted(at);
  const uploaded = await charge(at, visit);
  await his.must('2402', leaving(visit, his.today));
  expect(at.equipment.journal.openStays()).toHaveLength(1);
  const asked = his.settlement(visit, uploaded, stayed());
  await his.must('2303', asked);
  const { setlinfo } = await his.must('2304', asked);
  expect(at.equipment.journal.openStays()).toEqual([]);

  // Taken back, the stay goes on; the discharge stands until 2405, and settles again.
  await his.must('2305', of(visit, { setl_id: setlinfo.setl_id }));
  expect(at.equipment.journal.openStays()).toHaveLength(1);
  const again = await his.must('2304', asked);
  expect(again.setlinfo.setl_id).not.toBe(setlinfo.setl_id);
  expect(at.equipment.journal.openStays()).toEqual([]);
});

test('midway and again: each bill holds what no other holds', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await admitted(at);
  const first = await charge(at, visit);
  const midway = his.settlement(visit, first, stayed({ mid_setl_flag: '1' }));
  const one = await his.must('2304', midway);
  const second = await charge(at, visit, ['c', 'd']);
  const two = await his.must('2304', his.settlement(visit, second, stayed()));
  expect([one.setlinfo.medfee_sumamt, two.setlinfo.medfee_sumamt]).toEqual([4050, 4050]);
  const older = await his.call('2305', of(visit, { setl_id: one.setlinfo.setl_id }));
  expect(older.err_msg).toContain('请先撤销在它之后的结算');
  await his.must('2305', of(visit, { setl_id: two.setlinfo.setl_id }));
  await his.must('2305', of(visit, { setl_id: one.setlinfo.setl_id }));
});

test('lines are given back in part and whole, voided, and sent again under their numbers', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await admitted(at);
  await charge(at, visit);
  const back = (serial: string, cnt: number, sum: string, of_ = 'a') =>
    his.call('2301', {
      feedetail: [his.line(visit, serial, { init_feedetl_sn: of_, cnt, det_item_fee_sumamt: sum })],
    });
  const part = await back('r1', -50, '-637.50');
  expect(part.output.result[0]).toMatchObject({ cnt: -50, inscp_scp_amt: -637.5 });
  expect((await back('r2', -50, '-600.00')).err_msg).toContain('det_item_fee_sumamt');
  expect((await back('r2', -151, '-1925.25')).err_msg).toContain('退量超过所余');
  expect((await back('r2', -1, '-12.75', 'zz')).err_msg).toContain('init_feedetl_sn');
  expect((await back('r2', -150, '-1912.50')).infcode).toBe(0);

  await his.must('2302', of(visit, { feedetl_sn: 'b' }));
  expect((await his.call('2302', of(visit, { feedetl_sn: 'b' }))).infcode).toBe(-1);
  // Both numbers again: nothing of the first lines is in the bill.
  const uploaded = await charge(at, visit);
  const { setlinfo } = await his.must('2304', his.settlement(visit, uploaded, stayed()));
  expect(setlinfo.medfee_sumamt).toBe(4050);
  expect((await back('r3', -1, '-12.75')).err_msg).toContain('已结算');
});

test('a lost settlement and a lost admission of a stay are reversed by number', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await admitted(at);
  const asked = his.settlement(visit, await charge(at, visit), stayed());
  const lost = his.envelope('2304', asked);
  const first = await his.send(lost);
  expect(await his.send(lost)).toEqual(first);
  const undo = { data: { psn_no: PERSON, omsgid: lost.msgid, oinfno: '2304' } };
  expect((await his.call('2601', undo)).infcode).toBe(0);
  expect((await his.send(lost)).err_msg).toContain('national.message-reversed');
  const again = await his.must('2304', asked);
  await his.must('2305', of(visit, { setl_id: again.setlinfo.setl_id }));
  await his.must('2302', of(visit, { feedetl_sn: '0000' }));
  await his.must('2404', of(visit));

  const admit = his.envelope('2401', admission(his, 'ZY-0002'));
  const known = (await his.send(admit)).output.result.mdtrt_id;
  // The same admission again is the same stay.
  expect((await his.must('2401', admission(his, 'ZY-0002'))).result.mdtrt_id).toBe(known);
  expect(at.equipment.journal.openStays()).toHaveLength(1);
  const back = { data: { psn_no: PERSON, omsgid: admit.msgid, oinfno: '2401' } };
  expect((await his.call('2601', back)).infcode).toBe(0);
  expect(at.equipment.journal.openStays()).toEqual([]);
});

test('a referral that was filed stands in the bills of the visits that follow', async () => {
  const at = await hospital();
  const { his } = at;
  await his.signIn();
  await his.readCard();
  const filed = await his.must('2501', {
    refmedin: {
      psn_no: PERSON,
      insutype: '380',
      reflin_medins_no: 'H99910100001',
      mdtrtarea_admdvs: '999101',
      hosp_agre_refl_flag: '1',
      refl_type: '1',
      refl_date: his.today,
      refl_rea: '本县不能诊治',
      begndate: his.today,
      enddate: null,
    },
  });
  const number = filed.result.trt_dcla_detl_sn;
  const visit = await admit(his, 'ZY-0003');
  const asked = his.settlement(visit, await charge(at, visit), stayed());
  await his.must('2304', asked);
  const [intent] = [...at.equipment.journal.entries()].filter((entry) => entry.kind === 'intent');
  expect(intent?.kind === 'intent' && intent.bill.visit).toMatchObject({
    referralNumber: number,
    filing: { kind: 'referral', filedOn: his.today },
  });
});
