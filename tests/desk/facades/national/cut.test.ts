/** The card, the centre or the service is cut off in the middle: resent or reversed, never twice, never lost. */

import { expect, onTestFinished, test } from 'vitest';
import { OneCardError } from '../../../../src/errors/index.ts';
import type { CentrePort, CountyCode } from '../../../../src/model/index.ts';
import type { HomeCounty } from '../../../../src/terminal/index.ts';
import { virtualReader } from '../../../../src/virtual/index.ts';
import { HOME, hisOf, hospital, PERSON } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

/** A hospital whose centre and card fail as told. */
async function fragile() {
  const at = await hospital();
  const card = await at.world.card('yinjiang');
  await at.desk.close();
  const desk = await at.open({ readers: [virtualReader(card)] });
  onTestFinished(() => desk.close());
  const his = hisOf(desk, at.token, at.equipment.clock.now());
  await his.signIn();
  await his.readCard();
  return { ...at, desk, card, his };
}

/** Settlements that stand. */
const standing = ({ equipment: { journal } }: Pick<At, 'equipment'>) => {
  const entries = [...journal.entries()];
  const isReversed = (id: unknown) =>
    entries.some((entry) => entry.kind === 'reversed' && entry.id === id);
  return entries.filter((entry) => entry.kind === 'settled' && !isReversed(entry.id)).length;
};

/** The centre of the home county with some of its answers lost. */
function withCentre({ equipment }: Pick<At, 'equipment'>, lost: Partial<CentrePort>): () => void {
  const counties = equipment.counties as Map<CountyCode, HomeCounty>;
  const home = counties.get(HOME as CountyCode)!;
  counties.set(HOME as CountyCode, {
    ...home,
    centre: new Proxy(home.centre, {
      get(centre, name) {
        const own: unknown = Reflect.get(lost, name) ?? Reflect.get(centre, name);
        return typeof own === 'function' ? own.bind(centre) : own;
      },
    }),
  });
  return () => counties.set(HOME as CountyCode, home);
}

const unreachable = () => Promise.reject(new OneCardError('centre.unreachable', { county: HOME }));

/** A settlement takes some two dozen commands: reading, proving, writing, signing. */
test.each([5, 14, 17, 18, 19, 20, 21])(
  'the card is pulled at command %i: resent until it stands, once',
  async (nth) => {
    const at = await fragile();
    const { his, card } = at;
    const visit = await his.outpatient();
    const asked = his.settlement(visit, await his.fees(visit));
    const message = his.envelope('2207', asked);
    card.failAt({ kind: 'cut-after', nth });
    const first = await his.send(message);
    card.failAt(undefined);
    expect(first.infcode).toBe(-1);
    const again = await his.send(message);
    expect(again.infcode, again.err_msg).toBe(0);
    expect(await his.send(message)).toEqual(again);
    expect(standing(at)).toBe(1);
  },
);

test('while a settlement has no end, no other message changes its visit', async () => {
  const at = await fragile();
  const { his, card } = at;
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  const message = his.envelope('2207', asked);
  card.failAt({ kind: 'cut-after', nth: 20 });
  expect((await his.send(message)).err_msg).toContain('national.undecided');
  card.failAt(undefined);
  for (const other of [
    his.envelope('2207', asked),
    his.envelope('2206', asked),
    his.envelope('2202', { data: { mdtrt_id: visit, psn_no: PERSON } }),
    his.envelope('2204', { feedetail: [his.line(visit, 'z')] }),
  ]) {
    expect((await his.send(other)).err_msg).toContain(String(message.msgid));
  }
  expect((await his.send(message)).infcode).toBe(0);
});

test('the centre’s answer is lost: the outcome is not decided, and resending decides it', async () => {
  const at = await fragile();
  const { his } = at;
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  const message = his.envelope('2207', asked);
  const { centre } = at;
  const mend = withCentre(at, {
    settle: async (...request) => {
      await centre.settle(...request);
      return unreachable();
    },
    status: unreachable,
  });
  const lost = await his.send(message);
  expect(lost.err_msg).toContain('national.undecided');
  expect(
    (await his.call('2205', { data: { mdtrt_id: visit, psn_no: PERSON, chrg_bchno: '0000' } }))
      .err_msg,
  ).toContain(String(message.msgid));
  mend();
  const decided = await his.send(message);
  expect(decided.infcode, decided.err_msg).toBe(0);
  expect(standing(at)).toBe(1);
});

