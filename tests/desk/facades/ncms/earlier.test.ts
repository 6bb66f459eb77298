/** What the journal knows of a bill decides, not what a tap finished beside it. */

import { expect, onTestFinished, test } from 'vitest';
import { virtualReader } from '../../../../src/virtual/index.ts';
import { line, ncmsDesk, registered, signedOn, textOf } from './support.ts';

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
