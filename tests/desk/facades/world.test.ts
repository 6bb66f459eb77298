import { expect, test } from 'vitest';
import { chinaDate } from '../../../src/time.ts';
import { HIS, pair, post } from '../support.ts';
import { HOLDER, outpatientDesk, PROVIDER } from './world.ts';

test('the world of these tests pays outpatients', async () => {
  const at = await outpatientDesk();
  const today = chinaDate(at.equipment.clock.now());
  const who = { token: await pair(at), origin: HIS };
  const bill = {
    format: 'onecard-bill/1',
    billNumber: 'O-1',
    provider: PROVIDER,
    visit: { kind: 'outpatient', admittedOn: today, dischargedOn: today, diagnoses: ['J06.900'] },
    patient: { name: HOLDER.name, memberNumber: HOLDER.memberNumber },
    lines: [
      {
        lineId: '1',
        itemCode: 'X9990001',
        hospitalItemCode: 'H1',
        name: '阿莫西林胶囊',
        chargedOn: today,
        unitPrice: '20.00',
        quantity: '2',
        submitted: '40.00',
      },
    ],
    total: '40.00',
  };
  const trial = await post(at.desk, '/v1/trials', { bill }, who);
  expect(trial.json).toMatchObject({
    outcome: 'adjudicated',
    adjudication: { byPayer: { 'pooled-fund': '2000', cash: '2000' } },
  });
});
