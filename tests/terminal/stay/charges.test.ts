/** A charge that comes again after a break counts once, whatever is in it. */

import { expect, test } from 'vitest';
import { admitted, charges, OPERATOR, openWard } from './ward.ts';

test.each([
  ['money paid in', { lines: [], paidIn: '500.00' }],
  ['a part given back', { lines: [], returned: [{ lineId: '1', quantity: '10' }] }],
  ['all of it at once', { returned: [{ lineId: '1', quantity: '10' }], paidIn: '500.00' }],
])('%s: the same number again, alike, changes nothing', async (_, contents) => {
  const ward = await openWard();
  const { stays, today } = ward;
  const id = await admitted(ward, 0);
  await stays.charge(id, charges('1', today, 30), OPERATOR);
  const numbered = charges('2', today, 7, { ...contents, number: 'JZ-2' });
  expect(await stays.charge(id, numbered, OPERATOR)).toMatchObject({ isRepeated: false });
  const count = () => stays.stay(id)!.charges.length;
  expect(count()).toBe(2);
  const again = charges('2', today, 7, { ...contents, number: 'JZ-2' });
  expect(await stays.charge(id, again, OPERATOR)).toMatchObject({ isRepeated: true });
  expect(count()).toBe(2);
  const other = charges('2', today, 7, { ...contents, number: 'JZ-2', paidIn: '1.00' });
  expect(await stays.charge(id, other, OPERATOR)).toMatchObject({
    outcome: 'charge-refused',
    fault: { reason: 'number-used' },
  });
  const next = charges('3', today, 7, { ...contents, number: 'JZ-3' });
  expect(await stays.charge(id, next, OPERATOR)).toMatchObject({ isRepeated: false });
  expect(count()).toBe(3);
});
