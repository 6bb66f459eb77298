/** A desk on a bad day: slow cards, pulled cards, several callers, signals at the wrong moment. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { openKoffiPort, pcscReaders } from '../../../src/reader/index.ts';
import { ReaderTracker } from '../../../src/reader/pcsc/readerTracker.ts';
import { VPCD_PORT } from '../../../src/virtual/index.ts';
import { printMeasured } from '../../support/measured.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { SELECT_APPLICATION, send, sendAll } from '../../virtual/apdus.ts';
import { codeOf } from '../codeOf.ts';
import { slotIsEmpty } from '../slots.ts';
import { type EventLog, logEvents } from './eventLog.ts';
import { insertSlowCard, SLOW_WRITE, type SlowCard } from './slowCard.ts';

const READER = 'Virtual PCD 00 00';
const SECOND_PORT = VPCD_PORT + 1;

describePcscStack(import.meta.url, () => {
  const inserted: SlowCard[] = [];
  const logs: EventLog[] = [];
  const provider = pcscReaders();

  async function insert(port?: number): Promise<SlowCard> {
    const card = await insertSlowCard(port);
    inserted.push(card);
    return card;
  }

  async function reader() {
    return provider.waitForCard({ timeoutMs: 20_000 });
  }

  afterEach(async () => {
    for (const log of logs.splice(0)) await log.stop();
    for (const { slot } of inserted.splice(0)) await slot.close();
    await slotIsEmpty();
  });

  describe('a slow card', () => {
    test('10 s are waited for', async () => {
      const card = await insert();
      const connection = await (await reader()).connect();
      await send(connection, SELECT_APPLICATION);
      card.delayMs = 10_000;
      expect(await send(connection, SLOW_WRITE)).toMatch(/9000$/);
      card.delayMs = 0;
      await connection.close();
    });

    test('10 s against a deadline of 1 s: this connection is dead, the next one works', async () => {
      const card = await insert();
      const found = await reader();
      const connection = await found.connect();
      await send(connection, SELECT_APPLICATION);
      card.delayMs = 10_000;
      const late = connection.transmit(Buffer.from(SLOW_WRITE, 'hex'), { deadlineMs: 1_000 });
      const behind = codeOf(send(connection, '00B0810001'));
      expect(await codeOf(late)).toBe('reader.call-timed-out');
      expect(await behind).toBe('reader.connection-poisoned');
      const closing = performance.now();
      await connection.close();
      expect(performance.now() - closing).toBeLessThan(5_000);
      card.delayMs = 0;
      // The card is at the old command still, and answers it into nothing; then the next is let in.
      const again = await found.connect();
      await send(again, SELECT_APPLICATION);
      expect(await send(again, SLOW_WRITE)).toMatch(/9000$/);
      await again.close();
    });

    test('the event loop is free while it thinks', async () => {
      const card = await insert();
      const connection = await (await reader()).connect();
      await send(connection, SELECT_APPLICATION);
      logs.push(logEvents(provider));
      card.delayMs = 2_000;
      const resolutionMs = 1;
      const delay = monitorEventLoopDelay({ resolution: resolutionMs });
      delay.enable();
      let ticks = 0;
      const ticking = setInterval(() => ticks++, 10);
      expect(await send(connection, SLOW_WRITE)).toMatch(/9000$/);
      clearInterval(ticking);
      delay.disable();
      const worstMs = delay.max / 1e6 - resolutionMs;
      printMeasured(`worst lag of the event loop during an APDU of 2 s: ${worstMs.toFixed(1)} ms`);
      // A loop that was held would not have ticked; how late it was is printed, not asserted.
      expect(ticks).toBeGreaterThan(20);
      await connection.close();
    });

    test('pulled while it thinks, it is gone', async () => {
      const card = await insert();
      const log = logEvents(provider);
      logs.push(log);
      const connection = await (await reader()).connect();
      await send(connection, SELECT_APPLICATION);
      card.delayMs = 3_000;
      const write = codeOf(send(connection, SLOW_WRITE));
      await sleep(500);
      await card.slot.close();
      expect(await write).toBe('reader.card-removed');
      await log.contains([`card-in ${READER} 0`, `card-out ${READER} 0`]);
      await connection.close();
    });
  });

  describe('several callers', () => {
    test('at one connection, and at two connections to one card', async () => {
      await insert();
      const found = await reader();
      const connections = [await found.connect(), await found.connect()];
      await send(connections[0]!, SELECT_APPLICATION);
      const commands = ['00B0810004', '00B0810204', '00B0810404', '00B09D0004'];
      const expected = await sendAll(connections[0]!, commands);
      expect(new Set(expected).size).toBe(commands.length);
      const rounds = Array.from({ length: 10 }, (_, round) =>
        Promise.all(commands.map((command) => send(connections[round % 2]!, command))),
      );
      for (const answers of await Promise.all(rounds)) expect(answers).toEqual(expected);
      for (const connection of connections) await connection.close();
    });

    test('a transaction is not interrupted, not even by another program', async () => {
      const card = await insert();
      const found = await reader();
      const mine = await found.connect();
      const beside = await found.connect();
      // A provider of its own shares no queue with the first: the daemon is what keeps it waiting.
      const stranger = await (await pcscReaders().waitForCard({ timeoutMs: 20_000 })).connect();
      const order: string[] = [];
      let others: Promise<unknown>[] = [];
      card.delayMs = 100;
      await mine.transaction(async (transport) => {
        await send(transport, SELECT_APPLICATION);
        others = [beside, stranger].map((connection) =>
          send(connection, '00B09D0001').then(() => order.push('other')),
        );
        for (let write = 0; write < 3; write++) {
          await send(transport, SLOW_WRITE);
          order.push('mine');
        }
      });
      await Promise.all(others);
      expect(order).toEqual(['mine', 'mine', 'mine', 'other', 'other']);
      for (const connection of [mine, beside, stranger]) await connection.close();
    });

    test('a transaction that waits for a person is taken back, and the card is reset', async () => {
      await insert();
      const connection = await (await reader()).connect();
      const idle = connection.transaction(async (transport) => {
        await send(transport, SELECT_APPLICATION);
        await sleep(60_000);
      });
      expect(await codeOf(idle)).toBe('reader.transaction-idle');
      // The connection goes on with a card on which nothing is selected.
      expect(await sendAll(connection, ['00B09D0001', SELECT_APPLICATION])).toEqual([
        '6A82',
        expect.stringMatching(/9000$/),
      ]);
      const failing = connection.transaction(() => Promise.reject(new Error('work failed')));
      await expect(failing).rejects.toThrow('work failed');
      expect(await send(connection, '00B09D0001')).toBe('6A82');
      await connection.close();
    });
  });

  describe('a signal', () => {
    test('before: nothing is sent; queued: dropped at once; during: the answer comes', async () => {
      const card = await insert();
      const connection = await (await reader()).connect();
      await send(connection, SELECT_APPLICATION);
      const write = Buffer.from(SLOW_WRITE, 'hex');
      const before = connection.transmit(write, { signal: AbortSignal.abort() });
      expect(await codeOf(before)).toBe('reader.wait-aborted');
      expect(card.writes).toBe(0);
      card.delayMs = 700;
      const stop = new AbortController();
      const during = connection.transmit(write, { signal: stop.signal });
      const queued = connection.transmit(write, { signal: stop.signal });
      await expect.poll(() => card.writes).toBe(1);
      const aborted = performance.now();
      stop.abort();
      expect(await codeOf(queued)).toBe('reader.wait-aborted');
      expect(performance.now() - aborted).toBeLessThan(400);
      expect(Buffer.from(await during).toString('hex')).toMatch(/9000$/);
      expect(card.writes).toBe(1);
      await connection.close();
    });

    test('at a connection that is being made: no handle is left', async () => {
      await insert();
      const found = await reader();
      const aborted = found.connect({ signal: AbortSignal.abort() });
      expect(await codeOf(aborted)).toBe('reader.wait-aborted');
      const stop = new AbortController();
      const during = found.connect({ exclusive: true, signal: stop.signal });
      stop.abort();
      expect(await codeOf(during)).toBe('reader.wait-aborted');
      const again = async () => (await found.connect({ exclusive: true })).close();
      await expect.poll(() => codeOf(again()), { timeout: 10_000 }).toBe('resolved');
    });
  });

  test('the slot of a security module is a slot of its reader', async () => {
    const devices = [{ holder: '00 00', sams: ['00 01'] }];
    const desk = pcscReaders({ devices });
    const log = logEvents(desk);
    logs.push(log);
    await insert(SECOND_PORT);
    await log.contains([`reader-attached ${READER}`, `card-in ${READER} 1`]);
    expect(await codeOf(desk.waitForCard({ timeoutMs: 0 }))).toBe('reader.no-card');
    await insert();
    const found = await desk.waitForCard({ timeoutMs: 20_000 });
    expect((await desk.list()).map(({ name }) => name)).toEqual([READER]);
    expect(found.slots.map(({ purpose, name }) => `${purpose} ${name}`)).toEqual([
      `holder ${READER}`,
      'sam Virtual PCD 00 01',
    ]);
    const [holder, sam] = [await found.connect(), await found.connect({ slot: 1 })];
    await Promise.all([holder, sam].map((connection) => send(connection, SELECT_APPLICATION)));
    await expect(found.connect({ slot: 2 })).rejects.toThrow(RangeError);
    for (const connection of [holder, sam]) await connection.close();
  });

  test('a card that is swapped between two looks is another insertion', async () => {
    const port = await openKoffiPort();
    const context = await port.establishContext();
    const tracker = new ReaderTracker([]);
    const look = async (timeoutMs: number) => {
      const change = await context.getStatusChange(tracker.known, { timeoutMs });
      if (change.outcome === 'changed') tracker.see(change.states);
      return tracker.state.readers.get(READER)?.cards.get(0)?.insertion;
    };
    tracker.list(await context.listReaders());
    const first = await insert();
    await expect.poll(() => look(0), { timeout: 20_000 }).toBeDefined();
    const before = await look(0);
    await first.slot.close();
    await insert();
    // Nobody looked between; another provider tells when the new card is in.
    await slotHasCard();
    expect(await look(0)).toBe(before! + 1);
    await context.release();
  });

  async function slotHasCard(): Promise<void> {
    const beside = pcscReaders();
    // The daemon needs a moment to see that the first one left.
    await sleep(1_000);
    await beside.waitForCard({ timeoutMs: 20_000 });
  }
});
