/** The holder's PIN: tries spent before the comparison, change, unblocking under ISSUE keys. */

import { beforeEach, expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import { encodePinBlock, isPinBlock } from '../../src/card/index.ts';
import { SecretPin } from '../../src/model/index.ts';
import { memoryStore, VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send, sendAll } from './apdus.ts';
import { type PlainCard, plainCard } from './cards.ts';

const RIGHT = '26258025FFFFFFFF';
const WRONG = '26000000FFFFFFFF';
const OTHER = '241470FFFFFFFFFF';
const VERIFY = (block: string) => `0020008108${block}`;

const store = memoryStore();
let made: PlainCard;
beforeEach(async () => {
  made = await plainCard(store);
  await send(made.card, SELECT_APPLICATION);
});

test('a PIN block is that of ISO 9564 format 2', () => {
  expect(toHex(encodePinBlock(new SecretPin('258025'))).toUpperCase()).toBe(RIGHT);
  expect(toHex(encodePinBlock(new SecretPin('123456789012')))).toBe('2c123456789012ff');
  const bad = [
    '16258025FFFFFFFF',
    '23258FFFFFFFFFFF',
    '2625802AFFFFFFFF',
    '26258025FFFFFFF0',
    '26',
  ];
  for (const block of bad)
    expect(isPinBlock(Uint8Array.from(Buffer.from(block, 'hex')))).toBe(false);
  expect(isPinBlock(Uint8Array.from(Buffer.from(RIGHT, 'hex')))).toBe(true);
});

test('three wrong ones block it; the right one before that gives the tries back', async () => {
  expect(await sendAll(made.card, [VERIFY(WRONG), VERIFY(WRONG), '00200081'])).toEqual([
    '63C2',
    '63C1',
    '63C1',
  ]);
  expect(await sendAll(made.card, [VERIFY(RIGHT), '00200081'])).toEqual(['9000', '9000']);
  const wrong = Array(4).fill(VERIFY(WRONG));
  expect(await sendAll(made.card, wrong)).toEqual(['63C2', '63C1', '63C0', '6983']);
  expect(await send(made.card, VERIFY(RIGHT))).toBe('6983');
});

test('a wrong one takes back what a right one gave', async () => {
  const reader = made.as('READ');
  await sendAll(reader, [SELECT_APPLICATION, VERIFY(RIGHT)]);
  expect(await send(reader, '00B0880000')).toMatch(/9000$/);
  await send(reader, VERIFY(WRONG));
  expect(await send(reader, '00B0880000')).toBe('6982');
});

test('power cut after the try was counted and before it was compared wins nothing', async () => {
  for (const left of ['63C2', '63C1']) {
    made.card.failAt({ kind: 'torn-write', nth: 1, ins: 0x20, bytesWritten: 1 });
    await expect(send(made.card, VERIFY(RIGHT))).rejects.toThrow('reader.card-removed');
    made.card.powerUp();
    expect(await sendAll(made.card, [SELECT_APPLICATION, '00200081'])).toContain(left);
    const again = (await VirtualCard.open(store))!;
    again.powerUp();
    expect(await sendAll(again, [SELECT_APPLICATION, '00200081'])).toContain(left);
  }
});

test('it is changed by whoever knows the old one', async () => {
  const change = (from: string, to: string) => `0024008110${from}${to}`;
  expect(await send(made.card, change(WRONG, OTHER))).toBe('63C2');
  expect(await send(made.card, change(RIGHT, '26258025FFFFFFF0'))).toBe('6A80');
  expect(await send(made.card, change(RIGHT, OTHER))).toBe('9000');
  expect(await sendAll(made.card, [VERIFY(RIGHT), VERIFY(OTHER)])).toEqual(['63C2', '9000']);
});

test('the county’s desk unblocks it, and sets another', async () => {
  await sendAll(made.card, Array(3).fill(VERIFY(WRONG)));
  const desk = made.as('ISSUE');
  expect(await sendAll(desk, ['002C0381', VERIFY(RIGHT)])).toEqual(['9000', '9000']);
  await sendAll(desk, Array(3).fill(VERIFY(WRONG)));
  expect(await sendAll(desk, [`002C028108${OTHER}`, VERIFY(OTHER)])).toEqual(['9000', '9000']);
  expect(await send(desk, `002C028108${'FF'.repeat(8)}`)).toBe('6A80');
  expect(await send(made.as('SETTLE'), '002C0381')).toBe('6982');
});

test.each([
  ['another reference', '002000820826258025FFFFFFFF', '6A88'],
  ['a short block', '0020008107262580 25FFFFFF', '6700'],
  ['P1', '002001810826258025FFFFFFFF', '6A86'],
  ['a change without the new PIN', '002400810826258025FFFFFFFF', '6700'],
])('%s', async (_name, command, sw) => {
  expect(await send(made.card, command.replace(' ', ''))).toBe(sw);
});

test('a card without a PIN has none to verify', async () => {
  const { keys, image } = made;
  const { pin: _, ...others } = keys;
  const card = await VirtualCard.issue(image, others);
  card.powerUp();
  expect(await sendAll(card, [SELECT_APPLICATION, VERIFY(RIGHT)])).toContain('6A88');
});
