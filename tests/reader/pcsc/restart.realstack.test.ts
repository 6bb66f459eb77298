/** The daemon is killed and started again, and the desk goes on. */

import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type PcscReaderProvider, pcscReaders } from '../../../src/reader/index.ts';
import { connectVpcd, type VpcdSlot } from '../../../src/virtual/index.ts';
import { printMeasured } from '../../support/measured.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { SELECT_APPLICATION, send } from '../../virtual/apdus.ts';
import { plainCard } from '../../virtual/cards.ts';
import { codeOf } from '../codeOf.ts';
import { adapters } from './adapters.ts';
import { daemonRuns, killStartedDaemons, startDaemon, stopDaemon } from './daemon.ts';
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
