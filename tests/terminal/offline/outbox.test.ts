/** The journal is the outbox: order, retries, a ceiling, and a restart at any point. */

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { importPrivateKey, issueStatusList, suiteOf } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CentrePort, SettlementId, UploadAnswer } from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import { type Equipment, openTerminal, systemClock } from '../../../src/terminal/index.ts';
import { HOME, tap } from '../../support/taps.ts';
import {
  bill,
  HOUR_MS,
  movedClock,
  type OfflineWorld,
  offlineWorld,
  settleOffline,
  wholeSecond,
} from './support.ts';

const UNREACHABLE = new OneCardError('centre.unreachable');

function terminalOf({ world }: OfflineWorld, changes: Partial<Equipment>) {
  return openTerminal({ ...world.equipment, ...changes });
}

describe('sending', () => {
  test('hands in one by one in the order of the settlements, once', async () => {
    const made = await offlineWorld();
    const ids = await settleOffline(made, 3);
    const arrived: SettlementId[] = [];
    const centre = (real: CentrePort): Partial<CentrePort> => ({
      upload: (id, request) => {
        arrived.push(id);
        return real.upload(id, request);
      },
    });
    const terminal = terminalOf(made, made.at({ centre }));
    expect(terminal.outbox()).toMatchObject({ count: 3, counties: [{ county: HOME, count: 3 }] });
    const [sent] = await terminal.sendOutbox();
    expect(sent).toMatchObject({ county: HOME, leftCount: 0 });
    expect(arrived).toEqual(ids);
    expect(await terminal.sendOutbox()).toEqual([]);
    expect(arrived).toEqual(ids);
    expect(await made.centre.reviews()).toEqual([]);
  });

  test('tries again with growing waits, and stops at the deadline with its reason', async () => {
    const made = await offlineWorld();
    await settleOffline(made, 2);
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    const terminal = terminalOf(made, { ...made.at({ cut: true }), wait });
    const [sent] = await terminal.sendOutbox();
    expect(sent).toMatchObject({
      leftCount: 2,
      cause: { code: 'centre.unreachable' },
      answers: [],
    });
    expect(waits.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 15_000]);
    expect(waits.length).toBeLessThan(10);
    expect(terminal.outbox().counties).toMatchObject([
      { count: 2, lastFailure: { code: 'centre.unreachable' } },
    ]);
  });

  test('nothing of its card overtakes what the centre cannot take yet', async () => {
    const made = await offlineWorld();
    const [first] = await settleOffline(made, 2);
    const centre = (real: CentrePort): Partial<CentrePort> => ({
      upload: (id, request) =>
        id === first
          ? Promise.reject(new OneCardError('centre.unknown-catalogue'))
          : real.upload(id, request),
    });
    const terminal = terminalOf(made, made.at({ centre }));
    const [sent] = await terminal.sendOutbox();
    expect(sent).toMatchObject({
      leftCount: 2,
      answers: [],
      notTaken: [{ id: first, cause: { code: 'centre.unknown-catalogue' } }],
    });
    const [later] = await terminalOf(made, made.at()).sendOutbox();
    expect(later).toMatchObject({ leftCount: 0 });
  });

  test('the link that comes back in the middle of the waits is used', async () => {
    const made = await offlineWorld();
    await settleOffline(made, 2);
    let tries = 0;
    const centre = (real: CentrePort): Partial<CentrePort> => ({
      upload: async (id, request) => {
        tries += 1;
        if (tries <= 3) throw UNREACHABLE;
        return real.upload(id, request);
      },
    });
    const wait = async () => undefined;
    const terminal = terminalOf(made, { ...made.at({ centre }), wait });
    const [sent] = await terminal.sendOutbox();
    expect(sent).toMatchObject({ leftCount: 0 });
    expect(sent!.cause).toBeUndefined();
    expect(sent!.answers).toHaveLength(2);
  });

  test('is called off between two attempts', async () => {
    const made = await offlineWorld();
    await settleOffline(made, 1);
    const stop = new AbortController();
    const wait = async () => stop.abort();
    const terminal = terminalOf(made, { ...made.at({ cut: true }), wait });
    const [sent] = await terminal.sendOutbox({ signal: stop.signal });
    expect(sent).toMatchObject({ leftCount: 1 });
  });

  test('a conflict of ids stays in sight', async () => {
    const made = await offlineWorld();
    await settleOffline(made, 1);
    const upload = async (): Promise<UploadAnswer> => ({ outcome: 'conflict' });
    const terminal = terminalOf(made, made.at({ centre: () => ({ upload }) }));
    const [sent] = await terminal.sendOutbox();
    expect(sent).toMatchObject({
      leftCount: 1,
      notTaken: [{ cause: { code: 'terminal.id-conflict' } }],
    });
    expect(terminal.outbox()).toMatchObject({
      count: 1,
      counties: [{ notTaken: [{ cause: { code: 'terminal.id-conflict' } }] }],
    });
  });

  test('a settlement that the centre holds waits for people and not for the link', async () => {
    const made = await offlineWorld();
    const [id] = await settleOffline(made, 1);
    const held = async (): Promise<UploadAnswer> => ({
      outcome: 'held',
      answeredAt: made.world.equipment.clock.now(),
      review: ['signature-invalid'],
    });
    const terminal = terminalOf(made, made.at({ centre: () => ({ upload: held }) }));
    await terminal.sendOutbox();
    expect(terminal.outbox().count).toBe(0);
    const reversal = { reason: '录入有误', operator: 'op' };
    expect(await terminal.reverse(id!, reversal)).toMatchObject({
      outcome: 'not-finished',
      cause: { code: 'offline.under-review' },
    });
  });
});

