import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from '../../../src/reader/vendor/turns.ts';

test('one after the other, in the order of asking, whatever fails', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const run = (name: string, fails = false) =>
    turns.run(async () => {
      order.push(`${name}(`);
      await sleep(1);
      order.push(`)${name}`);
      if (fails) throw new Error(name);
      return name;
    });
  const outcomes = await Promise.allSettled([run('a'), run('b', true), run('c')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(order).toEqual(['a(', ')a', 'b(', ')b', 'c(', ')c']);
});

test('an abort takes the place of one that waits, and of nobody else', async () => {
  const turns = new Turns();
  const stop = new AbortController();
  const order: string[] = [];
  const first = turns.run(() => sleep(10).then(() => order.push('first')), stop.signal);
  const second = turns.run(async () => order.push('second'), stop.signal).catch((error) => error);
  const third = turns.run(async () => order.push('third'));
  stop.abort('enough');
  expect(await second).toMatchObject({ code: 'reader.wait-aborted', cause: 'enough' });
  await Promise.all([first, third]);
  expect(order).toEqual(['first', 'third']);
  await expect(turns.run(async () => 1, stop.signal)).rejects.toMatchObject({
    code: 'reader.wait-aborted',
  });
  expect(await turns.run(async () => 2)).toBe(2);
});

test('no more than 64 wait', async () => {
  const turns = new Turns();
  const all = Array.from({ length: 66 }, (_, index) => turns.run(async () => index));
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(65);
  expect(outcomes.at(-1)).toMatchObject({ reason: expect.any(RangeError) });
});
