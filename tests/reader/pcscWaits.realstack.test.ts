import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { pcscReaders } from '../../src/reader/index.ts';
import { openKoffiPort } from '../../src/reader/pcsc/koffiPort.ts';
import {
  type CardStore,
  connectVpcd,
  memoryStore,
  type VpcdSlot,
} from '../../src/virtual/index.ts';
import { describePcscStack } from '../support/realStack.ts';
import { SELECT_APPLICATION, send } from '../virtual/apdus.ts';
import { plainCard } from '../virtual/cards.ts';
import { codeOf } from './codeOf.ts';
import { slotIsEmpty } from './slots.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describePcscStack(import.meta.url, () => {
  const slots: VpcdSlot[] = [];
  afterEach(async () => {
    for (const slot of slots.splice(0)) await slot.close();
    await slotIsEmpty();
  });

  async function insert(store?: CardStore): Promise<VpcdSlot> {
    const { card } = await plainCard(store);
    card.powerDown();
    const slot = await connectVpcd(card);
    slots.push(slot);
    return slot;
  }

  describe('a wait for a card', () => {
    test('ends when the card comes', async () => {
      const waiting = pcscReaders().waitForCard({ timeoutMs: 20_000 });
      await sleep(100);
      await insert();
      expect((await waiting).name).toBe('Virtual PCD 00 00');
    });

    test('ends with its time, and says what was missing', async () => {
      const none = pcscReaders().waitForCard({ timeoutMs: 2_500 });
      expect(await codeOf(none)).toBe('reader.no-card');
      const elsewhere = pcscReaders().waitForCard({ timeoutMs: 50, reader: 'Counter 7' });
      expect(await codeOf(elsewhere)).toBe('reader.no-reader');
    });

    test('ends by its signal long before its slice does', async () => {
      const stop = new AbortController();
      const started = performance.now();
      const waiting = pcscReaders().waitForCard({ timeoutMs: 60_000, signal: stop.signal });
      await sleep(300);
      stop.abort('the clerk went home');
      await expect(waiting).rejects.toMatchObject({
        code: 'reader.wait-aborted',
        cause: 'the clerk went home',
      });
      expect(performance.now() - started).toBeLessThan(10_000);
    });

    test('ends when the provider closes', async () => {
      const readers = pcscReaders();
      const waiting = codeOf(readers.waitForCard({ timeoutMs: 60_000 }));
      await sleep(50);
      await readers.close();
      expect(await waiting).toBe('reader.wait-aborted');
    });

    test('many abort close to their start, and none is lost', async () => {
      for (let pauseMs = 0; pauseMs < 20; pauseMs++) {
        const signal = AbortSignal.timeout(pauseMs);
        const waiting = pcscReaders().waitForCard({ timeoutMs: 60_000, signal });
        expect(await codeOf(waiting)).toBe('reader.wait-aborted');
      }
    });

    test('lists the slots of the daemon, and an empty one connects to nothing', async () => {
      const readers = await pcscReaders().list();
      expect(readers.map(({ name }) => name)).toEqual(['Virtual PCD 00 00', 'Virtual PCD 00 01']);
      expect(await codeOf(readers[1]!.connect())).toBe('reader.no-card');
    });
  });

  test('a call past its deadline poisons the handle, and the program goes on', async () => {
    // A card whose memory answers only when it is told to: its write hangs.
    const inner = memoryStore();
    let release = () => {};
    let hangs = false;
    await insert({
      load: () => inner.load(),
      async save(bytes) {
        if (hangs) await new Promise<void>((resolve) => (release = resolve));
        await inner.save(bytes);
      },
    });
    const readers = pcscReaders({
      openPort: () => openKoffiPort({ callMs: 5_000, transmitMs: 500 }),
    });
    const reader = await readers.waitForCard({ timeoutMs: 20_000 });
    const transport = await reader.connect();
    await send(transport, SELECT_APPLICATION);
    hangs = true;
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    const write = codeOf(send(transport, '8050310008112233445566778800'));
    const queued = codeOf(send(transport, '00B0810001'));
    expect(await write).toBe('reader.call-timed-out');
    expect(await queued).toBe('reader.connection-poisoned');
    clearInterval(ticking);
    // The JavaScript thread was free meanwhile: far more than a blocked one would tick.
    expect(ticks).toBeGreaterThan(10);
    expect(await codeOf(send(transport, '00B0810001'))).toBe('reader.connection-poisoned');
    const closing = performance.now();
    await transport.close();
    expect(performance.now() - closing).toBeLessThan(4_000);
    hangs = false;
    release();
    const again = async () => (await reader.connect({ exclusive: true })).close();
    await expect.poll(() => codeOf(again()), { timeout: 10_000 }).toBe('resolved');
  });

  describe('a daemon that goes', () => {
    const started: ChildProcess[] = [];
    const isThere = () => codeOf(pcscReaders().list());
    const stopDaemon = async () => {
      process.kill(Number.parseInt(readFileSync('/run/pcscd/pcscd.pid', 'utf8'), 10), 'SIGKILL');
      await expect.poll(isThere, { timeout: 20_000 }).toBe('reader.service-not-available');
    };
    const startDaemon = async () => {
      // Dies with this process, as the one before dies with the script.
      const daemon = spawn('setpriv', ['--pdeathsig', 'KILL', 'pcscd', '--foreground']);
      started.push(daemon);
      await expect.poll(isThere, { timeout: 20_000 }).toBe('resolved');
    };
    afterEach(async () => {
      if ((await isThere()) !== 'resolved') await startDaemon();
    });
    afterAll(() => {
      for (const daemon of started) daemon.kill('SIGKILL');
    });

    test('is missed at once by a new call, and by an open connection', async () => {
      await insert();
      const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
      const transport = await reader.connect();
      await send(transport, SELECT_APPLICATION);
      await stopDaemon();
      const codes = ['reader.service-not-available', 'reader.service-stopped'];
      expect(codes).toContain(await codeOf(send(transport, '00B0810001')));
      await transport.close();
      const calls = [
        () => pcscReaders().list(),
        () => pcscReaders().waitForCard({ timeoutMs: 60_000 }),
        () => reader.connect(),
      ];
      for (const call of calls) {
        expect(await codeOf(call())).toBe('reader.service-not-available');
      }
    });

    test('is found again by a wait that was under way', async () => {
      const waiting = pcscReaders().waitForCard({ timeoutMs: 60_000 });
      await sleep(300);
      await stopDaemon();
      await sleep(1_000);
      await startDaemon();
      await insert();
      expect((await waiting).name).toBe('Virtual PCD 00 00');
    });
  });
});