test('the centre’s answer is lost, and the hospital gives up: nothing stands', async () => {
  const at = await fragile();
  const { his, centre } = at;
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  const message = his.envelope('2207', asked);
  const mend = withCentre(at, {
    settle: async (...request) => {
      await centre.settle(...request);
      return unreachable();
    },
    status: unreachable,
    reverse: unreachable,
  });
  await his.send(message);
  const undo = his.envelope('2601', {
    data: { psn_no: PERSON, omsgid: message.msgid, oinfno: '2207' },
  });
  expect((await his.send(undo)).err_msg).toContain('national.undecided');
  mend();
  expect((await his.send(undo)).infcode).toBe(0);
  expect((await his.send(message)).err_msg).toContain('national.message-reversed');
  expect(at.equipment.journal.openIntents()).toEqual([]);
  expect((await his.call('2207', asked)).infcode).toBe(0);
  expect(standing(at)).toBe(1);
});

test('without a card it is said so, and the same number goes on once it is there', async () => {
  const at = await fragile();
  const { his, desk } = at;
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  const message = his.envelope('2207', asked);
  await desk.close();
  const empty = await at.open({ readers: [] });
  const without = hisOf(empty, at.token, at.equipment.clock.now());
  expect((await without.send(message)).err_msg).toContain('reader.no-reader');
  await empty.close();
  const back = await at.open({ readers: [virtualReader(at.card)] });
  onTestFinished(() => back.close());
  const after = hisOf(back, at.token, at.equipment.clock.now());
  expect((await after.send(message)).infcode).toBe(0);
  expect(standing(at)).toBe(1);
});

test('a stay’s settlement that was cut off is resent, or reversed by number', async () => {
  const at = await fragile();
  const { his, card, centre } = at;
  const admitted = await his.must('2401', {
    mdtrtinfo: {
      psn_no: PERSON,
      insutype: '380',
      begntime: his.today,
      med_type: '21',
      ipt_no: 'ZY-0009',
      dscg_maindiag_code: 'J18.900',
    },
  });
  const visit = admitted.result.mdtrt_id;
  const fees = { feedetail: [his.line(visit, 'a', { det_item_fee_sumamt: 2550, cnt: 200 })] };
  const asked = his.settlement(visit, await his.must('2301', fees), { med_type: '21' });
  const message = his.envelope('2304', asked);
  card.failAt({ kind: 'cut-after', nth: 20 });
  const first = await his.send(message);
  card.failAt(undefined);
  expect(first.infcode).toBe(-1);
  const again = await his.send(message);
  expect(again.infcode, again.err_msg).toBe(0);
  expect(standing(at)).toBe(1);
  await his.must('2305', {
    data: { mdtrt_id: visit, psn_no: PERSON, setl_id: again.output.setlinfo.setl_id },
  });

  const mend = withCentre(at, {
    settle: async (...request) => {
      await centre.settle(...request);
      return unreachable();
    },
    status: unreachable,
  });
  const lost = his.envelope('2304', asked);
  expect((await his.send(lost)).err_msg).toContain('national.undecided');
  mend();
  await his.must('2601', { data: { psn_no: PERSON, omsgid: lost.msgid, oinfno: '2304' } });
  expect(standing(at)).toBe(0);
  expect(at.equipment.journal.openIntents()).toEqual([]);
  await his.must('2304', asked);
  expect(standing(at)).toBe(1);
});

test('an admission that is reversed while it waits for its card is none', async () => {
  const at = await fragile();
  const { his } = at;
  const input = {
    mdtrtinfo: {
      psn_no: PERSON,
      insutype: '380',
      begntime: his.today,
      med_type: '21',
      ipt_no: 'ZY-0010',
      dscg_maindiag_code: 'J18.900',
    },
  };
  const message = his.envelope('2401', input);
  const admitting = his.send(message);
  const undo = his.call('2601', {
    data: { psn_no: PERSON, omsgid: message.msgid, oinfno: '2401' },
  });
  const [first, undone] = await Promise.all([admitting, undo]);
  expect(undone.infcode).toBe(0);
  expect([0, -1]).toContain(first.infcode);
  expect(at.equipment.journal.openStays()).toEqual([]);
  expect((await his.send(message)).err_msg).toContain('national.message-reversed');
  // The hospital's number is free for another message.
  expect((await his.call('2401', { ...input, diseinfo: [] })).infcode).toBe(0);
});
