import { expect, onTestFinished, test } from 'vitest';
import { hisOf, hospital, PERSON } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

async function ready(at: At) {
  await at.his.signIn();
  await at.his.readCard();
  const visit = await at.his.outpatient();
  const asked = at.his.settlement(visit, await at.his.fees(visit));
  return { visit, asked };
}

const settledCount = ({ equipment }: At) =>
  [...equipment.journal.entries()].filter(({ kind }) => kind === 'settled').length;
const reversal = (omsgid: string, oinfno = '2207', psn_no: string = PERSON) => ({
  data: { psn_no, omsgid, oinfno },
});

test('a settlement whose answer was lost is reversed by its number, once, and the number is void', async () => {
  const at = await hospital();
  const { his } = at;
  const { asked } = await ready(at);
  const lost = his.envelope('2207', asked);
  expect((await his.send(lost)).infcode).toBe(0);

  const undo = his.envelope('2601', reversal(String(lost.msgid)));
  const undone = await his.send(undo);
  expect([undone.infcode, undone.output]).toEqual([0, null]);
  expect(await his.send(undo)).toEqual(undone);
  // Under another number: it is done, and stays so.
  expect((await his.call('2601', reversal(String(lost.msgid)))).infcode).toBe(0);
  const kinds = [...at.equipment.journal.entries()].map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'reversed')).toHaveLength(1);

  const late = await his.send(lost);
  expect([late.infcode, settledCount(at)]).toEqual([-1, 1]);
  expect(late.err_msg).toContain('national.message-reversed');
  // The visit goes on under a new number.
  expect((await his.call('2207', asked)).infcode).toBe(0);
  expect(settledCount(at)).toBe(2);
  expect(at.defects).toEqual([]);
});

test('a reversal that overtakes its message shuts it out', async () => {
  const at = await hospital();
  const { his } = at;
  const { asked } = await ready(at);
  const slow = his.envelope('2207', asked);
  expect((await his.call('2601', reversal(String(slow.msgid)))).infcode).toBe(0);
  const late = await his.send(slow);
  expect(late.err_msg).toContain('national.message-reversed');
  expect(settledCount(at)).toBe(0);
});

test('a reversal while the settlement is under way leaves nothing standing', async () => {
  const at = await hospital();
  const { his } = at;
  const { asked, visit } = await ready(at);
  const message = his.envelope('2207', asked);
  const settling = his.send(message);
  const undone = await his.call('2601', reversal(String(message.msgid)));
  const first = await settling;
  expect(undone.infcode).toBe(0);
  const kinds = [...at.equipment.journal.entries()].map(({ kind }) => kind);
  const count = (kind: string) => kinds.filter((each) => each === kind).length;
  expect(count('settled')).toBe(count('reversed'));
  expect(at.equipment.journal.openIntents()).toEqual([]);
  expect([0, -1]).toContain(first.infcode);
  const again = await his.call(
    '2207',
    his.settlement(
      visit,
      await his
        .must('2205', {
          data: { mdtrt_id: visit, psn_no: PERSON, chrg_bchno: '0000' },
        })
        .then(() => his.fees(visit, ['11', '12', '13'])),
    ),
  );
  expect(again.infcode).toBe(0);
});

test('the same number answers alike, also over a restart; other content under it is refused', async () => {
  const at = await hospital();
  const { his } = at;
  const { asked } = await ready(at);
  const message = his.envelope('2207', asked);
  const [first, second] = await Promise.all([his.send(message), his.send(message)]);
  expect(second).toEqual(first);
  expect(first.infcode).toBe(0);
  const other = { ...message, input: { data: { ...asked.data, invono: 'F1' } } };
  expect((await his.send(other)).err_msg).toContain('national.message-used');

  await at.desk.close();
  const again = await at.open();
  onTestFinished(() => again.close());
  const after = hisOf(again, at.token, at.equipment.clock.now());
  // Stamped anew, in the sign-in of before: the same message.
  expect(await after.send({ ...message, inf_time: '2026-01-01 00:00:00' })).toEqual(first);
  expect(settledCount(at)).toBe(1);
});

test('a second settlement of the same lines under another number is refused, and names the first', async () => {
  const at = await hospital();
  const { his } = at;
  const { asked } = await ready(at);
  const message = his.envelope('2207', asked);
  await his.send(message);
  const second = await his.call('2207', asked);
  expect(second.err_msg).toContain(String(message.msgid));
  expect(second.err_msg).toContain('national.visit-state');
  expect(settledCount(at)).toBe(1);
});

test('what 2601 may not take back: other numbers, other persons, other transactions, cancellations', async () => {
  const at = await hospital();
  const { his } = at;
  const { asked, visit } = await ready(at);
  const message = his.envelope('2207', asked);
  const { setlinfo } = (await his.send(message)).output;
  const refused = async (...of: Parameters<typeof reversal>) =>
    (await his.call('2601', reversal(...of))).err_msg;
  const number = String(message.msgid);
  expect(await refused(number, '2204')).toContain('national.reversal-refused');
  expect(await refused(number, '2304')).toContain('原报文是 2207');
  expect(await refused(number, '2207', '999001-01-02-03-004-9')).toContain('不是该人员的');
  expect(at.equipment.journal.head().sequence).toBeGreaterThan(0);
  const cancel = his.envelope('2208', {
    data: { setl_id: setlinfo.setl_id, mdtrt_id: visit, psn_no: PERSON },
  });
  expect((await his.send(cancel)).infcode).toBe(0);
  expect(await refused(String(cancel.msgid), '2208')).toContain('不能恢复');
  // A cancellation that never arrived has nothing to take back.
  expect((await his.call('2601', reversal(his.nextId(), '2208'))).infcode).toBe(0);
});
