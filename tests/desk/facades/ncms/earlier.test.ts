/** What the journal knows of a bill decides, not what a tap finished beside it. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openKeptRecords } from '../../../../src/desk/storage/kept.ts';
import { openDeskStore } from '../../../../src/desk/storage/store.ts';
import type { Quantity } from '../../../../src/money.ts';
import { openRefundDesk, stateOf } from '../../../../src/terminal/index.ts';
import { chinaDate } from '../../../../src/time.ts';
import { virtualReader } from '../../../../src/virtual/index.ts';
import { inHospital, line, ncmsDesk, registered, signedOn, textOf } from './support.ts';

/** A service whose card can be pulled. */
async function fragile() {
  const at = await ncmsDesk();
  const card = await at.world.card('yinjiang');
  await at.desk.close();
  const desk = await at.open({ readers: [virtualReader(card)] });
  onTestFinished(() => desk.close());
  return { ...at, desk, card, program: await signedOn(desk, at.token) };
}

test('a visit that was refused is not settled because the tap finished another one', async () => {
  const { program, card, equipment } = await fragile();
  const first = await registered(program);
  card.failAt({ kind: 'cut-after', nth: 20 });
  expect((await program.call('S25', [['outpId', first]])).state).toBe(false);
  card.failAt(undefined);

  const second = await registered(program, [line('2', { num: '1', totalCost: '20' })]);
  // No fund is to pay: the decision is not what the registration says.
  const without = [
    ['outpId', second],
    ['isOutpPay', '0'],
  ] as const;
  expect((await program.call('S20', without)).state).toBe(true);
  expect((await program.call('S25', [['outpId', second]])).message).toContain('isOutpPay=0');
  expect([...equipment.journal.entries()].filter(({ kind }) => kind === 'settled')).toHaveLength(1);

  expect((await program.call('S27', [['outpId', second]])).message).toBe('尚未结算');
  const [, paid] = [
    await program.call('S27', [['outpId', first]]),
    await program.call('S20', [
      ['outpId', second],
      ['isOutpPay', '1'],
    ]),
  ];
  expect(paid.message).toBe('');
  const settled = await program.call('S25', [['outpId', second]]);
  expect(textOf(settled.data, 'nhzje')).toBe('20.0000');
});

test('a bill that was posted without its card is settled, also when the power went before its visit knew', async () => {
  const at = await fragile();
  const { program, card, equipment, centre, folder, token } = at;
  const outpId = await registered(program);
  card.failAt({ kind: 'cut-after', nth: 17 });
  expect((await program.call('S25', [['outpId', outpId]])).state).toBe(false);
  card.failAt(undefined);
  const { journal } = equipment;
  const { id } = journal.openIntents()[0]!;
  await centre.postWithoutCard(id);
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  await journal.append({ kind: 'card-caught-up', id, cardSequence: 9 });
  await at.desk.close();
  const store = openDeskStore(join(folder, 'desk.sqlite'));
  const kept = openKeptRecords(store, equipment.clock);
  const place = { part: 'ncms', kind: 'outpatient', id: outpId };
  const { settlement, ...before } = JSON.parse(kept.get(place)!);
  expect(settlement).toBe(id);
  kept.put(place, JSON.stringify(before));
  store.close();

  const desk = await at.open({ readers: [virtualReader(card)] });
  onTestFinished(() => desk.close());
  const again = await signedOn(desk, token);
  expect((await again.call('S19', [['outpId', outpId]])).message).toContain('已结算');
  expect(textOf((await again.call('S17', [])).data, 'settlementId')).toBe(id);
  const slip = await again.call('S27', [['outpId', outpId]]);
  expect(textOf(slip.data, 'settlementId')).toBe(id);
  expect((await again.call('S26', [['outpId', outpId]])).state).toBe(true);
  expect(stateOf(journal.entriesOf(id))).toBe('reversed');
});

/** A part of the newest settlement's first line is given back at the refund desk. */
async function refunded(at: Awaited<ReturnType<typeof fragile>>, billNumber?: string) {
  const { equipment, terminal, card } = at;
  const entry = [...equipment.journal.entries()].findLast(({ kind }) => kind === 'settled')!;
  const { lineId } = equipment.journal.settled(entry.id!)!.bill.lines[0]!;
  const request = {
    returned: [{ lineId, quantity: 10_000n as Quantity }],
    ...(billNumber === undefined ? {} : { billNumber }),
    reason: '退药',
    operator: '01',
  };
  const transport = await virtualReader(card).connect({ exclusive: true });
  const desk = openRefundDesk({ equipment, terminal });
  expect((await desk.refund(entry.id!, request, transport)).outcome).toBe('refunded');
  await transport.close();
}

test('a visit of which a part was given back is not told as gone: the rest stands', async () => {
  const at = await fragile();
  const { program } = at;
  const outpId = await registered(program);
  expect((await program.call('S25', [['outpId', outpId]])).state).toBe(true);
  await refunded(at, 'T-1');
  for (const code of ['S25', 'S26']) {
    const told = await program.call(code, [['outpId', outpId]]);
    expect([code, told.state, told.message.includes('退费')]).toEqual([code, false, true]);
  }
});

test('a stay of which a part was given back is not told as gone: the rest stands', async () => {
  const at = await fragile();
  const { program, equipment } = at;
  const inpId = await inHospital(program, chinaDate(equipment.clock.now()));
  for (const code of ['S07', 'S14']) {
    expect((await program.call(code, [['inpId', inpId]])).message).toBe('');
  }
  await refunded(at);
  const told = await program.call('S15', [['inpId', inpId]]);
  expect([told.state, told.message.includes('退费')]).toEqual([false, true]);
});
