import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CallQueue } from '../../src/reader/callQueue.ts';
import { codeOf } from './codeOf.ts';

const DEADLINE_MS = 10_000;

/** A call that ends when told to. */
function gate(): { call: () => Promise<string>; open: (value: string) => void } {
  let open: (value: string) => void = () => {};
  const opened = new Promise<string>((resolve) => {
    open = resolve;
  });
  return { call: () => opened, open };
}

describe('calls on one handle', () => {
  test('never overlap and keep their order, whatever each takes and whether it fails', async () => {
    const calls = fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(calls, async (wanted) => {
        const queue = new CallQueue({});
        const order: number[] = [];
        let running = 0;
        const results = wanted.map(({ turns, fails }, index) =>
          queue.run('Call', DEADLINE_MS, async () => {
            expect(++running).toBe(1);
            order.push(index);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            running--;
            if (fails) throw new Error(`call ${index}`);
            return index;
          }),
        );
        const settled = await Promise.allSettled(results);
        expect(order).toEqual(wanted.map((_, index) => index));
        expect(settled.map(({ status }) => status === 'rejected')).toEqual(
          wanted.map(({ fails }) => fails),
        );
      }),
    );
  });

  test('past the deadline: that call, the waiting ones and every later one fail', async () => {
    const queue = new CallQueue({ reader: 'Desk' });
    const { call, open } = gate();
    const late = codeOf(queue.run('SCardTransmit', 5, call));
    const waiting = codeOf(queue.run('SCardStatus', DEADLINE_MS, async () => 'never'));
    expect(await late).toBe('reader.call-timed-out');
    expect(await waiting).toBe('reader.connection-poisoned');
    expect(queue.isPoisoned).toBe(true);
    const after = queue.run('SCardStatus', DEADLINE_MS, async () => 'never');
    await expect(after).rejects.toMatchObject({
      code: 'reader.connection-poisoned',
      detail: { call: 'SCardStatus', poisonedBy: 'SCardTransmit', reader: 'Desk' },
    });
    // The system answers after all: nobody gets that answer, but the handle can be given back.
    const settled = queue.settled();
    open('too late');
    await settled;
    expect(await codeOf(queue.run('SCardStatus', DEADLINE_MS, async () => 'never'))).toBe(
      'reader.connection-poisoned',
    );
  });

  test('a signal drops what waits, and leaves what runs alone', async () => {
    const queue = new CallQueue({});
    const stop = new AbortController();
    const { call, open } = gate();
    const running = queue.run('First', DEADLINE_MS, call, stop.signal);
    let started = false;
    const waiting = queue.run('Second', DEADLINE_MS, async () => (started = true), stop.signal);
    const dropped = codeOf(waiting);
    const last = queue.run('Third', DEADLINE_MS, async () => 'last');
    stop.abort();
    // The first is still at work: nobody waited for it.
    expect(await dropped).toBe('reader.wait-aborted');
    open('done');
    expect(await running).toBe('done');
    expect(await last).toBe('last');
    expect(started).toBe(false);
  });

  test('more than 64 waiting is a caller that runs away', async () => {
    const queue = new CallQueue({});
    const { call, open } = gate();
    const first = queue.run('First', DEADLINE_MS, call);
    const waiting = Array.from({ length: 64 }, () => queue.run('Next', DEADLINE_MS, async () => 1));
    await expect(queue.run('One more', DEADLINE_MS, async () => 1)).rejects.toThrow(RangeError);
    open('done');
    await first;
    await Promise.all(waiting);
  });

  test.each([Number.POSITIVE_INFINITY, 2 ** 31, -1, Number.NaN])(
    'a deadline of %d is the caller’s bug: a timer that long would end at once',
    async (ms) => {
      const queue = new CallQueue({});
      await expect(queue.run('Call', ms, async () => 1)).rejects.toThrow(RangeError);
      expect(await queue.run('Call', DEADLINE_MS, async () => 1)).toBe(1);
    },
  );

  test('is settled at once when nothing runs', async () => {
    await new CallQueue({}).settled();
  });
});
