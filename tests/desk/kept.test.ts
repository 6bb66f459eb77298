/** What the service keeps: the audit log, answers by key, grants; and what it forgets. */

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openGrants } from '../../src/desk/access/grants.ts';
import { openOwnWindow } from '../../src/desk/access/ownWindow.ts';
import { openPairings } from '../../src/desk/access/pairing.ts';
import { openWindows } from '../../src/desk/access/windows.ts';
import { openOnce } from '../../src/desk/storage/once.ts';
import { openDeskStore } from '../../src/desk/storage/store.ts';
import type { Clock } from '../../src/model/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { type Instant, instant } from '../../src/time.ts';
import { thrown } from '../support/caught.ts';
import { temporaryFolder } from '../support/world.ts';

const NOON = Date.parse('2026-03-09T04:00:00Z');

class SetClock implements Clock {
  ms = NOON;
  now(): Instant {
    return instant(this.ms);
  }
}

const ticks = (clock: SetClock) => () => clock.ms;

async function store() {
  const file = join(await temporaryFolder(), 'desk.sqlite');
  const opened = openDeskStore(file);
  onTestFinished(() => opened.close());
  return { file, store: opened };
}

test('one key has one answer, for two at once and after a restart; another content is a conflict', async () => {
  const { store: open } = await store();
  const once = openOnce(open, new SetClock());
  const content = new Uint8Array(32);
  const request = { caller: 'a', key: 'key-00000001', content };
  let runs = 0;
  const work = async () => ({ status: 202, type: 'application/json', body: String(++runs) });
  const both = await Promise.all([once.run(request, work), once.run(request, work)]);
  expect(both.map(({ body }) => body)).toEqual(['1', '1']);
  const restarted = openOnce(open, new SetClock());
  expect((await restarted.run(request, work)).body).toBe('1');
  const other = { ...request, content: new Uint8Array(32).fill(1) };
  await expect(restarted.run(other, work)).rejects.toMatchObject({ code: 'desk.key-conflict' });
  expect((await restarted.run({ ...other, caller: 'b' }, work)).body).toBe('2');
});

test('keys are free again after a week of a service that nobody restarts', async () => {
  const { store: open } = await store();
  const clock = new SetClock();
  const once = openOnce(open, clock);
  let runs = 0;
  const work = async () => ({ status: 200, type: 'application/json', body: String(++runs) });
  const ask = (key: string) =>
    once.run({ caller: 'a', key, content: new Uint8Array(32) }, work).then(({ body }) => body);
  const kept = () => open.all('SELECT key FROM answer').map(({ key }) => key);
  for (let day = 0; day < 12; day++) {
    expect(await ask(`key-${100_000 + day}`)).toBe(String(day + 1));
    clock.ms += 86_400_000;
  }
  expect(kept()).toEqual(Array.from({ length: 8 }, (_, at) => `key-${100_004 + at}`));
  expect(await ask('key-100006')).toBe('7');
  expect(await ask('key-100001')).toBe('13');
  // A clock that is set back frees nothing, and nothing again before its time.
  clock.ms -= 30 * 86_400_000;
  expect(await ask('key-100006')).toBe('7');
});

test('work that throws, or whose power went, is told that it is a repetition', async () => {
  const { store: open } = await store();
  const clock = new SetClock();
  const once = openOnce(open, clock);
  const request = { caller: 'a', key: 'key-00000001', content: new Uint8Array(32) };
  const told: boolean[] = [];
  const failing = async (isRepeat: boolean) => {
    told.push(isRepeat);
    throw new Error('the power went');
  };
  await expect(once.run(request, failing)).rejects.toThrow('the power went');
  const restarted = openOnce(open, clock);
  await expect(restarted.run(request, failing)).rejects.toThrow('the power went');
  expect(told).toEqual([false, true]);
  // After a week the key is free again.
  clock.ms += 8 * 86_400_000;
  const later = openOnce(open, clock);
  await expect(later.run(request, failing)).rejects.toThrow('the power went');
  expect(told).toEqual([false, true, false]);
});

test('a grant outlives the process, its token is kept nowhere, and revoking is for ever', async () => {
  const { file, store: open } = await store();
  const clock = new SetClock();
  const grants = openGrants(open, clock, systemRandom);
  grants.allow('https://his.example');
  const request = {
    name: 'HIS',
    origin: 'https://his.example',
    scopes: ['settle', 'read'] as const,
  };
  const { token, grant } = grants.make(request);
  open.close();
  const again = openDeskStore(file);
  const reopened = openGrants(again, clock, systemRandom);
  expect(reopened.isAllowed('https://his.example')).toBe(true);
  expect(reopened.check(token, 'https://his.example').scopes).toEqual(['read', 'settle']);
  expect(JSON.stringify(again.all('SELECT * FROM grant_of'), plain)).not.toContain(token.slice(4));
  expect(thrown(() => reopened.check(token, ''))).toMatchObject({ code: 'desk.token-refused' });
  expect(reopened.revoke(grant.id)).toBe(true);
  const third = openGrants(again, clock, systemRandom);
  for (const each of [reopened, third]) {
    expect(thrown(() => each.check(token, 'https://his.example'))).toMatchObject({
      code: 'desk.token-refused',
    });
  }
  again.close();
});

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

