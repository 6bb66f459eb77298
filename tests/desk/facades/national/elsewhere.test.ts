/** What happened to a settlement beside the interface: at the clerk's page, at the county, by a recovery. */

import { expect, onTestFinished, test } from 'vitest';
import type { DeskOptions } from '../../../../src/desk/index.ts';
import { OneCardError } from '../../../../src/errors/index.ts';
import type { Amount, Quantity } from '../../../../src/money.ts';
import { openRefundDesk, openTerminal, stateOf } from '../../../../src/terminal/index.ts';
import { virtualReader } from '../../../../src/virtual/index.ts';
import { post } from '../../support.ts';
import { HOME, hisOf, hospital, PERSON } from './hospital.ts';

async function ready(options: Partial<DeskOptions> = {}) {
  const at = await hospital(options);
  const card = await at.world.card('yinjiang');
  await at.desk.close();
  const desk = await at.open({ readers: [virtualReader(card)] });
  onTestFinished(() => desk.close());
  const his = hisOf(desk, at.token, at.equipment.clock.now());
  await his.signIn();
  await his.readCard();
  const visit = await his.outpatient();
  const asked = his.settlement(visit, await his.fees(visit));
  return { ...at, desk, card, his, visit, asked };
}
type At = Awaited<ReturnType<typeof ready>>;

const undoing = (omsgid: unknown, oinfno: string) => ({
  data: { psn_no: PERSON, omsgid, oinfno },
});

/** Settlements of the journal by state. */
function states({ equipment: { journal } }: Pick<At, 'equipment'>): readonly unknown[] {
  const intents = [...journal.entries()].filter(({ kind }) => kind === 'intent');
  return intents.map(({ id }) => stateOf(journal.entriesOf(id!)));
}

/** 2207 cut off before the card was written; then the county's deadline posted it. */
async function posted() {
  const at = await ready();
  const message = at.his.envelope('2207', at.asked);
  at.card.failAt({ kind: 'cut-after', nth: 17 });
  expect((await at.his.send(message)).err_msg).toContain('national.undecided');
  at.card.failAt(undefined);
  const { journal } = at.equipment;
  const { id } = journal.openIntents()[0]!;
  await at.centre.postWithoutCard(id);
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  return { ...at, message, id };
}

/** Its card went on elsewhere, and shows so. */
async function caughtUp() {
  const at = await posted();
  const { id, equipment } = at;
  await equipment.journal.append({ kind: 'card-caught-up', id, cardSequence: 9 });
  return at;
}

/** Its card came back and was pulled while another bill was to be settled. */
async function cardTornAgain() {
  const at = await posted();
  const { his, card } = at;
  const other = await his.outpatient();
  const asked = his.settlement(other, await his.fees(other));
  card.failAt({ kind: 'cut-after', nth: 17 });
  await his.call('2207', asked);
  card.failAt(undefined);
  expect(states(at)).toEqual(['card-pending']);
  return at;
}

test.each([
  ['whose card went on elsewhere', caughtUp],
  ['whose card is being written', cardTornAgain],
])('a settlement that stands without its card, %s, is told as settled', async (_, prepare) => {
  const at = await prepare();
  const again = await at.his.send(at.message);
  expect([again.infcode, again.err_msg]).toEqual([0, '']);
  const other = await at.his.call('2207', at.asked);
  expect(other.err_msg).toContain(String(at.message.msgid));
});

test.each([
  ['whose card went on elsewhere', caughtUp],
  ['whose card is being written', cardTornAgain],
])('a settlement that stands without its card, %s, is taken back by 2601', async (_, prepare) => {
  const at = await prepare();
  const undone = await at.his.call('2601', undoing(at.message.msgid, '2207'));
  expect([undone.infcode, undone.err_msg]).toEqual([0, '']);
  expect(states(at)).toEqual(['reversed']);
});

