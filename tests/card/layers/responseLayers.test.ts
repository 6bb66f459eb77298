/** Right Le and GET RESPONSE, alone and one over the other; with the faults that others have made. */

import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { withGetResponse } from '../../../src/card/layers/withGetResponse.ts';
import { withRightLe } from '../../../src/card/layers/withRightLe.ts';
import type { CardTransport } from '../../../src/card/transport.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';

const ask = async (transport: CardTransport, hex: string): Promise<string> =>
  toHex(await transport.transmit(fromHex(hex))).toUpperCase();

const both = (inner: CardTransport): CardTransport => withGetResponse(withRightLe(inner));

test('a wrong Le is asked again with the right one, in the form of the command', async () => {
  for (const [command, again] of [
    ['00B0810000', '00B0810010'],
    ['00B0810001', '00B0810010'],
    ['00A4040002A0B100', '00A4040002A0B110'],
    ['00B08100000000', '00B08100000010'],
    ['00CB3FFF000001A50000', '00CB3FFF000001A50010'],
  ] as const) {
    const card = scriptedCard(['6C10', 'A59000']);
    expect(await ask(withRightLe(card), command)).toBe('A59000');
    expect(card.sent).toEqual([command, again]);
  }
});

test('6C00 asks for 256 bytes', async () => {
  const card = scriptedCard(['6C00', '9000']);
  await ask(withRightLe(card), '00B0810010');
  expect(card.sent).toEqual(['00B0810010', '00B0810000']);
});

test('the last byte of data is never taken for an Le', async () => {
  for (const command of ['00D6000004DEADBEEF', '00D6000000012CAB', '00D600000000010A']) {
    const full = command === '00D6000000012CAB' ? `00D6000000012C${'AB'.repeat(300)}` : command;
    const card = scriptedCard(['6C10']);
    expect(await ask(withRightLe(card), full)).toBe('6C10');
    expect(card.sent).toEqual([full]);
  }
});

test('a card that says 6Cxx for ever is asked twice and no more', async () => {
  const card = scriptedCard([], '6C10');
  expect(await ask(both(card), '00B0000008')).toBe('6C10');
  expect(card.sent).toEqual(['00B0000008', '00B0000010']);
});

test('6Cxx after data is no question for another Le', async () => {
  const card = scriptedCard(['A56C10']);
  expect(await ask(withRightLe(card), '00B0000008')).toBe('A56C10');
  expect(card.sent).toHaveLength(1);
});

test('GET RESPONSE keeps the class: channel and secure messaging', async () => {
  for (const [cla, expected] of [
    ['00', '00'],
    ['01', '01'],
    ['03', '03'],
    ['0C', '0C'],
    ['47', '47'],
    ['80', '80'],
    ['10', '00'],
    ['53', '43'],
  ] as const) {
    const card = scriptedCard(['6104', 'DEADBEEF9000']);
    expect(await ask(withGetResponse(card), `${cla}A4040000`)).toBe('DEADBEEF9000');
    expect(card.sent[1]).toBe(`${expected}C0000004`);
  }
});

test('parts are joined, and a warning at the end stays', async () => {
  for (const last of ['6282', '6310', '63C2', '9000', '6A82']) {
    const card = scriptedCard(['016102', '02036101', `04${last}`]);
    expect(await ask(withGetResponse(card), '00B0000000')).toBe(`01020304${last}`);
    expect(card.sent.slice(1)).toEqual(['00C0000002', '00C0000001']);
  }
});

test('6100 fetches 256 bytes', async () => {
  const card = scriptedCard(['6100', `${'A5'.repeat(256)}9000`]);
  expect(await ask(withGetResponse(card), '00B0000000')).toBe(`${'A5'.repeat(256)}9000`);
  expect(card.sent[1]).toBe('00C0000000');
});

test('6Cxx to GET RESPONSE repeats GET RESPONSE, not the command', async () => {
  const card = scriptedCard(['6110', '6C08', 'A59000']);
  expect(await ask(both(card), '01A4040002A0B100')).toBe('A59000');
  expect(card.sent).toEqual(['01A4040002A0B100', '01C0000010', '01C0000008']);
});

test('6Cxx and then 61xx: both layers do their part', async () => {
  const card = scriptedCard(['6C20', '6120', 'A59000']);
  expect(await ask(both(card), '02B0000000')).toBe('A59000');
  expect(card.sent).toEqual(['02B0000000', '02B0000020', '02C0000020']);
});

test('61xx for ever ends after 256 rounds', async () => {
  const card = scriptedCard([], 'A561FF');
  await expect(ask(both(card), '00B0000000')).rejects.toMatchObject({
    code: 'card.chain-too-long',
    detail: { rounds: 256 },
  });
  expect(card.sent).toHaveLength(257);
});

test('more than 65,536 bytes are not collected', async () => {
  const card = scriptedCard([], `${'A5'.repeat(60_000)}6100`);
  await expect(ask(withGetResponse(card), '00B0000000')).rejects.toMatchObject({
    code: 'card.chain-too-long',
    detail: { rounds: 1, lengthBytes: 120_000 },
  });
});

test('256 rounds of 256 bytes are still an answer', async () => {
  const part = `${'A5'.repeat(256)}6100`;
  const card = scriptedCard(['6100', ...Array(255).fill(part), `${'A5'.repeat(256)}9000`]);
  expect(await ask(withGetResponse(card), '00B0000000')).toBe(`${'A5'.repeat(65_536)}9000`);
});

test('an answer without a status word passes through', async () => {
  for (const answer of ['', '61', '6C']) {
    expect(await ask(both(scriptedCard([answer])), '00B0000000')).toBe(answer);
  }
});

test('close goes down', async () => {
  const card = scriptedCard([]);
  await both(card).close();
  expect(card.isClosed).toBe(true);
});
