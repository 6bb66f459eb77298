/** What is refused, in the interface's own words: -1, and what, where, what to do. */

import { expect, test } from 'vitest';
import { hisOf, hospital, PERSON, programToken } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

async function ready(at: At) {
  await at.his.signIn();
  await at.his.readCard();
  return at.his.outpatient();
}

test('the envelope: every field has its shape, and its place is named', async () => {
  const at = await hospital();
  const { his } = at;
  await his.signIn();
  const of = async (more: Readonly<Record<string, unknown>>) => {
    const answer = await his.call('1101', {}, more);
    expect([answer.infcode, answer.output]).toEqual([-1, null]);
    expect(answer.err_msg.length).toBeLessThanOrEqual(200);
    expect(answer.inf_refmsgid).toMatch(/^\d{30}$/);
    expect(answer.refmsg_time).toMatch(/^\d{17}$/);
    return answer.err_msg;
  };
  expect(await of({ infno: '9999' })).toContain('national.unknown-transaction');
  expect(await of({ infno: 'DROP' })).toContain('infno');
  expect(await of({ infver: '2.0' })).toContain('infver');
  expect(await of({ msgid: '1' })).toContain('msgid');
  expect(await of({ msgid: `H99910100002${'0'.repeat(18)}` })).toContain('msgid');
  expect(await of({ fixmedins_code: 'H99910100002' })).toContain('national.other-institution');
  expect(await of({ mdtrtarea_admvs: '999102' })).toContain('mdtrtarea_admvs');
  expect(await of({ opter_type: '4' })).toContain('opter_type');
  expect(await of({ opter: '' })).toContain('opter');
  expect(await of({ inf_time: '2026-02-30 00:00:00' })).toContain('inf_time');
  expect(await of({ inf_time: '2026-02-28 24:00:00' })).toContain('inf_time');
  expect(await of({ input: [] })).toContain('input');
  expect(await of({ sign_no: '1' })).toContain('national.not-signed-in');
  expect(await of({ opter: '0002' })).toContain('national.not-signed-in');
  expect(await of({ opter: 'x\u0000y' })).toContain('控制字符');
  expect(await of({})).toContain('mdtrt_cert_type');
  expect(at.defects).toEqual([]);
});

test('the person: another card, name, number or home is refused, and so are codes that nobody reads', async () => {
  const at = await hospital();
  const { his } = at;
  await his.signIn();
  const of = async (more: object, head: Readonly<Record<string, unknown>> = {}) => {
    const data = { mdtrt_cert_type: '03', card_sn: '9990010000000001', ...more };
    return (await his.call('1101', { data }, head)).err_msg;
  };
  expect(await of({ mdtrt_cert_type: '01' })).toContain('mdtrt_cert_type');
  expect(await of({ card_sn: '' })).toContain('card_sn');
  expect(await of({ card_sn: '9990010000000009' })).toContain('national.other-person');
  expect(await of({ mdtrt_cert_no: '999001196205120024' })).toContain('mdtrt_cert_no');
  expect(await of({ psn_name: '测试乙' })).toContain('psn_name');
  expect(await of({}, { insuplc_admdvs: '999002' })).toContain('insuplc_admdvs');
  expect(await of({}, { insuplc_admdvs: null })).toBe('');
  const masked = hisOf(at.desk, await programToken(at.desk, ['read']), at.equipment.clock.now());
  await masked.signIn();
  expect((await masked.readCard()).baseinfo.certno).toMatch(/^999\*{11}0016$/);
});