describe('a restart', () => {
  test('in the middle of the outbox: what was answered is not sent again, the rest is', async () => {
    const made = await offlineWorld();
    const ids = await settleOffline(made, 3);
    // The answer to the second is lost on its way: the centre has it, the journal does not.
    const centre = (real: CentrePort): Partial<CentrePort> => ({
      upload: async (id, request) => {
        const answer = await real.upload(id, request);
        if (id === ids[1]) throw UNREACHABLE;
        return answer;
      },
    });
    await terminalOf(made, made.at({ centre })).sendOutbox();
    made.world.close();

    const again = await offlineWorld(made.folder);
    const terminal = terminalOf(again, again.at());
    expect(terminal.outbox().count).toBe(2);
    const { sent } = await terminal.recover();
    expect(sent).toMatchObject([{ leftCount: 0, answers: [{ id: ids[1] }, { id: ids[2] }] }]);
    expect(await again.centre.reviews()).toEqual([]);
    for (const id of ids) {
      expect(await again.centre.status(id)).toMatchObject({
        outcome: 'settled',
        isConfirmed: true,
      });
    }
    const result = await tap(again.world, await bill('ON-1', 1000), again.at());
    expect(result).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'confirmed' } });
  });
});

describe('the ceiling', () => {
  test('count: one more is refused by name until the outbox was sent', async () => {
    const made = await offlineWorld();
    const { world, at } = made;
    const limits = { outbox: { countMax: 2, sumMax: parseYuan('50000.00') } };
    await settleOffline(made, 2);
    const third = await tap(world, await bill('OFF-3', 1000), at({ cut: true, limits }));
    expect(third).toMatchObject({
      outcome: 'offline-refused',
      reasons: [{ name: 'outbox-count-reached', facts: { count: '3', countMax: '2' } }],
    });
    await terminalOf(made, at()).sendOutbox();
    expect(await tap(world, await bill('OFF-3', 1000), at({ cut: true, limits }))).toMatchObject({
      outcome: 'settled',
    });
  });

  test('sum: what waits and what would come are counted together', async () => {
    const made = await offlineWorld();
    const { world, at } = made;
    await settleOffline(made, 2); // 385.00 and 550.00
    const limits = { outbox: { countMax: 100, sumMax: parseYuan('1484.99') } };
    const third = await tap(world, await bill('OFF-3', 1000), at({ cut: true, limits }));
    expect(third).toMatchObject({ reasons: [{ name: 'outbox-sum-reached' }] });
  });

  test('of a card: split bills count together, and a day on line clears the count', async () => {
    const made = await offlineWorld();
    const { world, at } = made;
    const limits = { card: { sumMax: parseYuan('1000.00'), countMax: 3, daysMax: 7 } };
    await settleOffline(made, 2);
    const third = await tap(world, await bill('OFF-3', 1000), at({ cut: true, limits }));
    expect(third).toMatchObject({
      reasons: [{ name: 'card-sum-reached', facts: { sum: '1485.00', sumMax: '1000.00' } }],
    });
    expect((await tap(world, await bill('ON-1', 1000), at())).outcome).toBe('settled');
    const fourth = await tap(world, await bill('OFF-4', 1000), at({ cut: true, limits }));
    expect(fourth.outcome).toBe('settled');
  });

  test('of a module’s day: what was sent meanwhile counts all the same', async () => {
    const made = await offlineWorld();
    const { world, at } = made;
    await settleOffline(made, 2);
    await terminalOf(made, at()).sendOutbox();
    const limits = { samDailySumMax: parseYuan('1000.00') };
    const third = await tap(world, await bill('OFF-3', 1000), at({ cut: true, limits }));
    expect(third).toMatchObject({
      reasons: [{ name: 'sam-sum-reached', facts: { sum: '1485.00' } }],
    });
  });
});

