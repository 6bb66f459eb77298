import { expect, test } from 'vitest';
import { prepareNext, settledCard } from '../commit/settled.ts';
import { NOW, openSession, readVerified } from '../issued.ts';
import { rejection } from '../refusal.ts';
import { countingLayer } from './layers.ts';

test('close may come twice, before or after anything', async () => {
  const { reader } = await settledCard(0);
  const session = await openSession(reader);
  await Promise.all([session.close(), session.close()]);
  await session.close();
  for (const call of [session.read(), session.appendVoid(NOW)]) {
    expect((await rejection(call)).code).toBe('card.session-closed');
  }
});

test('close ends a read that is under way, between two commands', async () => {
  const { reader } = await settledCard(0);
  let closedAfter = 5;
  const session = await openSession(reader, (inner) => ({
    async transmit(command) {
      const response = await inner.transmit(command);
      closedAfter -= 1;
      if (closedAfter === 0) void session.close();
      return response;
    },
    close: () => inner.close(),
  }));
  expect((await rejection(session.read())).code).toBe('card.session-closed');
});

test('calls wait for each other: two reads at once do not mix their files', async () => {
  const { reader } = await settledCard(1);
  const commands: string[] = [];
  const session = await openSession(reader, countingLayer(commands));
  await session.read();
  commands.length = 0;
  const [first, second] = await Promise.all([session.read(), session.read()]);
  expect(first.holder).toEqual(second.holder);
  const half = commands.length / 2;
  expect(commands.slice(0, half)).toEqual(commands.slice(half));
});

test('a failed read leaves the session usable: nothing was written', async () => {
  const { card, reader } = await settledCard(0);
  let isBroken = true;
  const session = await openSession(reader, (inner) => ({
    async transmit(command) {
      const answer = await inner.transmit(command);
      return isBroken && command[1] === 0xb2 ? Uint8Array.of(0x6f, 0x00) : answer;
    },
    close: () => inner.close(),
  }));
  expect((await rejection(session.read())).code).toBe('card.unexpected-status');
  isBroken = false;
  expect((await session.read()).card.serial).toBe(card.serial);
});

test('a commit uses what was read, and reads anew once something was written', async () => {
  const { reader } = await settledCard(0);
  const session = await openSession(reader);
  const prepared = prepareNext(await readVerified(session), 1);
  await session.commit(prepared);
  expect(await session.appendVoid(NOW)).toBe('nothing-pending');
  expect((await session.commit(prepared)).atc).toBe(2);
});

test('a card pulled out is an error of the reader, by its own name', async () => {
  const { reader } = await settledCard(0);
  const session = await openSession(reader);
  reader.remove();
  expect((await rejection(session.read())).code).toBe('reader.card-removed');
  await session.close();
});
