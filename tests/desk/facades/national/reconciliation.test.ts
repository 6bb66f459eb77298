import { expect, test } from 'vitest';
import { hospital, PERSON } from './hospital.ts';

test('totals: balanced, too many, too few, other amounts; refunds are rows of their own', async () => {
  const { his } = await hospital();
  await his.signIn();
  await his.readCard();
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  const { setlinfo } = await his.must('2207', asked);

  const totals = (more: object) =>
    his.must('3201', {
      data: {
        insutype: '380',
        clr_type: '11',
        setl_optins: '999001',
        stmt_begndate: his.today,
        stmt_enddate: his.today,
        medfee_sumamt: setlinfo.medfee_sumamt,
        fund_pay_sumamt: setlinfo.fund_pay_sumamt,
        acct_pay: setlinfo.acct_pay,
        fixmedins_setl_cnt: 1,
        refd_setl_flag: '0',
        ...more,
      },
    });
  const result = async (more: object) => (await totals(more)).stmtinfo.stmt_rslt;
  expect((await totals({})).stmtinfo).toEqual({
    setl_optins: '999001',
    stmt_rslt: '000000',
    stmt_rslt_dscr: '平',
  });
  expect(await result({ fixmedins_setl_cnt: 2, medfee_sumamt: '262.00' })).toBe('000102');
  expect(await result({ fixmedins_setl_cnt: 0, medfee_sumamt: 0, fund_pay_sumamt: 0 })).toBe(
    '000101',
  );
  const other = (await totals({ medfee_sumamt: '130.99' })).stmtinfo;
  expect(other.stmt_rslt).toBe('000103');
  expect(other.stmt_rslt_dscr).toBe('总额：机构 130.99，本机 131.00');
  // Nothing of that kind, and nothing of another kind of insurance.
  expect(await result({ clr_type: '21' })).toBe('000102');
  expect(await result({ insutype: '310' })).toBe('000102');

  await his.must('2208', { data: { setl_id: setlinfo.setl_id, mdtrt_id: visit, psn_no: PERSON } });
  const refund = {
    refd_setl_flag: '1',
    medfee_sumamt: -setlinfo.medfee_sumamt,
    fund_pay_sumamt: -setlinfo.fund_pay_sumamt,
  };
  expect(await result(refund)).toBe('000000');
  expect(await result({})).toBe('000000');
  const net = { refd_setl_flag: '', medfee_sumamt: 0, fund_pay_sumamt: 0, fixmedins_setl_cnt: 2 };
  expect(await result(net)).toBe('000000');
});

test('what 2601 took back counts neither as settled nor as refunded: the hospital never learnt of it', async () => {
  const { his } = await hospital();
  await his.signIn();
  await his.readCard();
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  const lost = his.envelope('2207', asked);
  await his.send(lost);
  await his.must('2601', { data: { psn_no: PERSON, omsgid: lost.msgid, oinfno: '2207' } });
  const { setlinfo } = await his.must('2207', asked);
  for (const [flag, count] of [
    ['0', 1],
    ['1', 0],
  ] as const) {
    const { stmtinfo } = await his.must('3201', {
      data: {
        insutype: '380',
        clr_type: '11',
        stmt_begndate: his.today,
        stmt_enddate: his.today,
        medfee_sumamt: count * setlinfo.medfee_sumamt,
        fund_pay_sumamt: count * setlinfo.fund_pay_sumamt,
        fixmedins_setl_cnt: count,
        refd_setl_flag: flag,
      },
    });
    expect(stmtinfo.stmt_rslt_dscr).toBe('平');
  }
});

test('a clearing application is for a month that is over, with the sums of this desk', async () => {
  const { his } = await hospital();
  await his.signIn();
  const apply = (more: object) =>
    his.call('3203', {
      data: {
        clr_type: '11',
        clr_way: '1',
        setlym: '202601',
        psntime: 0,
        medfee_sumamt: 0,
        med_sumfee: 0,
        fund_appy_sum: 0,
        cash_payamt: 0,
        acct_pay: 0,
        begndate: '2026-01-01',
        enddate: '2026-01-31',
        ...more,
      },
    });
  const applied = await apply({});
  expect(applied.output.result.clr_appy_evt_id).toMatch(/^\d{30}$/);
  expect((await apply({ medfee_sumamt: '0.01' })).err_msg).toContain('national.totals-differ');
  expect((await apply({ setlym: '209912' })).err_msg).toContain('已结束的月份');
});
