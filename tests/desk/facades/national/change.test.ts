/** 2403: what may change of an admission until its settlement, and what that makes of the bill. */

import { expect, test } from 'vitest';
import { hospital, PERSON } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

async function stay({ his }: At) {
  await his.signIn();
  await his.readCard();
  const { result } = await his.must('2401', {
    mdtrtinfo: {
      psn_no: PERSON,
      insutype: '380',
      begntime: his.today,
      med_type: '21',
      ipt_no: 'ZY-0001',
      adm_bed: '12',
      oprn_oprt_code: '47.01',
    },
    diseinfo: [
      { diag_srt_no: 1, maindiag_flag: '1', diag_code: 'J18.900' },
      { diag_srt_no: 2, maindiag_flag: '0', diag_code: 'J42.x00' },
    ],
  });
  return result.mdtrt_id as string;
}

const changing = (visit: string, more: object = {}, diagnoses: readonly string[] = []) => ({
  adminfo: { mdtrt_id: visit, psn_no: PERSON, mdtrt_cert_type: '03', adm_bed: '31', ...more },
  diseinfo: diagnoses.map((diag_code, at) => ({
    diag_code,
    diag_srt_no: at + 1,
    maindiag_flag: at === 0 ? '1' : '0',
    vali_flag: '1',
  })),
});

const uploaded = ({ his }: At, visit: string, serial = 'a') =>
  his.must('2301', {
    feedetail: [his.line(visit, serial, { det_item_fee_sumamt: 2550, cnt: 200 })],
  });

const of = (visit: string, more: object = {}) => ({
  data: { mdtrt_id: visit, psn_no: PERSON, ...more },
});

/** The visit of the bill that was settled last, as it was laid down too. */
function billed({ equipment }: At) {
  const entries = [...equipment.journal.entries()];
  const intent = entries.findLast((entry) => entry.kind === 'intent')!;
  const due = entries.findLast(
    (entry) => (entry.kind === 'interim' || entry.kind === 'discharged') && entry.step === 'due',
  ) as { readonly bill?: typeof intent.bill };
  expect(due.bill?.visit).toEqual(intent.bill.visit);
  return intent.bill.visit;
}

test('what changed is what the bill says, and what the plan pays by', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await stay(at);
  const fees = await uploaded(at, visit);
  const asked = his.settlement(visit, fees, { med_type: '21' });
  const before = (await his.must('2303', asked)).setlinfo.fund_pay_sumamt;

  // A bed is no matter of the bill; the list of diagnoses takes the place of the one before.
  await his.must('2403', changing(visit));
  expect((await his.must('2303', asked)).setlinfo.fund_pay_sumamt).toBe(before);
  expect(await his.must('2403', changing(visit, {}, ['K35.900', 'I10.x00']))).toBeNull();
  await his.must('2403', changing(visit, { dscg_maindiag_code: 'K35.800' }));
  // An emergency elsewhere is paid better than a stay that nobody filed.
  await his.must('2403', changing(visit, { med_type: '24' }));
  expect((await his.call('2304', asked)).err_msg).toContain('national.amounts-moved');
  const trial = await his.must('2303', asked);
  expect(trial.setlinfo.fund_pay_sumamt).toBeGreaterThan(before);
  const { setlinfo } = await his.must('2304', asked);
  expect(setlinfo.fund_pay_sumamt).toBe(trial.setlinfo.fund_pay_sumamt);
  expect(billed(at)).toMatchObject({
    admittedOn: his.today,
    diagnoses: ['K35.800', 'I10.x00'],
    care: 'emergency',
    procedures: ['47.01'],
  });
  expect(at.defects).toEqual([]);
});

test('a discharge before its settlement takes the change too; after either there is none', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await stay(at);
  const asked = his.settlement(visit, await uploaded(at, visit), { med_type: '21' });
  const other = changing(visit, { oprn_oprt_code: '47.09' }, ['K35.900']);
  await his.must('2403', other);
  await his.must('2402', {
    dscginfo: { mdtrt_id: visit, psn_no: PERSON, endtime: his.today, dscg_way: '1' },
  });
  const late = changing(visit, {}, ['J18.900']);
  expect((await his.call('2403', late)).err_msg).toMatch(/2405.*\[national\.visit-state\]/s);
  const { setlinfo } = await his.must('2304', asked);
  expect(billed(at)).toMatchObject({ diagnoses: ['K35.900'], procedures: ['47.09'] });
  await his.must('2305', of(visit, { setl_id: setlinfo.setl_id }));
  await his.must('2405', of(visit));
  await his.must('2403', late);
  await his.must('2304', asked);
  expect(billed(at).diagnoses).toEqual(['J18.900']);
});

