import { expect, test } from 'vitest';
import { unlessAborted, unlessStopped } from '../../src/reader/stopping.ts';
import { codeOf } from './codeOf.ts';

/** A connection that comes when told to, and says whether it was closed. */
function arrival(closing: () => Promise<void> = async () => undefined) {
  let arrive: () => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  let closes = 0;
  const connection = {
    close() {
      closes++;
      return closing();
    },
  };
  const arriving = new Promise<typeof connection>((resolve, reject) => {
    arrive = () => resolve(connection);
    fail = reject;
  });
  return { connection, connect: () => arriving, arrive, fail, closes: () => closes };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a connection that comes in time is handed out, and stays open when the signal comes later', async () => {
  const { connection, connect, arrive, closes } = arrival();
  const stop = new AbortController();
  const connected = unlessAborted(connect, stop.signal);
  arrive();
  expect(await connected).toBe(connection);
  stop.abort();
  await turn();
  expect(closes()).toBe(0);
});

test('aborted before: nothing is begun', async () => {
  let begun = 0;
  const connect = async () => {
    begun++;
    return arrival().connection;
  };
  expect(await codeOf(unlessAborted(connect, AbortSignal.abort()))).toBe('reader.wait-aborted');
  expect(begun).toBe(0);
});

test('aborted meanwhile: at once, and a connection that comes all the same is closed', async () => {
  // Closing fails too: nobody is left to be told, and the program goes on.
  const { connect, arrive, closes } = arrival(() => Promise.reject(new Error('closing')));
  const stop = new AbortController();
  const aborted = codeOf(unlessAborted(connect, stop.signal));
  stop.abort('enough');
  expect(await aborted).toBe('reader.wait-aborted');
  arrive();
  await turn();
  expect(closes()).toBe(1);
});

test('a failure after the abort is nobody’s', async () => {
  const { connect, fail } = arrival();
  const stop = new AbortController();
  const aborted = codeOf(unlessAborted(connect, stop.signal));
  stop.abort();
  expect(await aborted).toBe('reader.wait-aborted');
  fail(new Error('late'));
  await turn();
});

test('a wait without an abort gives what was waited for, or its failure', async () => {
  const { signal } = new AbortController();
  expect(await unlessStopped(Promise.resolve(7), signal)).toBe(7);
  await expect(unlessStopped(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});
