/** The daemon is killed and started again, and the desk goes on. */

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openSocketPort, type PcscReaderProvider, pcscReaders } from '../../../src/reader/index.ts';
import { connectVpcd, type VpcdSlot } from '../../../src/virtual/index.ts';
import { printMeasured } from '../../support/measured.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { SELECT_APPLICATION, send } from '../../virtual/apdus.ts';
import { plainCard } from '../../virtual/cards.ts';
import { codeOf } from '../codeOf.ts';
import { adapters } from './adapters.ts';
import {
  daemonRuns,
  freezeDaemon,
  killStartedDaemons,
  startDaemon,
  stopDaemon,
  thawDaemon,
} from './daemon.ts';
import { type EventLog, logEvents } from './eventLog.ts';

const READER = 'Virtual PCD 00 00';
const OTHER = 'Virtual PCD 00 01';
/** The desk works again within this time of the service's return. */
const BACK_WITHIN_MS = 2_000;
const RESTARTS = 3;
const CODES = ['reader.service-not-available', 'reader.service-stopped'];

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

const all = await adapters();
const runnable = all
  .filter(({ notRun }) => !notRun)
  // The package gives handles back when its objects are collected, whenever that is.
  .map(({ name }) => ({ name, hasGarbage: name === 'pcsclite' }));

describePcscStack(import.meta.url, () => {
  let provider: PcscReaderProvider;
  let log: EventLog;
  let slot: VpcdSlot | undefined;

  async function insert(): Promise<void> {
    const { card } = await plainCard();
    card.powerDown();
    slot = await connectVpcd(card);
  }

  afterEach(async () => {
    await log.stop();
    await slot?.close();
    if (!(await daemonRuns())) await startDaemon();
  });
  afterAll(killStartedDaemons);

  test.each(runnable)(
    '$name: told in order, at work again in time',
    async ({ name, hasGarbage }) => {
      provider = pcscReaders({ adapter: name });
      log = logEvents(provider);
      await insert();
      await log.contains([`reader-attached ${READER}`, `card-in ${READER} 0`]);
      await log.contains([`reader-attached ${OTHER}`]);
      let filesAtFirst: number | undefined;
      for (let restart = 0; restart < RESTARTS; restart++) {
        const reader = await provider.waitForCard({ timeoutMs: 20_000 });
        const connection = await reader.connect();
        expect(await send(connection, SELECT_APPLICATION)).toMatch(/9000$/);
        const since = log.lines.length;
        await stopDaemon();
        await log.contains([`card-out ${READER} 0`, `reader-detached ${READER}`], since);
        await expect.poll(() => log.lines.at(-1)).toMatch(/^service-lost reader\.service-/);
        expect(log.desk.readers.size).toBe(0);
        expect(CODES).toContain(await codeOf(send(connection, '00B0810001')));
        await connection.close();
        await slot!.close();

        const back = await startDaemon();
        await log.contains(['service-back', `reader-attached ${READER}`], since);
        const toldMs = performance.now() - back;
        await insert();
        await log.contains([`card-in ${READER} 0`], since);
        const again = await (await provider.waitForCard({ timeoutMs: 20_000 })).connect();
        expect(await send(again, SELECT_APPLICATION)).toMatch(/9000$/);
        const workedMs = performance.now() - back;
        await again.close();
        printMeasured(
          `${name}, pcscd back: events after ${toldMs.toFixed(0)} ms, first APDU after ${workedMs.toFixed(0)} ms`,
        );
        expect(toldMs).toBeLessThan(BACK_WITHIN_MS);
        expect(workedMs).toBeLessThan(BACK_WITHIN_MS);
        // After the first round everything that is loaded once is loaded.
        filesAtFirst ??= openFiles();
      }
      if (hasGarbage) return;
      // A new daemon may still hold a socket of the last round for a moment.
      await expect.poll(openFiles, { timeout: 5_000 }).toBeLessThanOrEqual(filesAtFirst!);
    },
  );

  test('socket: a daemon that hangs holds nobody up, and is found again when it goes on', async () => {
    const openPort = () => openSocketPort({ callMs: 500, transmitMs: 500 });
    provider = pcscReaders({ openPort });
    log = logEvents(provider);
    await insert();
    await log.contains([`reader-attached ${READER}`, `card-in ${READER} 0`]);
    const connection = await (await provider.waitForCard({ timeoutMs: 20_000 })).connect();
    freezeDaemon();
    try {
      const since = log.lines.length;
      expect(await codeOf(send(connection, SELECT_APPLICATION))).toBe('reader.call-timed-out');
      expect(await codeOf(provider.list())).toBe('reader.call-timed-out');
      await log.contains([`card-out ${READER} 0`, 'service-lost reader.call-timed-out'], since);
      // Far more calls than the pool has threads: files are read all the same.
      for (let call = 0; call < 6; call++) void codeOf(provider.list());
      expect(await readFile('/proc/self/comm', 'utf8')).not.toBe('');
      await connection.close();
    } finally {
      thawDaemon();
    }
    await log.contains(['service-back', `card-in ${READER} 0`]);
    const again = await (await provider.waitForCard({ timeoutMs: 20_000 })).connect();
    expect(await send(again, SELECT_APPLICATION)).toMatch(/9000$/);
    await again.close();
  });

  test('a desk that starts before the service finds it', async () => {
    await stopDaemon();
    provider = pcscReaders();
    log = logEvents(provider);
    await expect.poll(() => log.lines).toEqual(['service-lost reader.service-not-available']);
    await sleep(700);
    const back = await startDaemon();
    await log.contains(['service-back', `reader-attached ${READER}`, `reader-attached ${OTHER}`]);
    expect(performance.now() - back).toBeLessThan(BACK_WITHIN_MS);
  });
});