describe('the clock', () => {
  test('before what was seen, or days after it, settles nothing', async () => {
    const made = await offlineWorld();
    const { world, at } = made;
    const back = at({ cut: true, clock: movedClock(-2 * HOUR_MS) });
    expect(await tap(world, await bill('OFF-1', 100), back)).toMatchObject({
      outcome: expect.stringMatching(/offline-refused|card-refused/),
    });
    const ahead = at({ cut: true, clock: movedClock(49 * HOUR_MS) });
    const late = await tap(world, await bill('OFF-1', 100), ahead);
    expect(late).toMatchObject({ outcome: 'offline-refused' });
    const names = late.outcome === 'offline-refused' ? late.reasons.map(({ name }) => name) : [];
    expect(names).toEqual([
      'plan-too-old',
      'catalogue-too-old',
      'status-list-too-old',
      'status-list-too-old',
    ]);
    expect(world.equipment.journal.head().sequence).toBe(0);
  });
});

describe('limits', () => {
  test('that another county signed, or nobody, count for nothing', async () => {
    const { world, at } = await offlineWorld();
    const counties = at({ cut: true }).counties!;
    const with_ = (offlineLimits: Uint8Array) => ({
      counties: new Map([...counties].map(([code, home]) => [code, { ...home, offlineLimits }])),
    });
    const signed = counties.get(HOME)!.offlineLimits!;
    const forged = Uint8Array.from(signed);
    forged[signed.length - 1]! ^= 1;
    for (const [bytes, cause] of [
      [forged, 'bad-signature'],
      [new Uint8Array(3), 'malformed'],
    ] as const) {
      expect(await tap(world, await bill('OFF-1'), with_(bytes))).toMatchObject({
        outcome: 'offline-refused',
        reasons: [{ name: 'limits-not-trusted', facts: { cause } }],
      });
    }
  });

  test('a card that was blocked meanwhile is refused after the next contact', async () => {
    const made = await offlineWorld();
    const { world, at } = made;
    const trust = { ...world.equipment.trust };
    const key = await readFile(world.files.countyKey(HOME));
    const blocked = issueStatusList(
      suiteOf(1),
      importPrivateKey(suiteOf(1), Uint8Array.from(key)),
      {
        county: HOME,
        listNumber: 1,
        version: 99,
        issuedAt: wholeSecond(systemClock.now()),
        cardCount: 4,
        exceptions: new Map([[0, 'blocked']]),
      },
    );
    const published = async () => ({ statusLists: [blocked], samStatusLists: [] });
    const keepPublished: Equipment['keepPublished'] = async (_, { statusLists }) => {
      trust.statusLists = [...trust.statusLists, ...statusLists];
    };
    await settleOffline(made, 1);
    const changes = { ...at({ centre: () => ({ published }) }), keepPublished, trust };
    await terminalOf(made, changes).sendOutbox();
    const next = await tap(world, await bill('OFF-9', 100), { ...at({ cut: true }), trust });
    expect(next).toMatchObject({
      outcome: 'card-refused',
      failed: [{ name: 'card-not-blocked', cause: 'blocked' }],
    });
  });

  test('and lists are fetched at a contact, and count at once', async () => {
    const made = await offlineWorld();
    const kept: [string, number][] = [];
    const keepPublished: Equipment['keepPublished'] = async (county, { offlineLimits }) => {
      kept.push([county, offlineLimits?.length ?? 0]);
    };
    const terminal = terminalOf(made, { ...made.at(), keepPublished });
    await terminal.recover();
    expect(kept.find(([county]) => county === HOME)![1]).toBeGreaterThan(100);
    const count = kept.length;
    await terminalOf(made, { ...made.at({ cut: true }), keepPublished }).recover();
    expect(kept.slice(count).map(([county]) => county)).not.toContain(HOME);
  });
});

test('a reversal waits for the centre to have what it takes back', async () => {
  const made = await offlineWorld();
  const [id] = await settleOffline(made, 1);
  const reversal = { reason: '录入有误', operator: 'op' };
  const terminal = terminalOf(made, made.at());
  expect(await terminal.reverse(id!, reversal)).toMatchObject({
    outcome: 'not-finished',
    cause: { code: 'offline.waits' },
  });
  await terminal.sendOutbox();
  expect(await terminal.reverse(id!, reversal)).toMatchObject({ outcome: 'reversed' });
  expect(await made.centre.status(id!)).toMatchObject({ outcome: 'reversed' });
});
