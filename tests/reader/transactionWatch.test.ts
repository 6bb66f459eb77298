import { expect, test } from 'vitest';
import {
  type TransactionGuard,
  watchedTransport,
  watchTransaction,
} from '../../src/reader/transactionWatch.ts';
import { codeOf } from './codeOf.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const LIMITS = { idleMs: 40, totalMs: 10_000 };

test('hands out what the work returns, and what it throws', async () => {
  expect(await watchTransaction(LIMITS, async () => 'done')).toBe('done');
  const failing = watchTransaction(LIMITS, () => Promise.reject(new Error('failed')));
  await expect(failing).rejects.toThrow('failed');
});

test('takes the card back from work that waits for a person', async () => {
  const waiting = watchTransaction(LIMITS, async () => sleep(60_000));
  expect(await codeOf(waiting)).toBe('reader.transaction-idle');
});

test('a call under way is no idleness, however long it takes', async () => {
  const result = watchTransaction(LIMITS, async (guard) => {
    const slow = guard(async (ms: number) => {
      await sleep(ms);
      return ms;
    });
    return (await slow(120)) + (await slow(80));
  });
  expect(await result).toBe(200);
});

test('of two calls at once, the idleness begins with the end of the second', async () => {
  const result = watchTransaction({ idleMs: 30, totalMs: 10_000 }, async (guard) => {
    const slow = guard(sleep);
    await Promise.all([slow(1), slow(80)]);
    return 'both';
  });
  expect(await result).toBe('both');
});

test('takes the card back from work that never ends', async () => {
  const busy = watchTransaction({ idleMs: 1_000, totalMs: 100 }, async (guard) => {
    const call = guard(() => sleep(5));
    for (;;) await call();
  });
  expect(await codeOf(busy)).toBe('reader.transaction-too-long');
});

test('what the work does after that does not reach the card', async () => {
  let kept: (() => Promise<unknown>) | undefined;
  let calls = 0;
  const keep = (guard: TransactionGuard): void => {
    kept = guard(async () => calls++);
  };
  await watchTransaction(LIMITS, async (guard) => keep(guard));
  expect(await codeOf(kept!())).toBe('reader.connection-closed');
  expect(calls).toBe(0);
});

test.each([
  ['taken back', 'reader.transaction-too-long', 60_000],
  ['left by its work', 'resolved', 0],
])('a transaction that is %s ends after the call under way', async (_, code, waitMs) => {
  let isAnswered = false;
  const call = async (): Promise<void> => {
    await sleep(120);
    isAnswered = true;
  };
  const ended = watchTransaction({ idleMs: 1_000, totalMs: 30 }, async (guard) => {
    guard(call)().catch(() => undefined);
    await sleep(waitMs);
  });
  expect(await codeOf(ended)).toBe(code);
  expect(isAnswered).toBe(true);
});

test('the transport of a transaction ends with it', async () => {
  let late: Promise<unknown> = Promise.resolve();
  const transaction = watchedTransport(
    async (command) => command,
    async (transport) => {
      expect(await transport.transmit(Uint8Array.of(1))).toEqual(Uint8Array.of(1));
      await sleep(60);
      late = codeOf(transport.transmit(Uint8Array.of(2)));
    },
    { idleMs: 20, totalMs: 10_000 },
  );
  expect(await codeOf(transaction)).toBe('reader.transaction-idle');
  await sleep(60);
  expect(await late).toBe('reader.connection-closed');
});
