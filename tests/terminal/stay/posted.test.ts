/** A stay's bill that stands without its card, while that card, which came back, is being written. */

import { expect, test } from 'vitest';
import type { CardTransport } from '../../../src/card/index.ts';
import { addDays } from '../../../src/time.ts';
import { pulledBefore } from '../../support/taps.ts';
import { demoBill } from '../../support/world.ts';
import { admitted, charges, OPERATOR, openWard } from './ward.ts';

test('its money is counted, and a cancelled discharge takes it back', async () => {
  const ward = await openWard();
  const { stays, today, equipment, centre, terminal } = ward;
  const { journal } = equipment;
  const pulled = pulledBefore(0xe2);
  const tapPulled = <T>(use: (transport: CardTransport) => Promise<T>) =>
    ward.tap((transport) => use(pulled(transport)));

  const stay = await admitted(ward, 2);
  await stays.charge(stay, charges('1', addDays(today, -1), 700), OPERATOR);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  await stays.discharge(stay, { ...leave, billNumber: 'B-1' });
  await tapPulled((transport) => stays.settle(stay, transport));
  const { id } = journal.openIntents()[0]!;
  await centre.postWithoutCard(id);
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  expect(await stays.catchUp(stay)).toMatchObject({ state: 'discharged' });
  const account = stays.account(stay)!;
  expect(account.settlements).toEqual([id]);

  const other = await demoBill('jimunai', 'X-1');
  await tapPulled((transport) => terminal.settle(transport, other));
  expect(journal.entriesOf(id).at(-1)?.kind).toBe('card-pending');
  expect(stays.account(stay)).toEqual(account);
  const why = { reason: '登记有误', operator: OPERATOR };
  expect(await stays.cancel(stay, 'discharge', why)).toMatchObject({ outcome: 'cancelled' });
  expect(await centre.status(id)).toMatchObject({ outcome: 'reversed' });
});