test('what two people took back at the clerk’s page is taken back for 2208 too', async () => {
  const at = await ready({ secondPersonFrom: 1n as Amount });
  const { his, visit, asked, desk, token } = at;
  const message = his.envelope('2207', asked);
  const { setlinfo } = (await his.send(message)).output;
  const cancel = { data: { setl_id: setlinfo.setl_id, mdtrt_id: visit, psn_no: PERSON } };
  expect((await his.call('2208', cancel)).err_msg).toContain('desk.second-person-missing');
  const { id } = [...at.equipment.journal.entries()].find(({ kind }) => kind === 'settled')!;
  const reversal = { reason: '退费', operator: '01', second: '02' };
  const who = { token, 'idempotency-key': 'reverse-0001' };
  const done = await post(desk, `/v1/settlements/${id}/reversal`, reversal, who);
  expect(done.json.outcome).toBe('reversed');

  // Its own message, come again, is not told that it stands.
  const repeated = await his.send(message);
  expect([repeated.infcode, repeated.output]).toEqual([-1, null]);
  expect(repeated.err_msg).toContain('已在本机冲正');
  // The hospital is not told that its lines are settled: they were, and were taken back.
  const early = await his.call('2207', asked);
  expect(early.infcode).toBe(-1);
  expect(early.err_msg).toContain('2208');
  expect((await his.call('2208', cancel)).infcode).toBe(0);
  expect((await his.call('2207', asked)).infcode).toBe(0);
  expect(states(at)).toEqual(['reversed', 'done']);
});

test('a cancellation that is under way is not taken back by 2601, whatever became of its answer', async () => {
  const at = await ready();
  const { his, visit, asked, centre, equipment } = at;
  const { setlinfo } = await his.must('2207', asked);
  const cancel = his.envelope('2208', {
    data: { setl_id: setlinfo.setl_id, mdtrt_id: visit, psn_no: PERSON },
  });
  const reverse = centre.reverse.bind(centre);
  Object.assign(centre, {
    reverse: () => Promise.reject(new OneCardError('centre.unreachable', { county: HOME })),
  });
  expect((await his.send(cancel)).err_msg).toContain('national.undecided');
  Object.assign(centre, { reverse });
  const undone = await his.call('2601', undoing(cancel.msgid, '2208'));
  await openTerminal(equipment).recover();
  expect(states(at)).toEqual(['reversed']);
  expect([undone.infcode, undone.output]).toEqual([-1, null]);
  expect(undone.err_msg).toContain('national.reversal-refused');
  // Its own number goes on answering for it.
  expect((await his.send(cancel)).infcode).toBe(0);
});

/** 部分退费: a part of the first line is given back at the refund desk. */
async function refunded({ equipment, terminal, world }: At, billNumber?: string) {
  const { id } = [...equipment.journal.entries()].find(({ kind }) => kind === 'settled')!;
  const { lineId } = equipment.journal.settled(id!)!.bill.lines[0]!;
  const request = {
    returned: [{ lineId, quantity: 10_000n as Quantity }],
    ...(billNumber === undefined ? {} : { billNumber }),
    reason: '退药',
    operator: '01',
  };
  const transport = await virtualReader(await world.card('yinjiang')).connect({ exclusive: true });
  const result = await openRefundDesk({ equipment, terminal }).refund(id!, request, transport);
  await transport.close();
  expect(result.outcome).toBe('refunded');
}

test.each([undefined, 'T-1'])(
  'a settlement of which a part was given back is not cancelled beside what stands for it (%s)',
  async (billNumber) => {
    const at = await ready();
    const { his, visit, asked } = at;
    const message = his.envelope('2207', asked);
    const { setlinfo } = (await his.send(message)).output;
    await refunded(at, billNumber);
    expect(states(at)).toEqual(['reversed', 'done']);
    const cancel = { data: { setl_id: setlinfo.setl_id, mdtrt_id: visit, psn_no: PERSON } };
    const refused = await his.call('2208', cancel);
    expect([refused.infcode, refused.output]).toEqual([-1, null]);
    expect(refused.err_msg).toContain('退费');
    const undone = await his.call('2601', undoing(message.msgid, '2207'));
    expect([undone.infcode, ...states(at)]).toEqual([-1, 'reversed', 'done']);
    expect((await his.call('2207', asked)).infcode).toBe(-1);
    expect(states(at)).toEqual(['reversed', 'done']);
  },
);
