/** One bill is paid once; a number that stands for another bill is not that bill. */

import { expect, test } from 'vitest';
import { tap } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

test('another bill under a number that was settled is declined, and shows no receipt', async () => {
  const world = await testWorld(await temporaryFolder());
  await tap(world, await demoBill('yinjiang', 'ZY1'));
  const other = await demoBill('yinjiang', 'ZY1', ['J18.900', 'J18.901']);
  const second = await tap(world, other);
  expect(second).toMatchObject({ outcome: 'declined', reasons: ['bill-already-settled'] });
  expect(second).not.toHaveProperty('entry');

  const settled = [...world.equipment.journal.settledAfter(0)];
  expect(settled).toHaveLength(1);
  const again = await tap(world, await demoBill('yinjiang', 'ZY1'));
  expect(again).toMatchObject({ outcome: 'already-settled', id: settled[0]!.id });
});

test('two hospitals may use one number', async () => {
  const world = await testWorld(await temporaryFolder());
  const [here, there] = ['H99910100001', 'H99910100002'];
  const bills = [
    await demoBill('yinjiang', 'ZY1'),
    await demoBill('yinjiang', 'ZY1', [here!, there!]),
  ];
  expect(bills.map(({ provider }) => provider.code)).toEqual([here, there]);
  for (const bill of bills) expect((await tap(world, bill)).outcome).toBe('settled');
});
