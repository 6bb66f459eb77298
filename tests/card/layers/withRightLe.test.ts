import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { withGetResponse, withRightLe } from '../../../src/card/index.ts';
import { scriptedTransport } from './scriptedTransport.ts';

test.each([
  ['case 2', '00B0810000', '00B0810010'],
  ['case 4', '00A4040002F04F00', '00A4040002F04F10'],
  ['case 2 extended', '00B08100000000', '00B08100000010'],
])('%s is sent again with the right Le', async (_case, command, corrected) => {
  const script = scriptedTransport('6C10', 'AA 9000');
  const response = await withRightLe(script.transport).transmit(fromHex(command));
  expect(toHex(response)).toBe('aa9000');
  expect(script.commands).toEqual([command, corrected]);
});

test('6C00 stands for 256', async () => {
  const script = scriptedTransport('6C00', 'AA 9000');
  await withRightLe(script.transport).transmit(fromHex('00B0810010'));
  expect(script.commands[1]).toBe('00B0810000');
});

test.each([
  ['case 1', '00B08100'],
  ['case 3: its last byte is data to be written', '00D6000004DEADBEEF'],
  ['case 3 extended', '00D60000000004DEADBEEF'],
])('%s is never touched', async (_case, command) => {
  const script = scriptedTransport('6C10');
  const response = await withRightLe(script.transport).transmit(fromHex(command));
  expect(toHex(response)).toBe('6c10');
  expect(script.commands).toEqual([command]);
});

test('once only: a card that goes on correcting is heard, not obeyed', async () => {
  const script = scriptedTransport('6C10', '6C08', 'AA 9000');
  const response = await withRightLe(script.transport).transmit(fromHex('00B0810000'));
  expect(toHex(response)).toBe('6c08');
  expect(script.commands).toHaveLength(2);
});

test('data before 6Cxx is an answer, not a correction', async () => {
  const script = scriptedTransport('AABB 6C02');
  const response = await withRightLe(script.transport).transmit(fromHex('00B0810000'));
  expect(toHex(response)).toBe('aabb6c02');
});

test('under GET RESPONSE, whose own Le it corrects too', async () => {
  const script = scriptedTransport('6105', '6C03', 'AABBCC 9000');
  const layered = withGetResponse(withRightLe(script.transport));
  expect(toHex(await layered.transmit(fromHex('00A4040000')))).toBe('aabbcc9000');
  expect(script.commands).toEqual(['00A4040000', '00C0000005', '00C0000003']);
  await layered.close();
  expect(script.closedCount()).toBe(1);
});
