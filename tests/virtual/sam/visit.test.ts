/** A whole visit with the module in a slot: what it costs the module, and in what form. */

import { expect, onTestFinished, test } from 'vitest';
import { parseCommand, pcscSam } from '../../../src/card/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { fileStore, VirtualSam, virtualReader } from '../../../src/virtual/index.ts';
import { tap } from '../../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../../support/world.ts';

/** Two for each protected card command, and what a session, a channel and a signature take besides. */
const MODULE_APDUS_MAX = 70;

test('a visit fits short APDUs, and stays within its count', async () => {
  const world = await testWorld(await temporaryFolder());
  const reader = virtualReader(new VirtualSam(fileStore(world.files.sam), { clock: systemClock }));
  const lengths: number[] = [];
  const sam = pcscSam(async () => {
    const inner = await reader.connect({ exclusive: true });
    return {
      async transmit(command) {
        expect(parseCommand(command).isExtended).not.toBe(true);
        const answer = await inner.transmit(command);
        lengths.push(command.length, answer.length);
        return answer;
      },
      close: () => inner.close(),
    };
  });
  onTestFinished(() => sam.close());
  const result = await tap(world, await demoBill('yinjiang', 'SAM-1'), { sam });
  expect(result).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'confirmed' } });
  expect(Math.max(...lengths)).toBeLessThanOrEqual(261);
  console.log(`measured: ${lengths.length / 2} APDUs to the security module in one visit`);
  expect(lengths.length / 2).toBeLessThanOrEqual(MODULE_APDUS_MAX);
  // Nothing is left open: the next visit finds every channel free.
  for (const number of ['SAM-2', 'SAM-3', 'SAM-4', 'SAM-5', 'SAM-6']) {
    const bill = await demoBill('yinjiang', number);
    expect(await tap(world, bill, { sam })).toMatchObject({ outcome: 'settled' });
  }
});
