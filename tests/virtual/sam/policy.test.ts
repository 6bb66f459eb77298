/** Role, expiry, PIN, use counter, daily sum: what every kind of module refuses alike. */

import { describe, expect, test } from 'vitest';
import { encodeStatement } from '../../../src/crypto/index.ts';
import { type SamRole, SecretPin } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { addDays, type Instant, instant, startOfDay } from '../../../src/time.ts';
import {
  afterPin,
  assertCarried,
  beforePin,
  firstMemory,
  judgeUse,
  type SamProfile,
  type SamUse,
} from '../../../src/virtual/index.ts';
import { ID, module, NOW, statement, TODAY } from './modules.ts';

const PROFILE: SamProfile = {
  id: ID,
  role: 'SETTLE',
  suite: 1,
  keyVersions: [0x30, 0x31],
  expiresOn: addDays(TODAY, 10),
  usesMax: 3,
  dailySumMax: amount(130_000n),
  hasPin: false,
};
const FIRST = firstMemory(NOW);
const OPEN: SamUse = { kind: 'open-channel', keyVersion: 0x31 };

function sign(last: number, changes: Parameters<typeof statement>[1] = {}): SamUse {
  return {
    kind: 'sign',
    statement: statement(last, changes),
    hash: new Uint8Array(32).fill(last),
  };
}

/** The codes of the refusals that `uses` meet in a row. */
function codes(profile: SamProfile, ...uses: readonly SamUse[]): readonly (string | undefined)[] {
  let memory = FIRST;
  return uses.map((use) => {
    const verdict = judgeUse(profile, memory, use, { isPinVerified: false });
    memory = verdict.memory;
    return verdict.refusal?.code;
  });
}

describe('role', () => {
  const uses: readonly (readonly [SamUse, readonly SamRole[]])[] = [
    [{ kind: 'open-channel', keyVersion: 0x30 }, ['READ', 'SETTLE', 'ISSUE']],
    [{ kind: 'check-state' }, ['READ', 'SETTLE', 'ISSUE']],
    [{ kind: 'mac-state' }, ['SETTLE', 'ISSUE']],
    [sign(1), ['SETTLE']],
    [{ kind: 'key-block', keyVersion: 0x30, newKeyVersion: 0x31 }, ['ISSUE']],
  ];
  for (const role of ['READ', 'SETTLE', 'ISSUE'] as const) {
    test.each(uses)(`${role}: %o`, (use, allowed) => {
      const expected = allowed.includes(role) ? undefined : 'sam.role-not-allowed';
      expect(codes({ ...PROFILE, role }, use)).toEqual([expected]);
    });
  }

  test.each([
    ['READ', '00B08100', true],
    ['READ', '0020008106', true],
    ['READ', '00D68400', false],
    ['READ', '00E20030', false],
    ['READ', '002A9E9A', false],
    ['SETTLE', '00D68400', true],
    ['SETTLE', '00D68500', true],
    ['SETTLE', '00D68200', false],
    ['SETTLE', '00D60000', false],
    ['SETTLE', '80D80000', false],
    ['SETTLE', '002C0081', false],
    ['ISSUE', '00D68200', true],
    ['ISSUE', '80D80000', true],
    ['ISSUE', '002C0081', true],
    ['ISSUE', '00A40400', false],
  ] as const)('%s protects %s: %s', (role, hex, isAllowed) => {
    const carry = () => assertCarried({ id: ID, role }, Uint8Array.from(Buffer.from(hex, 'hex')));
    if (isAllowed) expect(carry).not.toThrow();
    else expect(carry).toThrow('sam.role-not-allowed');
  });
});

test('a key version that it does not have', () => {
  const other: SamUse = { kind: 'open-channel', keyVersion: 0x32 };
  expect(codes(PROFILE, other, OPEN)).toEqual(['sam.key-version-unknown', undefined]);
});

describe('expiry', () => {
  const after = instant(startOfDay(addDays(TODAY, 11)));

  test('is judged by the latest time it ever saw, which never goes back', () => {
    const shown = judgeUse(PROFILE, FIRST, OPEN, { isPinVerified: false, now: after });
    expect(shown.refusal?.code).toBe('sam.expired');
    const back = judgeUse(PROFILE, shown.memory, OPEN, { isPinVerified: false, now: NOW });
    expect(back.refusal?.code).toBe('sam.expired');
  });

  test('the last day is still good, and a statement shows the time too', () => {
    const last = instant(after - 1_000);
    expect(codes(PROFILE, sign(1, { settledAt: last }))).toEqual([undefined]);
    expect(codes(PROFILE, sign(1, { settledAt: after }), { kind: 'check-state' })).toEqual([
      'sam.expired',
      'sam.expired',
    ]);
  });
});

test('the use counter ends at its limit; looking at a state costs nothing', () => {
  const check: SamUse = { kind: 'check-state' };
  const expected = [undefined, undefined, undefined, undefined, 'sam.uses-exhausted', undefined];
  expect(codes(PROFILE, OPEN, check, OPEN, { kind: 'mac-state' }, OPEN, check)).toEqual(expected);
});

