/** The power goes between the centre's admission and the journal's entry: the same number heals it. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDeskStore } from '../../../../src/desk/storage/store.ts';
import type { AdmissionPort, CountyCode } from '../../../../src/model/index.ts';
import { openStayDesk } from '../../../../src/terminal/index.ts';
import { HOME, hisOf, hospital, PERSON } from './hospital.ts';

/** A centre that has admitted, and a service that ends before it hears of it. */
async function cut() {
  const at = await hospital();
  await at.desk.close();
  const admissions = new Map([...at.world.centres, [HOME as CountyCode, at.centre]]) as Map<
    CountyCode,
    AdmissionPort
  >;
  const ids: string[] = [];
  const { centre } = at;
  const ended: string[] = [];
  admissions.set(HOME as CountyCode, {
    async admit(id, request) {
      const answer = await centre.admit(id, request);
      if (answer.outcome === 'admitted') ids.push(answer.id);
      if (ids.length === 1) throw new Error('the power is gone');
      return answer;
    },
    endStay(id, end) {
      ended.push(id);
      return centre.endStay(id, end);
    },
    reopenStay: (id) => centre.reopenStay(id),
  });
  const stays = openStayDesk({ ...at, admissions });
  const open = async () => {
    const desk = await at.open({ stays });
    onTestFinished(() => desk.close());
    return { desk, his: hisOf(desk, at.token, at.equipment.clock.now()) };
  };
  const { desk, his } = await open();
  await his.signIn();
  await his.readCard();
  const message = his.envelope('2401', {
    mdtrtinfo: {
      psn_no: PERSON,
      insutype: '380',
      begntime: his.today,
      med_type: '21',
      ipt_no: 'ZY-0011',
      dscg_maindiag_code: 'J18.900',
    },
  });
  await expect(his.send(message)).rejects.toThrow('HTTP 500');
  expect(at.equipment.journal.openStays()).toEqual([]);
  await desk.close();
  const again = await open();
  await again.his.signIn();
  return { ...at, ...again, open, message, ids, ended };
}

const undoing = ({ msgid }: Readonly<Record<string, unknown>>) => ({
  data: { psn_no: PERSON, omsgid: msgid, oinfno: '2401' },
});

test('the same number again admits what the centre has admitted, once', async () => {
  const at = await cut();
  const { his, message, ids } = at;
  const admitted = await his.send(message);
  expect(admitted.infcode, admitted.err_msg).toBe(0);
  expect(new Set(ids).size).toBe(1);
  expect(at.equipment.journal.openStays().map(({ id }) => id)).toEqual([ids[0]]);
  const visit = admitted.output.result.mdtrt_id;
  const fees = { feedetail: [his.line(visit, 'a')] };
  await his.must('2304', his.settlement(visit, await his.must('2301', fees)));
});

test('reversed by its number, nothing stays open at the centre', async () => {
  const at = await cut();
  const { his, message, ids, ended } = at;
  await his.must('2601', undoing(message));
  expect(at.equipment.journal.openStays()).toEqual([]);
  expect(ended).toEqual([ids[0]]);
});

test('admitted under another number since, the stay is not taken back with the first one', async () => {
  const at = await cut();
  const { his, message, ended } = at;
  const { input } = message as { readonly input: Readonly<Record<string, unknown>> };
  const admitted = await his.must('2401', input);
  await his.must('2601', undoing(message));
  expect(ended).toEqual([]);
  expect(at.equipment.journal.openStays()).toHaveLength(1);
  await his.must('2301', { feedetail: [his.line(admitted.result.mdtrt_id, 'a')] });
});

test('the power goes before the answer: what was charged since is still there when it is asked again', async () => {
  const at = await cut();
  const { his, message, desk } = at;
  const first = (await his.send(message)).output.result.mdtrt_id;
  await his.must('2301', { feedetail: [his.line(first, 'a')] });
  await desk.close();
  const store = openDeskStore(join(at.folder, 'desk.sqlite'));
  store.run(
    'UPDATE answer SET status = NULL, type = NULL, body = NULL WHERE key = ?',
    String(message.msgid),
  );
  store.close();
  const again = (await at.open()).his;
  await again.signIn();
  expect((await again.send(message)).output.result.mdtrt_id).toBe(first);
  await again.must('2302', { data: { mdtrt_id: first, psn_no: PERSON, feedetl_sn: 'a' } });
  const uploaded = await again.must('2301', { feedetail: [again.line(first, 'a')] });
  await again.must('2304', again.settlement(first, uploaded));
});