test('a window’s nonce is good once, while it is fresh, and not from before this start', () => {
  const clock = new SetClock();
  const nonce = (ms: number) => `${ms}.${'0123456789abcdef'.repeat(2)}`;
  const windows = openWindows(clock, systemRandom, ticks(clock));
  const window = windows.open(nonce(NOON), 'https://his.example');
  expect(windows.originOf(window)).toBe('https://his.example');
  const refused = { code: 'desk.window-refused' };
  clock.ms += 90_000;
  for (const bad of [
    nonce(NOON),
    nonce(NOON + 1_000),
    nonce(NOON + 900_000),
    'x',
    nonce(NOON - 5_000),
  ]) {
    expect(thrown(() => windows.open(bad, 'https://his.example'))).toMatchObject(refused);
  }
  const restarted = openWindows(clock, systemRandom, ticks(clock));
  expect(
    thrown(() => restarted.open(nonce(clock.ms - 2_000), 'https://his.example')),
  ).toMatchObject(refused);
  expect(thrown(() => restarted.originOf(window))).toMatchObject(refused);
  clock.ms += 13 * 3_600_000;
  expect(thrown(() => windows.originOf(window))).toMatchObject(refused);
});

test('an address of the own window works once, for ten minutes, and the ninth ends the first', () => {
  const clock = new SetClock();
  const own = openOwnWindow(clock, systemRandom, ticks(clock));
  const refused = { code: 'desk.window-refused' };
  const [first, ...others] = Array.from({ length: 9 }, () => own.newKey());
  expect(thrown(() => own.use(first!))).toMatchObject(refused);
  own.use(others[0]!);
  expect(thrown(() => own.use(others[0]!))).toMatchObject(refused);
  clock.ms += 600_001;
  expect(thrown(() => own.use(others[1]!))).toMatchObject(refused);
});

test('a pairing ends by itself, and there are few of them', async () => {
  const { store: open } = await store();
  const clock = new SetClock();
  const grants = openGrants(open, clock, systemRandom);
  const shown: string[] = [];
  const show = ({ code }: { readonly code: string }) => void shown.push(code);
  const pairings = openPairings({ grants, clock, ticks: ticks(clock), random: systemRandom, show });
  const request = { name: 'HIS', origin: 'https://his.example', scopes: ['read'] as const };
  const first = pairings.begin(request);
  clock.ms += 120_000;
  expect(thrown(() => pairings.finish(first.id, shown[0]!, request.origin))).toMatchObject({
    code: 'desk.pairing-refused',
  });
  expect(grants.isAllowed(request.origin)).toBe(false);
  for (let index = 0; index < 4; index++) pairings.begin(request);
  expect(thrown(() => pairings.begin(request))).toMatchObject({ code: 'desk.rate-limited' });
  for (let hour = 0; hour < 15; hour++) {
    clock.ms += 120_000;
    pairings.begin(request);
  }
  let begun = 0;
  for (let round = 0; round < 40; round++) {
    clock.ms += 1;
    if (thrown(() => pairings.begin(request)) === undefined) begun++;
  }
  expect(begun).toBeLessThan(6);
  expect(shown.every((code) => /^\d{6}$/.test(code))).toBe(true);
});

test('codes are as random as their source', () => {
  const draw = fc.uint8Array({ minLength: 4, maxLength: 4 });
  // Of the numbers that four bytes make, the last ones would favour the low codes.
  const unfair = fc.integer({ min: 4_294_000_000, max: 4_294_967_295 }).map((number) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, number);
    return bytes;
  });
  fc.assert(
    fc.property(fc.array(unfair), draw, (drawn, last) => {
      fc.pre(Buffer.from(last).readUInt32BE() < 4_294_000_000);
      const draws = [...drawn, last];
      let next = 0;
      const random = {
        bytes: (count: number) =>
          count === 4 ? Uint8Array.from(draws[next++]!) : new Uint8Array(count),
      };
      const shown: string[] = [];
      const grants = { allow() {}, make() {} } as never;
      const clock = new SetClock();
      const show = ({ code }: { readonly code: string }) => void shown.push(code);
      const pairings = openPairings({ grants, clock, ticks: ticks(clock), random, show });
      pairings.begin({ name: 'x', origin: 'https://his.example', scopes: [] });
      const expected = String(Buffer.from(last).readUInt32BE() % 1_000_000).padStart(6, '0');
      expect(shown).toEqual([expected]);
      expect(next).toBe(draws.length);
    }),
  );
});