describe('the daily sum', () => {
  const profile = { ...PROFILE, usesMax: 100 };
  const tomorrow = instant(NOW + 86_400_000);

  test('counts what funds pay, and starts anew with the next day it sees', () => {
    const uses = [sign(1), sign(2), sign(3), sign(4, { settledAt: tomorrow })];
    expect(codes(profile, ...uses)).toEqual([undefined, undefined, 'sam.limit-reached', undefined]);
  });

  test('a statement of an earlier day counts in the day that was reached', () => {
    const uses = [sign(1, { settledAt: tomorrow }), sign(2), sign(3)];
    expect(codes(profile, ...uses)).toEqual([undefined, undefined, 'sam.limit-reached']);
  });

  test('the same statement signed again is not counted twice', () => {
    expect(codes(profile, sign(1), sign(1), sign(1), sign(2))).toEqual(Array(4).fill(undefined));
  });

  test('amounts that do not add up, and the statement of another module', () => {
    const uses = [
      sign(1, { total: amount(100_001n) }),
      sign(2, { byPayer: { cash: amount(0n), 'pooled-fund': amount(1n) } }),
      sign(3, { samId: '9990010000000A02' as typeof ID }),
    ];
    expect(codes(profile, ...uses)).toEqual(Array(3).fill('sam.statement-refused'));
  });
});

describe('PIN', () => {
  const profile = { ...PROFILE, hasPin: true };

  test('a try is spent before the PIN is looked at', () => {
    let memory = FIRST;
    for (const triesLeft of [2, 1, 0]) {
      const attempt = beforePin(profile, memory);
      expect(attempt).toMatchObject({ outcome: 'compare', memory: { pinTriesLeft: triesLeft } });
      ({ memory } = attempt);
    }
    expect(afterPin(memory, false).result).toEqual({ outcome: 'blocked' });
    expect(beforePin(profile, memory).outcome).toBe('blocked');
    const verdict = judgeUse(profile, memory, OPEN, { isPinVerified: true });
    expect(verdict.refusal?.code).toBe('sam.pin-blocked');
  });

  test('the right PIN gives the tries back', async () => {
    const sam = await module({ pin: new SecretPin('2580') });
    await expect(sam.sign(encodeStatement(statement()), 1, new Uint8Array(64))).rejects.toThrow(
      'sam.pin-needed',
    );
    const wrong = new SecretPin('2581');
    expect(await sam.verifyPin(wrong)).toEqual({ outcome: 'wrong', triesLeft: 2 });
    expect(await sam.verifyPin(wrong)).toEqual({ outcome: 'wrong', triesLeft: 1 });
    expect(await sam.verifyPin(new SecretPin('2580'))).toEqual({ outcome: 'verified' });
    expect(await sam.status()).toMatchObject({ pin: 'verified', pinTriesLeft: 3 });
    for (const triesLeft of [2, 1]) {
      expect(await sam.verifyPin(wrong)).toEqual({ outcome: 'wrong', triesLeft });
    }
    expect(await sam.verifyPin(wrong)).toEqual({ outcome: 'blocked' });
    expect(await sam.verifyPin(new SecretPin('2580'))).toEqual({ outcome: 'blocked' });
    expect((await sam.status()).pin).toBe('blocked');
  });

  test('a module without one needs none', async () => {
    const sam = await module();
    expect(await sam.verifyPin(new SecretPin('0000'))).toEqual({ outcome: 'verified' });
    expect((await sam.status()).pin).toBe('not-needed');
  });
});

describe('a statement that is dated ahead', () => {
  const HOUR = 3_600_000;
  const DAY = 24 * HOUR;
  const ahead = (ms: number) => sign(1, { settledAt: instant(NOW + ms) });
  const judged = (use: SamUse, now?: Instant) =>
    judgeUse(PROFILE, FIRST, use, { isPinVerified: false, now });

  test('is refused by a module with a clock, and does not move its time', () => {
    expect(judged(ahead(HOUR), NOW).refusal).toBeUndefined();
    const { refusal, memory } = judged(ahead(HOUR + 1000), NOW);
    expect(refusal).toMatchObject({
      code: 'sam.statement-refused',
      detail: { rule: 'dated-ahead' },
    });
    expect(memory).toEqual(FIRST);
  });

  test('draws on the day’s sum but once, however it is dated', () => {
    let memory = FIRST;
    const outcomes = [0, 1, 2, 3].map((days) => {
      const use = sign(days + 1, { settledAt: instant(NOW + days * DAY) });
      const verdict = judgeUse(PROFILE, memory, use, { isPinVerified: false, now: NOW });
      memory = verdict.memory;
      return verdict.refusal?.code;
    });
    expect(outcomes).toEqual([undefined, ...Array(3).fill('sam.statement-refused')]);
    expect(memory).toMatchObject({ latestSeen: NOW, usedCount: 1 });
  });

  test('is believed where there is no clock', () => {
    const { refusal, memory } = judged(ahead(DAY));
    expect(refusal).toBeUndefined();
    expect(memory.latestSeen).toBe(NOW + DAY);
  });
});
