/** A desk that is not restarted for days: what the world gives it stays as fresh as the rules ask. */

import { expect, onTestFinished, test, vi } from 'vitest';
import { virtualReader } from '../../src/virtual/index.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const HOUR_MS = 3_600_000;

test('cards are read and settled four days after the start', async () => {
  const world = await testWorld(await temporaryFolder());
  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 96 * HOUR_MS });
  onTestFinished(() => void vi.useRealTimers());
  const { verification } = await world.terminal.read(transport);
  expect(verification.checks.filter((each) => each.outcome === 'failed')).toEqual([]);
  expect(verification.outcome).toBe('verified');
  const bill = await demoBill('yinjiang', 'ZY-LONG-1');
  const { outcome } = await world.terminal.settle(transport, bill);
  expect(outcome).toBe('settled');
});
