/**
 * Connections made and closed, one after the other: nothing is left behind, here or in the daemon.
 * 300 in the suite; `npm run soak:reader` makes 10,000. Asserts on handles and rough growth, not on time.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { pcscReaders } from '../../../src/reader/index.ts';
import { connectVpcd } from '../../../src/virtual/index.ts';
import { printMeasured } from '../../support/measured.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { SELECT_APPLICATION, send } from '../../virtual/apdus.ts';
import { plainCard } from '../../virtual/cards.ts';
import { DESK_ADAPTERS } from './adapters.ts';

const CONNECTS = Number(process.env.ONECARD_SOAK_CONNECTS ?? 300);
/** Whatever is loaded, compiled or cached once is there after that. */
const WARM_UP_CONNECTS = 100;
/** What a heap differs by from one collection to the next; a leak of 200 bytes a connection shows in 10,000. */
const HEAP_GROWTH_BYTES_MAX = 2 << 20;
/** Pages that the allocators keep: 13 MiB after 3,000 connections and after 10,000. Buffers count as heap. */
const RESIDENT_GROWTH_BYTES_MAX = 48 << 20;
const MS_PER_CONNECT_MAX = 100;

interface Footprint {
  readonly files: number;
  readonly daemonFiles: number;
  readonly daemonThreads: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

describePcscStack(import.meta.url, () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const daemon = Number.parseInt(readFileSync('/run/pcscd/pcscd.pid', 'utf8'), 10);

  function footprint(): Footprint {
    collect();
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    return {
      files: readdirSync('/proc/self/fd').length,
      daemonFiles: readdirSync(`/proc/${daemon}/fd`).length,
      daemonThreads: readdirSync(`/proc/${daemon}/task`).length,
      heapBytes: heapUsed + external,
      residentBytes: rss,
    };
  }

  test.each(DESK_ADAPTERS)(
    `%s: ${CONNECTS} connects leave handles and memory as they were`,
    async (adapter) => {
      const { card } = await plainCard();
      card.powerDown();
      const slot = await connectVpcd(card);
      const provider = pcscReaders({ adapter });
      const reader = await provider.waitForCard({ timeoutMs: 20_000 });
      const visit = async (number: number): Promise<void> => {
        const connection = await reader.connect({ exclusive: number % 2 === 0 });
        expect(await send(connection, SELECT_APPLICATION)).toMatch(/9000$/);
        await connection.close();
      };
      for (let number = 0; number < WARM_UP_CONNECTS; number++) await visit(number);
      const before = footprint();
      const began = performance.now();
      for (let number = 0; number < CONNECTS; number++) await visit(number);
      const msEach = (performance.now() - began) / CONNECTS;
      // The daemon ends the thread of a client a moment after the client has gone.
      await expect.poll(() => footprint().daemonThreads).toBeLessThanOrEqual(before.daemonThreads);
      const after = footprint();
      const grown = (name: 'heapBytes' | 'residentBytes'): string =>
        `${((after[name] - before[name]) / 1024).toFixed(0)} KiB`;
      printMeasured(
        `${adapter}, ${CONNECTS} connects, ${msEach.toFixed(1)} ms each: heap grew by ${grown('heapBytes')}, resident ` +
          `memory by ${grown('residentBytes')}; files ${before.files} → ${after.files}, of the daemon ` +
          `${before.daemonFiles} → ${after.daemonFiles}`,
      );
      expect(after.files).toBeLessThanOrEqual(before.files);
      expect(after.daemonFiles).toBeLessThanOrEqual(before.daemonFiles);
      expect(after.heapBytes - before.heapBytes).toBeLessThan(HEAP_GROWTH_BYTES_MAX);
      expect(after.residentBytes - before.residentBytes).toBeLessThan(RESIDENT_GROWTH_BYTES_MAX);
      await slot.close();
    },
    60_000 + (WARM_UP_CONNECTS + CONNECTS) * MS_PER_CONNECT_MAX,
  );
});
