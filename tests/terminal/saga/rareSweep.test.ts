/** Every seldom state against every consumer: what each says of one and the same bill. */

import { expect, test } from 'vitest';
import type { SettlementId } from '../../../src/model/index.ts';
import { billStanding } from '../../../src/terminal/billStanding.ts';
import { movementsOf } from '../../../src/terminal/dayEnd/journalDay.ts';
import { openRefundDesk } from '../../../src/terminal/index.ts';
import { settledHere } from '../../../src/terminal/offline/settleOffline.ts';
import { pulledBefore } from '../../support/taps.ts';
import { demoBill } from '../../support/world.ts';
import { Desk, unreachable } from './desk.ts';

const WHY = { reason: '误收', operator: 'OP-1' };
const PLAIN = 'plain';

async function posted(desk: Desk): Promise<SettlementId> {
  const id = await desk.cutAt('answered', 'ZY1');
  await desk.centre.postWithoutCard(id);
  await desk.journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  return id;
}

async function settled(desk: Desk): Promise<SettlementId> {
  await desk.tap('ZY1');
  return desk.newest().id!;
}

const STATES = {
  answered: (desk: Desk) => desk.cutAt('answered', 'ZY1'),
  posted,
  'posted, its card being written': async (desk: Desk) => {
    const id = await posted(desk);
    await desk.tap('ZY1', { layer: pulledBefore(0xe2) });
    return id;
  },
  'posted, then signed': async (desk: Desk) => {
    const id = await posted(desk);
    await desk.tap('ZY1');
    return id;
  },
  settled,
  'settled, reversed by the county alone': async (desk: Desk) => {
    const id = await settled(desk);
    await desk.centre.reverse(id);
    return id;
  },
  reversing: async (desk: Desk) => {
    const id = await settled(desk);
    const cut = desk.centreWith(() => ({ reverse: unreachable, status: unreachable }));
    await desk.terminal(cut).reverse(id, WHY);
    return id;
  },
  reversed: async (desk: Desk) => {
    const id = await settled(desk);
    await desk.terminal().reverse(id, WHY);
    return id;
  },
  'posted, then reversed': async (desk: Desk) => {
    const id = await posted(desk);
    await desk.terminal().reverse(id, WHY);
    return id;
  },
  voided: async (desk: Desk) => {
    const cut = desk.centreWith(() => ({ settle: unreachable }));
    const result = await desk.tap('ZY1', { changes: cut });
    return result && 'id' in result ? result.id! : desk.newest().id!;
  },
} as const;

// biome-ignore format: a table is read in rows
const SWEEP: readonly (readonly [keyof typeof STATES, status: string, bill: string, offLine: string, receipt: string, paid: number, reverse: string])[] = [
  ['answered', 'in-progress answered', 'open', 'none', 'none', 0, 'reversed'],
  ['posted', 'processed done-without-card', 'stands', 'already-settled', '未写卡入账', 1, 'reversed'],
  ['posted, its card being written', 'in-progress card-pending', 'stands', 'already-settled', '未写卡入账', 1, 'reversed'],
  ['posted, then signed', 'processed done', 'stands', 'already-settled', PLAIN, 1, 'reversed'],
  ['settled', 'processed done', 'stands', 'already-settled', PLAIN, 1, 'reversed'],
  // The copy of the receipt asks the county.
  ['settled, reversed by the county alone', 'processed done', 'none', 'none', '已冲正', 0, 'reversed'],
  ['reversing', 'in-progress reversing', 'open', 'reversing', '正在冲正', 1, 'reversed'],
  ['reversed', 'processed reversed', 'none', 'none', '已冲正', 0, 'reversed'],
  ['posted, then reversed', 'processed reversed', 'none', 'none', '未写卡入账 已冲正', 0, 'reversed'],
  ['voided', 'processed voided', 'none', 'none', 'none', 0, 'nothing-to-reverse'],
];

test.each(SWEEP)('%s', async (state, status, bill, offLine, receipt, paid, reverse) => {
  const desk = await Desk.open();
  const id = await STATES[state](desk);
  const terminal = desk.terminal();
  const asked = await terminal.status(id);
  const contents = await demoBill('yinjiang', 'ZY1');
  const refunds = openRefundDesk({ equipment: desk.equipment, terminal });
  const print = await refunds.reprint(id, 'OP-1', 'zh');
  const marks = ['未写卡入账', '正在冲正', '已冲正'].filter(
    (mark) => print.outcome === 'printed' && print.text.includes(mark),
  );
  const moved = [...movementsOf(desk.journal, {})].map(({ kind }) => kind);
  const sum = () => moved.reduce((so, kind) => so + (kind === 'settlement' ? 1 : -1), 0);
  expect({
    status: 'state' in asked ? `${asked.outcome} ${asked.state}` : asked.outcome,
    bill: billStanding(desk.journal, contents).outcome,
    offLine: settledHere(desk.equipment, contents)?.outcome ?? 'none',
    receipt: print.outcome === 'printed' ? marks.join(' ') || PLAIN : 'none',
    paid: sum(),
  }).toEqual({ status, bill, offLine, receipt, paid });
  // There is always a way out, and after it nothing stands anywhere.
  expect((await terminal.reverse(id, WHY)).outcome).toBe(reverse);
  expect(billStanding(desk.journal, contents).outcome).toBe('none');
  expect((await desk.centre.status(id)).outcome).not.toBe('settled');
});