test('settled, it is refused until 2305; settled midway, the rest of the stay may still change', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await stay(at);
  const midway = his.settlement(visit, await uploaded(at, visit), { mid_setl_flag: '1' });
  await his.must('2304', midway);
  await his.must('2403', changing(visit, {}, ['K35.900']));
  const rest = his.settlement(visit, await uploaded(at, visit, 'b'));
  const settled = his.envelope('2304', rest);
  const setl_id = (await his.send(settled)).output.setlinfo.setl_id;
  expect(billed(at).diagnoses).toEqual(['K35.900']);
  const refused = await his.call('2403', changing(visit, {}, ['J18.900']));
  expect(refused.err_msg).toContain('national.visit-state');
  expect(refused.err_msg).toContain(String(settled.msgid));
  await his.must('2305', of(visit, { setl_id }));
  await his.must('2403', changing(visit, {}, ['J18.900']));
});

test('the same message again is the same answer, and does not come back over a later one', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await stay(at);
  const first = his.envelope('2403', changing(visit, {}, ['K35.900']));
  const answer = await his.send(first);
  expect(answer.infcode).toBe(0);
  await his.must('2403', changing(visit, {}, ['I10.x00']));
  expect(await his.send(first)).toEqual(answer);
  const other = { ...first, input: changing(visit, {}, ['J18.900']) };
  expect((await his.send(other)).err_msg).toContain('national.message-used');
  await his.must('2304', his.settlement(visit, await uploaded(at, visit)));
  expect(billed(at).diagnoses).toEqual(['I10.x00']);
});

test('what the admission told the centre stays, and is refused in words', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await stay(at);
  const refused = async (more: object) => (await his.call('2403', changing(visit, more))).err_msg;
  expect(await refused({ begntime: '2026-01-01 08:00:00' })).toMatch(
    /adminfo\.begntime.*不能变更/s,
  );
  expect(await refused({ ipt_otp_no: 'ZY-0002' })).toMatch(/adminfo\.ipt_otp_no.*不能变更/s);
  expect(await refused({ psn_no: '99900199999' })).toContain('national.unknown-visit');
  expect(await refused({ med_type: '11' })).toContain('21 23 24 52');
  const elsewhere = his.envelope('2403', changing(visit), { fixmedins_code: 'H99910199999' });
  expect((await his.send(elsewhere)).err_msg).toContain('national.other-institution');
  const same = { begntime: `${his.today} 09:30:00`, ipt_otp_no: 'ZY-0001' };
  expect(await refused(same)).toBe('');
});

test('a body that means harm changes nothing', async () => {
  const at = await hospital();
  const { his } = at;
  const visit = await stay(at);
  const many = Array.from({ length: 1_001 }, () => 'K35.900');
  for (const input of [
    changing(visit, {}, ["K35.900'; DROP TABLE kept_record;--"]),
    changing(visit, {}, many),
    { ...changing(visit), diseinfo: [null] },
    { ...changing(visit), diseinfo: [{ diag_code: 'K35.900', vali_flag: '0' }] },
    changing(visit, { adm_bed: '\u0000' }),
    changing(visit, { adm_dept_name: '内'.repeat(51) }),
    changing(visit, { oprn_oprt_code: '<script>' }),
    { adminfo: [changing(visit).adminfo, changing(visit).adminfo] },
  ]) {
    const answer = await his.call('2403', input);
    expect(answer.infcode, JSON.stringify(input).slice(0, 200)).toBe(-1);
  }
  const text = JSON.stringify(his.envelope('2403', { adminfo: 'DATA' }));
  const hidden = JSON.stringify({ PROTO: { psn_no: PERSON, mdtrt_id: visit } });
  const inherited = await his.sendText(
    text.replace('"DATA"', hidden.replace('PROTO', '__proto__')),
  );
  expect(inherited.infcode).toBe(-1);
  await his.must('2304', his.settlement(visit, await uploaded(at, visit)));
  expect(billed(at).diagnoses).toEqual(['J18.900', 'J42.x00']);
  expect(at.defects).toEqual([]);
});
