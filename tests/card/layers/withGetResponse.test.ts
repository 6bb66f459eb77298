import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { RESPONSE_ROUNDS_MAX, withGetResponse } from '../../../src/card/index.ts';
import { rejection } from '../refusal.ts';
import { scriptedTransport } from './scriptedTransport.ts';

const SELECT = fromHex('00A4040000');

test('parts are fetched and joined, the last status word is the answer’s', async () => {
  const script = scriptedTransport('AA01 6102', 'BB02 6101', 'CC 9000');
  const response = await withGetResponse(script.transport).transmit(SELECT);
  expect(toHex(response)).toBe('aa01bb02cc9000');
  expect(script.commands).toEqual(['00A4040000', '00C0000002', '00C0000001']);
});

test('the class byte of the command is kept: it carries the logical channel', async () => {
  const script = scriptedTransport('6105', 'AABBCCDDEE 9000');
  await withGetResponse(script.transport).transmit(fromHex('01A4040000'));
  expect(script.commands[1]).toBe('01C0000005');
});

test('an error at the end stays an error', async () => {
  const script = scriptedTransport('6105', '6F00');
  const response = await withGetResponse(script.transport).transmit(SELECT);
  expect(toHex(response)).toBe('6f00');
});

test('256 rounds are followed, one more is refused', async () => {
  const more = Array.from({ length: RESPONSE_ROUNDS_MAX }, () => 'AA 6100');
  const enough = scriptedTransport(...more, 'BB 9000');
  const response = await withGetResponse(enough.transport).transmit(SELECT);
  expect(response).toHaveLength(RESPONSE_ROUNDS_MAX + 3);

  const endless = scriptedTransport(...more, 'AA 6100', 'AA 6100');
  expect(await rejection(withGetResponse(endless.transport).transmit(SELECT))).toEqual({
    code: 'card.chain-too-long',
    detail: { rounds: RESPONSE_ROUNDS_MAX },
  });
  expect(endless.left).toHaveLength(1);
});

test('an answer without 61xx passes untouched; close is handed down', async () => {
  const script = scriptedTransport('AA 9000');
  const layered = withGetResponse(script.transport);
  expect(toHex(await layered.transmit(SELECT))).toBe('aa9000');
  await layered.close();
  expect(script.closedCount()).toBe(1);
});
