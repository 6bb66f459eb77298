import { expect, test } from 'vitest';
import { chinaDate } from '../../../src/time.ts';
import { HIS, pair, post } from '../support.ts';
import { outpatientDesk, outpatientDocument } from './world.ts';

test('the world of these tests pays outpatients', async () => {
  const at = await outpatientDesk();
  const today = chinaDate(at.equipment.clock.now());
  const who = { token: await pair(at), origin: HIS };
  const bill = outpatientDocument(today, 'O-1', ['20.00', '40.00']);
  const trial = await post(at.desk, '/v1/trials', { bill }, who);
  expect(trial.json).toMatchObject({
    outcome: 'adjudicated',
    adjudication: { byPayer: { 'pooled-fund': '2000', cash: '2000' } },
  });
});
