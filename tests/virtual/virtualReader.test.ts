import { describe, expect, test } from 'vitest';
import { virtualReader } from '../../src/virtual/index.ts';
import { codeOf } from '../reader/codeOf.ts';
import { SELECT_APPLICATION, send } from './apdus.ts';
import { plainCard } from './cards.ts';

describe('a card in the slot', () => {
  test('is listed, waited for, connected and read', async () => {
    const { card } = await plainCard();
    const provider = virtualReader(card, 'Desk');
    expect((await provider.list()).map(({ name }) => name)).toEqual(['Desk']);
    const reader = await provider.waitForCard({ timeoutMs: 0, reader: 'desk' });
    const transport = await reader.connect({ exclusive: true });
    expect(await send(transport, SELECT_APPLICATION)).toMatch(/9000$/);
    await transport.close();
    await transport.close();
    expect(await codeOf(send(transport, SELECT_APPLICATION))).toBe('reader.connection-closed');
  });

  test('is reset when a connection closes', async () => {
    const { card } = await plainCard();
    const reader = virtualReader(card);
    const first = await reader.connect();
    await send(first, SELECT_APPLICATION);
    await first.close();
    const second = await reader.connect();
    expect(await send(second, '00B0820001')).toBe('6A82');
  });

  test('an exclusive connection keeps others out until it closes', async () => {
    const { card } = await plainCard();
    const reader = virtualReader(card);
    const mine = await reader.connect({ exclusive: true });
    expect(await codeOf(reader.connect())).toBe('reader.in-use');
    await mine.close();
    const shared = await reader.connect();
    expect(await codeOf(reader.connect({ exclusive: true }))).toBe('reader.in-use');
    const other = await reader.connect();
    await shared.close();
    await other.close();
  });

  test('a transaction keeps the other connections waiting, and resets the card when it fails', async () => {
    const { card } = await plainCard();
    const reader = virtualReader(card);
    const [mine, other] = [await reader.connect(), await reader.connect()];
    const order: string[] = [];
    const failing = mine.transaction(async (transport) => {
      await send(transport, SELECT_APPLICATION);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push('mine');
      throw new Error('work failed');
    });
    const read = send(other, '00B0820001').then((answer) => order.push(answer));
    await expect(failing).rejects.toThrow('work failed');
    await read;
    expect(order).toEqual(['mine', '6A82']);
    const result = await mine.transaction((transport) => send(transport, SELECT_APPLICATION));
    expect(result).toMatch(/9000$/);
  });

  test('comes back after it lost its power', async () => {
    const { card } = await plainCard();
    const reader = virtualReader(card);
    const transport = await reader.connect();
    card.failAt({ kind: 'cut-before', nth: 1 });
    expect(await codeOf(send(transport, SELECT_APPLICATION))).toBe('reader.card-removed');
    await transport.close();
    const again = await reader.connect();
    expect(await send(again, SELECT_APPLICATION)).toMatch(/9000$/);
  });

  test('a pulled card is gone for open transports', async () => {
    const { card } = await plainCard();
    const reader = virtualReader(card);
    const transport = await reader.connect();
    reader.remove();
    expect(await codeOf(send(transport, SELECT_APPLICATION))).toBe('reader.card-removed');
    expect(await codeOf(reader.connect())).toBe('reader.no-card');
    reader.insert(card);
    expect(await codeOf(send(transport, SELECT_APPLICATION))).toBe('reader.card-removed');
    await transport.close();
    expect(await codeOf(reader.connect())).toBe('resolved');
  });
});

describe('an empty slot', () => {
  test('ends a wait when a card comes', async () => {
    const { card } = await plainCard();
    const reader = virtualReader();
    const waiting = reader.waitForCard({ timeoutMs: 30_000 });
    reader.insert(card);
    expect(await waiting).toBe(reader);
  });

  test('says after the time whether it was the card or the reader', async () => {
    const reader = virtualReader(undefined, 'Desk');
    expect(await codeOf(reader.waitForCard({ timeoutMs: 5 }))).toBe('reader.no-card');
    const elsewhere = reader.waitForCard({ timeoutMs: 5, reader: 'Counter' });
    expect(await codeOf(elsewhere)).toBe('reader.no-reader');
  });

  test('ends a wait by signal and by close', async () => {
    const reader = virtualReader();
    const stop = new AbortController();
    const bySignal = reader.waitForCard({ timeoutMs: 30_000, signal: stop.signal });
    const byClose = reader.waitForCard({ timeoutMs: 30_000 });
    stop.abort();
    expect(await codeOf(bySignal)).toBe('reader.wait-aborted');
    await reader.close();
    expect(await codeOf(byClose)).toBe('reader.wait-aborted');
    const late = reader.waitForCard({ timeoutMs: 0, signal: AbortSignal.abort() });
    expect(await codeOf(late)).toBe('reader.wait-aborted');
  });
});
