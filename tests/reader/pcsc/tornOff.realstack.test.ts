/**
 * A reader is torn off its line: libccid's serial driver, whose reader hangs on a pair of pseudo terminals.
 * The daemon keeps a serial reader in its list whatever happens to it, so it is not told as detached; the
 * card in it is gone.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { pcscReaders } from '../../../src/reader/index.ts';
import { GEMPC_LINE, openSerialPort } from '../../../src/reader/serial/index.ts';
import { VirtualSerialReader } from '../../../src/virtual/serial/index.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { codeOf } from '../codeOf.ts';
import { describeSerialStack } from '../serial/stack.ts';
import { command, INS_SELECT, INS_SLEEP, seated, TestCard } from '../serial/testCard.ts';
import { killStartedDaemons, startDaemon, stopDaemon } from './daemon.ts';
import { type EventLog, logEvents } from './eventLog.ts';

const READER = 'OneCard Serial 00 00';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libccidtwin.so';
const SELECT = command(INS_SELECT, Uint8Array.of(1, 2), 256);
/** What a card in a reader that is not there any more may end with. */
const TORN_OFF = [
  'reader.reader-removed',
  'reader.no-card',
  'reader.card-mute',
  'reader.card-removed',
  'reader.transmit-failed',
];

interface Plugged {
  unplug(): Promise<void>;
}

describePcscStack(import.meta.url, () => {
  describeSerialStack('a reader that is torn off', () => {
    let folder: string;
    let plugged: Plugged;
    let log: EventLog;
    const provider = pcscReaders();

    async function plug(): Promise<Plugged> {
      const [host, device] = [join(folder, 'host'), join(folder, 'device')];
      const ends = [host, device].map((path) => `pty,raw,echo=0,link=${path}`);
      const socat: ChildProcess = spawn('socat', ends, { stdio: 'ignore' });
      await expect.poll(() => existsSync(host) && existsSync(device)).toBe(true);
      const reader = new VirtualSerialReader({ port: await openSerialPort(device, GEMPC_LINE) });
      reader.insert(seated(new TestCard(), 'T=1'));
      return {
        async unplug() {
          if (socat.exitCode !== null || socat.signalCode !== null) return;
          const gone = once(socat, 'exit');
          socat.kill('SIGTERM');
          await gone;
          await reader.close().catch(() => undefined);
        },
      };
    }

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'onecard-unplug-'));
      await stopDaemon();
      plugged = await plug();
      const config = join(folder, 'reader.conf');
      const lines = [
        'FRIENDLYNAME "OneCard Serial"',
        `DEVICENAME ${join(folder, 'host')}:GemPCTwin`,
      ];
      await writeFile(config, [...lines, `LIBPATH ${DRIVER}`, 'CHANNELID 1', ''].join('\n'));
      await startDaemon('--config', config);
      log = logEvents(provider);
      await log.contains([`reader-attached ${READER}`, `card-in ${READER} 0`]);
    });
    afterEach(async () => {
      await log.stop();
      await plugged.unplug();
      await stopDaemon();
      await startDaemon();
      await rm(folder, { recursive: true });
    });
    afterAll(killStartedDaemons);

    test('at rest: its card is gone, and exchanges say so', async () => {
      const connection = await (await provider.waitForCard({ timeoutMs: 20_000 })).connect();
      expect(toHex(await connection.transmit(SELECT))).toMatch(/9000$/);
      await plugged.unplug();
      await log.contains([`card-out ${READER} 0`]);
      expect(TORN_OFF).toContain(await codeOf(connection.transmit(SELECT)));
      await connection.close();
      expect(TORN_OFF).toContain(await codeOf((await provider.list())[0]!.connect()));
    });

    test('in the middle of a command: its end is the deadline at the latest', async () => {
      const connection = await (await provider.waitForCard({ timeoutMs: 20_000 })).connect();
      await connection.transmit(SELECT);
      const slow = command(INS_SLEEP, undefined, 0, 20);
      const ended = codeOf(connection.transmit(slow, { deadlineMs: 3_000 }));
      await sleep(500);
      await plugged.unplug();
      // The driver waits for the time that the card asked for, however long; then nobody waits for it.
      expect([...TORN_OFF, 'reader.call-timed-out']).toContain(await ended);
      const closing = performance.now();
      await connection.close();
      expect(performance.now() - closing).toBeLessThan(5_000);
    });
  });
});
