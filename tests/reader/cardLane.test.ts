import { describe, expect, test } from 'vitest';
import { CardLane } from '../../src/reader/cardLane.ts';
import { codeOf } from './codeOf.ts';

/** A piece of work that ends when told to. */
function gate(): { work: () => Promise<string>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<string>((resolve) => {
    open = () => resolve('done');
  });
  return { work: () => opened, open };
}

describe('turns at one card', () => {
  test('come one after the other, in the order of their asking', async () => {
    const lane = new CardLane('Desk');
    const order: number[] = [];
    let running = 0;
    const turns = [5, 1, 0, 3].map((turns, index) =>
      lane.turn(async () => {
        expect(++running).toBe(1);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        order.push(index);
        running--;
      }),
    );
    await Promise.all(turns);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('the next one comes also after a failure', async () => {
    const lane = new CardLane('Desk');
    const failing = lane.turn(() => Promise.reject(new Error('failed')));
    const next = lane.turn(async () => 'next');
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('next');
  });

  test('a signal drops what waits at once, and leaves the order of the others', async () => {
    const lane = new CardLane('Desk');
    const { work, open } = gate();
    const first = lane.turn(work);
    const stop = new AbortController();
    let hasRun = false;
    const dropped = codeOf(lane.turn(async () => (hasRun = true), stop.signal));
    const last = lane.turn(async () => 'last');
    stop.abort('not needed');
    // The first is still at work: nobody waited for it.
    expect(await dropped).toBe('reader.wait-aborted');
    open();
    expect(await first).toBe('done');
    expect(await last).toBe('last');
    expect(hasRun).toBe(false);
  });

  test('a signal leaves alone what has begun, and an aborted one lets nothing begin', async () => {
    const lane = new CardLane('Desk');
    const { work, open } = gate();
    const stop = new AbortController();
    const running = lane.turn(work, stop.signal);
    stop.abort();
    open();
    expect(await running).toBe('done');
    expect(await codeOf(lane.turn(async () => 'never', stop.signal))).toBe('reader.wait-aborted');
    expect(await lane.turn(async () => 'free')).toBe('free');
  });

  test('is settled when all that was asked before has ended, and free then', async () => {
    const lane = new CardLane('Desk');
    const ended: string[] = [];
    const work = Array.from({ length: 65 }, (_, at) => lane.turn(async () => ended.push(`${at}`)));
    const settled = lane.settled().then(() => ended.push('settled'));
    await Promise.all([...work, settled]);
    expect(ended.at(-1)).toBe('settled');
    expect(await lane.turn(async () => 'free')).toBe('free');
  });

  test('more than 64 waiting is a caller that runs away', async () => {
    const lane = new CardLane('Desk');
    const { work, open } = gate();
    const first = lane.turn(work);
    const waiting = Array.from({ length: 64 }, () => lane.turn(async () => 1));
    await expect(lane.turn(async () => 1)).rejects.toThrow(RangeError);
    open();
    await first;
    expect(await Promise.all(waiting)).toHaveLength(64);
  });
});
