/** Visits and persons in desk.sqlite are forgotten when they are over and past, and no sooner. */

import { expect, onTestFinished, test } from 'vitest';
import { PAST_VISIT_DAYS } from '../../../../src/desk/facades/national/limits.ts';
import { type NationalOptions, nationalFacade } from '../../../../src/desk/index.ts';
import type { KeptRecords } from '../../../../src/desk/storage/kept.ts';
import { instant } from '../../../../src/time.ts';
import { HOLDER, PROVIDER } from '../world.ts';
import { hisOf, hospital, PERSON } from './hospital.ts';

const DAY_MS = 86_400_000;

/** A service whose clock can be set ahead, and what it keeps. */
async function clocked() {
  const at = await hospital();
  await at.desk.close();
  let ahead = 0;
  const clock = { now: () => instant(at.equipment.clock.now() + ahead * DAY_MS) };
  const facade = nationalFacade({ provider: PROVIDER as NationalOptions['provider'] });
  let kept: KeptRecords | undefined;
  const open = async () => {
    const desk = await at.open({
      equipment: { ...at.equipment, clock },
      modules: [
        (parts) => {
          kept = parts.kept;
          return facade(parts);
        },
      ],
    });
    onTestFinished(() => desk.close());
    const his = hisOf(desk, at.token, at.equipment.clock.now());
    return { desk, his };
  };
  return {
    ...at,
    ...(await open()),
    reopen: open,
    setAhead: (days: number) => {
      ahead = days;
    },
    texts: (kind: string) => kept!.list('national', kind, 100).map(({ record }) => record),
    ids: (kind: string) => kept!.list('national', kind, 100).map(({ id }) => id),
  };
}

type At = Awaited<ReturnType<typeof clocked>>;

async function admitted({ his }: At, number: string): Promise<string> {
  const { result } = await his.must('2401', {
    mdtrtinfo: {
      psn_no: PERSON,
      insutype: '380',
      begntime: his.today,
      med_type: '21',
      ipt_no: number,
      dscg_maindiag_code: 'J18.900',
    },
  });
  return result.mdtrt_id;
}

const of = (visit: string, more: object = {}) => ({
  data: { mdtrt_id: visit, psn_no: PERSON, ...more },
});

test('what is over is forgotten after its days, what is open never, and the books stay the same', async () => {
  const at = await clocked();
  const { his, desk } = at;
  await his.signIn();
  await his.readCard();

  const settled = await his.outpatient();
  const settling = his.envelope('2207', his.settlement(settled, await his.fees(settled)));
  const { setlinfo } = (await his.send(settling)).output;
  const undone = await his.outpatient();
  const lost = his.envelope('2207', his.settlement(undone, await his.fees(undone)));
  await his.send(lost);
  await his.must('2601', { data: { psn_no: PERSON, omsgid: lost.msgid, oinfno: '2207' } });
  await his.must('2205', of(undone, { chrg_bchno: '0000' }));
  const cancelled = await his.outpatient();
  await his.must('2202', of(cancelled));
  const charged = await his.outpatient();
  await his.fees(charged);
  const left = await admitted(at, 'ZY-0001');
  await his.must('2402', {
    dscginfo: { mdtrt_id: left, psn_no: PERSON, endtime: his.today, dscg_way: '1' },
  });
  const lying = await admitted(at, 'ZY-0002');

  const all = [settled, undone, cancelled, charged, left, lying].sort();
  const totals = async (now: typeof his) => {
    const { stmtinfo } = await now.must('3201', {
      data: {
        insutype: '380',
        clr_type: '11',
        stmt_begndate: his.today,
        stmt_enddate: his.today,
        medfee_sumamt: setlinfo.medfee_sumamt,
        fund_pay_sumamt: setlinfo.fund_pay_sumamt,
        acct_pay: setlinfo.acct_pay,
        fixmedins_setl_cnt: 1,
      },
    });
    return stmtinfo.stmt_rslt_dscr;
  };
  expect(await totals(his)).toBe('平');

  at.setAhead(PAST_VISIT_DAYS - 1);
  await his.signIn();
  expect(at.ids('visit').sort()).toEqual(all);

  // Any message of a later day forgets; nothing of the person stands in what is left of a visit.
  at.setAhead(PAST_VISIT_DAYS + 1);
  await his.signIn();
  expect(at.ids('visit').sort()).toEqual([charged, lying].sort());
  expect(at.ids('person')).toEqual([PERSON]);
  expect(at.ids('past-visit').sort()).toEqual([settled, undone, cancelled, left].sort());
  for (const text of at.texts('past-visit')) {
    expect(text).not.toMatch(new RegExp(`${HOLDER.name}|${PERSON}|J18`));
  }
  expect(await totals(his)).toBe('平');
  const late = { data: { psn_no: PERSON, omsgid: settling.msgid, oinfno: '2207' } };
  expect((await his.call('2601', late)).err_msg).toContain('national.reversal-refused');
  expect((await his.call('2208', of(settled, { setl_id: setlinfo.setl_id }))).err_msg).toContain(
    'national.unknown-visit',
  );
  // The same admission again is the same stay, whoever forgot its visit.
  expect(await admitted(at, 'ZY-0001')).toBe(left);

  // What was open goes on.
  await his.must('2205', of(charged, { chrg_bchno: '0000' }));
  await his.must('2404', of(lying));
  await desk.close();

  // At a start, too: now nobody is left.
  at.setAhead(2 * PAST_VISIT_DAYS + 3);
  const again = await at.reopen();
  expect([at.ids('visit'), at.ids('person')]).toEqual([[], []]);
  await again.his.signIn();
  expect(await totals(again.his)).toBe('平');
  expect(at.defects).toEqual([]);
});

test('a person is known as long as a visit that began on an old reading', async () => {
  const at = await clocked();
  const { his } = at;
  await his.signIn();
  await his.readCard();
  at.setAhead(PAST_VISIT_DAYS - 1);
  await his.signIn();
  const visit = await his.outpatient();
  at.setAhead(PAST_VISIT_DAYS + 1);
  await his.signIn();
  expect([at.ids('visit'), at.ids('person')]).toEqual([[visit], [PERSON]]);
  await his.must('2202', of(visit));
});
