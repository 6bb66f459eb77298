/** 部分退费 of what stands without its card: it was paid like any other. */

import { expect, test } from 'vitest';
import type { CardTransport } from '../../../src/card/index.ts';
import type { Quantity } from '../../../src/money.ts';
import { pulledBefore } from '../../support/taps.ts';
import { OPERATOR, openWard } from '../stay/ward.ts';
import { dayBill } from './bills.ts';

const REQUEST = {
  returned: [{ lineId: '2', quantity: 1_000_000n as Quantity }],
  reason: '退药',
  operator: OPERATOR,
};

/** Settled at the centre, its card pulled, and posted without it. */
async function posted() {
  const ward = await openWard();
  const pulled = pulledBefore(0xe2);
  const tapPulled = (bill: ReturnType<typeof dayBill>) =>
    ward.tap((transport: CardTransport) => ward.terminal.settle(pulled(transport), bill));
  await tapPulled(dayBill('B-1', ward.today, [600, 400]));
  const { journal } = ward.equipment;
  const { id, adjudication } = journal.openIntents()[0]!;
  await ward.centre.postWithoutCard(id);
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  return { ward, id, cash: adjudication.byPayer.cash!, tapPulled };
}

test.each(['waits for its card', 'is being written'])('while its card %s', async (which) => {
  const { ward, id, cash, tapPulled } = await posted();
  const { journal } = ward.equipment;
  if (which === 'is being written') {
    await tapPulled(dayBill('B-2', ward.today, [10]));
    expect(journal.entriesOf(id).at(-1)?.kind).toBe('card-pending');
  }
  expect(await ward.refunds.refund(id, REQUEST)).toEqual({ outcome: 'replacement-open' });
  expect(await ward.centre.status(id)).toMatchObject({ outcome: 'reversed' });
  const end = await ward.tap((transport) => ward.refunds.resume(id, transport));
  if (end?.outcome !== 'refunded') throw new Error(end?.outcome);
  const left = journal.settled(end.settlement!)!;
  expect(left.bill).toMatchObject({ total: 90_000n, billNumber: 'B-1' });
  expect(end.cashBack).toBe(cash - left.adjudication.byPayer.cash!);
});
