/**
 * The daemon hangs, and the desk goes on. In a process of its own: the pcsclite package gives a card's
 * handle back when it is collected, on the JavaScript thread, and a daemon that hangs holds that up.
 */

import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { openSocketPort, pcscReaders } from '../../../src/reader/index.ts';
import { connectVpcd } from '../../../src/virtual/index.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { SELECT_APPLICATION, send } from '../../virtual/apdus.ts';
import { plainCard } from '../../virtual/cards.ts';
import { codeOf } from '../codeOf.ts';
import { freezeDaemon, thawDaemon } from './daemon.ts';
import { logEvents } from './eventLog.ts';

const READER = 'Virtual PCD 00 00';

describePcscStack(import.meta.url, () => {
  afterEach(thawDaemon);

  test('socket: a daemon that hangs holds nobody up, and is found again when it goes on', async () => {
    const openPort = () => openSocketPort({ callMs: 500, transmitMs: 500 });
    const provider = pcscReaders({ openPort });
    const log = logEvents(provider);
    const { card } = await plainCard();
    card.powerDown();
    const slot = await connectVpcd(card);
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
    await log.stop();
    await slot.close();
  });
});
