/** The first days of a year: cards that do not have it yet, or whose holders take no part in it, and bills of the year before. */

import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../src/time.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { tap } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

/** A world whose cards take part in the next year, and not in the one after it; it is that one's second day. */
async function january() {
  const world = await testWorld(await temporaryFolder());
  const last = yearOf(chinaDate(systemClock.now())) + 1;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(`${last}-12-30T02:00:00Z`) });
  onTestFinished(() => void vi.useRealTimers());
  const bill = await demoBill('yinjiang', 'NY-1', ['2026-03-', `${last}-12-`]);
  const turn = () => vi.setSystemTime(Date.parse(`${last + 1}-01-02T02:00:00Z`));
  const connect = async () =>
    virtualReader(await world.card('yinjiang')).connect({ exclusive: true });
  return { world, bill, turn, connect, last };
}

test('a card is read, and the bill of the year before is settled', async () => {
  const { world, bill, turn, connect } = await january();
  turn();
  const { verification } = await world.terminal.read(await connect());
  expect(verification.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(verification.outcome).toBe('verified');
  expect(await tap(world, bill)).toMatchObject({ outcome: 'settled' });
});

test('a card that took no part for two years is refused', async () => {
  const { world, turn, connect, last } = await january();
  turn();
  vi.setSystemTime(Date.parse(`${last + 2}-01-02T02:00:00Z`));
  const { verification } = await world.terminal.read(await connect());
  const failed = verification.checks.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ name }) => name)).toContain('participation');
});

test('a settlement of the year before is taken back with its card at hand', async () => {
  const { world, bill, turn, connect } = await january();
  const settled = await tap(world, bill);
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  turn();
  const options = { reason: '误收', operator: '01', transport: await connect() };
  const reversed = await world.terminal.reverse(settled.entry.id, options);
  expect(reversed.outcome).not.toBe('card-refused');
});
