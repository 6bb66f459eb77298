/** Threads answer as the suites do, in order and in both suites, and a dead one loses no question. */

import { afterAll, describe, expect, test } from 'vitest';
import { type SignatureCheck, SignaturePool } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { fixedKey, flipped, refusal, SUITES } from '../support.ts';

const worker = { script: new URL('./worker.mjs', import.meta.url) };
const pool = SignaturePool.open({ threads: 2, worker });
afterAll(() => pool.close());

/** Every third signature is changed. */
const CHECKS: readonly SignatureCheck[] = SUITES.flatMap((suite) => {
  const keys = [0x11, 0x12].map((byte) => fixedKey(byte, suite));
  return Array.from({ length: 60 }, (_, index) => {
    const key = keys[index % 2]!;
    const message = Uint8Array.of(index);
    const signature = suite.sign(key, message);
    return {
      suite: suite.id,
      publicKey: key.publicKey,
      message,
      signature: index % 3 === 0 ? flipped(signature, index % 64) : signature,
    };
  });
});
const EXPECTED = CHECKS.map((_, index) => (index % 60) % 3 !== 0);

const verdictOf = (check: SignatureCheck) => pool.verify(check);

test('every answer is that of its own question', async () => {
  expect(await Promise.all(CHECKS.map(verdictOf))).toEqual(EXPECTED);
}, 30_000);

test('and the same with the keys prepared', async () => {
  for (const { suite, publicKey } of CHECKS) pool.prepare(suite, publicKey);
  expect(await Promise.all(CHECKS.map(verdictOf))).toEqual(EXPECTED);
}, 30_000);

test('a key that is none fails its own question alone', async () => {
  const [good, other] = [CHECKS[1]!, CHECKS[61]!];
  const wrongSuite = { ...good, publicKey: other.publicKey };
  const cut = { ...good, publicKey: good.publicKey.slice(1) };
  const results = await Promise.allSettled([good, wrongSuite, cut, other].map(verdictOf));
  expect(results.map((result) => result.status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? result.reason : []));
  expect(reasons.every((reason) => reason instanceof OneCardError)).toBe(true);
  expect(reasons[0].code).toBe('crypto.key-malformed');
  expect(refusal(() => pool.prepare(1, cut.publicKey)).code).toMatch(/^crypto\.cbor-/);
});

test('more than may wait is refused at once, and what waits is answered', async () => {
  const check = CHECKS[1]!;
  const small = SignaturePool.open({ threads: 1, worker });
  const asked = Array.from({ length: 100_001 }, () => small.verify(check));
  const last = asked.pop()!;
  await expect(last).rejects.toMatchObject({ code: 'crypto.pool-full' });
  const rest = Promise.allSettled(asked);
  await small.close();
  const reasons = (await rest).flatMap((result) =>
    result.status === 'rejected' ? result.reason.code : [],
  );
  expect(new Set(reasons)).toEqual(new Set(['crypto.pool-closed']));
}, 30_000);

describe('a thread that dies', () => {
  const script = new URL('./dying.mjs', import.meta.url);

  test('takes its batch along by name, is replaced eight times, and then no more', async () => {
    const dying = SignaturePool.open({ threads: 1, worker: { script } });
    for (let count = 0; count < 9; count++) {
      await expect(dying.verify(CHECKS[1]!)).rejects.toMatchObject({
        code: 'crypto.pool-closed',
        detail: { reason: 'thread-died' },
      });
    }
    await expect(dying.verify(CHECKS[1]!)).rejects.toMatchObject({
      code: 'crypto.pool-closed',
      detail: { reason: 'closed' },
    });
    await dying.close();
  }, 30_000);
});

test('a closed pool says so', async () => {
  const closed = SignaturePool.open({ threads: 1, worker });
  await closed.close();
  await expect(closed.verify(CHECKS[1]!)).rejects.toMatchObject({ code: 'crypto.pool-closed' });
  expect(refusal(() => closed.prepare(1, CHECKS[0]!.publicKey)).code).toBe('crypto.pool-closed');
});

test.each([0, 65, 1.5])('%d threads are the caller’s bug', (threads) => {
  expect(() => SignaturePool.open({ threads, worker })).toThrow(RangeError);
});
