/** The small parts by themselves: the queue of input reports, the watchdog of a transaction. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import { InputQueue } from '../../../src/reader/hid/index.ts';
import { INPUT_REPORTS_MAX } from '../../../src/reader/hid/limits.ts';
import { codeOf } from '../codeOf.ts';

const report = (value: number) => Uint8Array.of(value & 0xff, value >> 8);

test('reports are handed out in order, to whoever asked first', async () => {
  const queue = new InputQueue();
  const waiting = [queue.receive(1_000), queue.receive(1_000)];
  for (const value of [1, 2, 3]) queue.push(report(value));
  expect(await Promise.all(waiting)).toEqual([report(1), report(2)]);
  expect(await queue.receive(0)).toEqual(report(3));
  expect(await queue.receive(5)).toBeUndefined();
  queue.push(report(4));
  expect(await queue.receive(0)).toEqual(report(4));
});

test('when nobody reads, the oldest reports are dropped', async () => {
  const queue = new InputQueue();
  for (let value = 0; value < INPUT_REPORTS_MAX + 3; value++) queue.push(report(value));
  expect(await queue.receive(0)).toEqual(report(3));
  queue.discard();
  expect(await queue.receive(0)).toBeUndefined();
});

test('a failure ends every wait, after what had arrived before', async () => {
  const queue = new InputQueue();
  const waiting = codeOf(queue.receive(1_000));
  queue.fail(new OneCardError('reader.reader-removed'));
  queue.fail(new OneCardError('reader.connection-closed'));
  queue.push(report(1));
  expect(await waiting).toBe('reader.reader-removed');
  expect(await codeOf(queue.receive(1_000))).toBe('reader.reader-removed');
});