test('lines: unknown items, wrong sums, twice, outside the visit, mapped otherwise; a batch is whole or not at all', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await ready(at);
  const of = async (...rows: object[]) => {
    const feedetail = rows.map((row, index) => his.line(visit, `n${index}`, row as never));
    return (await his.call('2204', { feedetail })).err_msg;
  };
  const good = {};
  expect(await of(good, { med_list_codg: 'X0000000' })).toContain('X0000000');
  expect(await of(good, { det_item_fee_sumamt: '25.55' })).toContain('明细 n1');
  expect(await of(good, { feedetl_sn: 'n0' })).toContain('charges.invalid');
  expect(await of({ det_item_fee_sumamt: '25.505' })).toContain('feedetail[0].det_item_fee_sumamt');
  expect(await of({ cnt: '1.00005' })).toContain('cnt');
  expect(await of({ pric: '1e2' })).toContain('pric');
  expect(await of({ cnt: -2, det_item_fee_sumamt: -25.5 })).toContain('charges.invalid');
  expect(await of({ det_item_fee_sumamt: '99999999999999999999' })).toContain(
    'det_item_fee_sumamt',
  );
  expect(await of({ cnt: '99999999999', pric: '1', det_item_fee_sumamt: '1' })).not.toBe('');
  expect(await of({ fee_ocur_time: '2026-01-01 00:00:00' })).toContain('fee_ocur_time');
  expect(await of({ psn_no: '999001-01-02-03-004-9' })).toContain('national.unknown-visit');
  expect(await of(good, { mdtrt_id: '1' })).toContain('mdtrt_id');
  expect((await his.call('2204', { feedetail: [] })).err_msg).toContain('feedetail');

  const mapped = { fixmedins_hilist_id: 'H0001', list_type: '101', med_list_codg: 'X9990002' };
  const data = { ...mapped, begndate: his.today, enddate: null };
  await his.must('3301', { data });
  expect(await of({ medins_list_codg: 'H0001' })).toContain('X9990002');
  await his.must('3302', { data: mapped });
  expect((await his.call('3302', { data: mapped })).err_msg).toContain('没有该对照');
  // Nothing of all this was taken.
  expect((await his.call('2206', his.settlement(visit, { result: [] }))).err_msg).toContain('2204');
  expect(await of(good)).toBe('');
  expect(await of(good)).toContain('已上传');
  expect(at.defects).toEqual([]);
});

test('sums: a total or a part that differs by a fen settles nothing', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await ready(at);
  const uploaded = await his.fees(visit);
  for (const field of [
    'medfee_sumamt',
    'fulamt_ownpay_amt',
    'overlmt_selfpay',
    'preselfpay_amt',
    'inscp_scp_amt',
  ]) {
    const more = { [field]: '0.01' };
    for (const infno of ['2206', '2207']) {
      const answer = await his.call(infno, his.settlement(visit, uploaded, more));
      expect(answer.err_msg).toContain('national.totals-differ');
      expect(answer.err_msg).toContain(field);
    }
  }
  expect(at.equipment.journal.head().sequence).toBe(0);
  // The parts may be left out, the total not.
  const parts = {
    fulamt_ownpay_amt: null,
    overlmt_selfpay: '',
    preselfpay_amt: null,
    inscp_scp_amt: null,
  };
  expect(
    (await his.call('2207', his.settlement(visit, uploaded, { medfee_sumamt: null }))).err_msg,
  ).toContain('medfee_sumamt');
  expect((await his.call('2207', his.settlement(visit, uploaded, parts))).infcode).toBe(0);
});

test('a pre-settlement that the year overtook is made anew', async () => {
  const at = await hospital();
  const { his } = at;
  const [first, second] = [await ready(at), await his.outpatient()];
  const big = (visit: string) =>
    his.must('2204', {
      feedetail: [his.line(visit, 'a', { det_item_fee_sumamt: 255, cnt: 20 })],
    });
  const one = his.settlement(first, await big(first));
  const two = his.settlement(second, await big(second));
  const quoted = await his.must('2206', two);
  await his.must('2207', one);
  // 150 yuan a year: the first took most of it.
  expect((await his.call('2207', two)).err_msg).toContain('national.amounts-moved');
  const again = await his.must('2206', two);
  expect(again.setlinfo.fund_pay_sumamt).toBeLessThan(quoted.setlinfo.fund_pay_sumamt);
  const settled = await his.must('2207', two);
  expect(settled.setlinfo.fund_pay_sumamt).toBe(again.setlinfo.fund_pay_sumamt);
});

test('an order of steps that makes no sense is refused, and says which step is missing', async () => {
  const at = await hospital();
  const { his } = at;
  await ready(at);
  const registered = await his.must('2201', {
    data: { psn_no: PERSON, insutype: '380', begntime: his.time, ipt_otp_no: 'MZ9' },
  });
  const visit = registered.data.mdtrt_id;
  const uploaded = await his.fees(visit);
  const asked = his.settlement(visit, uploaded);
  expect((await his.call('2207', asked)).err_msg).toContain('2203');
  const cancel = { data: { setl_id: '0', mdtrt_id: visit, psn_no: PERSON } };
  expect((await his.call('2208', cancel)).err_msg).toContain('setl_id');
  await his.must('2202', { data: { mdtrt_id: visit, psn_no: PERSON } });
  expect((await his.call('2207', asked)).err_msg).toContain('已撤销');
  expect((await his.call('2304', asked)).err_msg).toContain('national.unknown-visit');
  const filed = { mdtrtinfo: { mdtrt_id: visit, psn_no: PERSON }, diseinfo: [{ diag_code: '??' }] };
  expect((await his.call('2203', filed)).err_msg).toContain('national.visit-state');
});
