/** What the centre does not take holds up its own card and person, stays in sight, and nobody else waits for it. */

import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type {
  CardSerial,
  CentrePort,
  Clock,
  MemberNumber,
  SettlementId,
  UploadAnswer,
} from '../../../src/model/index.ts';
import type { Journal, JournalEntry } from '../../../src/settlement/index.ts';
import { type Equipment, openTerminal } from '../../../src/terminal/index.ts';
import { NOT_TAKEN_AGAIN_MS } from '../../../src/terminal/offline/notTaken.ts';
import { openOutbox } from '../../../src/terminal/offline/outbox.ts';
import { instant } from '../../../src/time.ts';
import { HOME, tap } from '../../support/taps.ts';
import { bill, type OfflineWorld, offlineWorld, settleOffline } from './support.ts';

type Whose = Partial<{ card: string; member: string }>;

/** The journal of a desk where the waiting settlements are of these cards and persons, in their order. */
function journalOf({ world }: OfflineWorld, whose: readonly Whose[]): Journal {
  const { journal } = world.equipment;
  const ids = journal.unanswered().map(({ id }) => id);
  const changed = (entry: JournalEntry<'settled'>): JournalEntry<'settled'> => {
    const { card, member } = whose[ids.indexOf(entry.id)]!;
    const { signed, adjudication } = entry;
    return Object.assign({}, entry, {
      adjudication: { ...adjudication, ...(member && { memberNumber: member as MemberNumber }) },
      signed: {
        ...signed,
        statement: { ...signed.statement, ...(card && { cardSerial: card as CardSerial }) },
      },
    });
  };
  return new Proxy(journal, {
    get(target, name) {
      if (name === 'unanswered') return () => target.unanswered().map(changed);
      const value = target[name as keyof Journal];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const A = { card: 'CARD-A', member: 'MEMBER-A' };
const B = { card: 'CARD-B', member: 'MEMBER-B' };

/** A centre that takes everything but `refused`, to which it answers with `how`. */
function taking(refused: () => SettlementId, how: () => Promise<UploadAnswer>) {
  const asked: SettlementId[] = [];
  const upload = async (id: SettlementId): Promise<UploadAnswer> => {
    asked.push(id);
    return id === refused()
      ? how()
      : { outcome: 'settled', answeredAt: instant(Date.now()), review: [] };
  };
  return { asked, centre: () => ({ upload }) };
}

const fail = (cause: unknown) => () => Promise.reject(cause);
const CONFLICT = async (): Promise<UploadAnswer> => ({ outcome: 'conflict' });

describe('an answer that no waiting changes', () => {
  test.each([
    ['a conflict', CONFLICT, 'terminal.id-conflict'],
    [
      'a module nobody registered',
      fail(new OneCardError('centre.unknown-terminal')),
      'centre.unknown-terminal',
    ],
    [
      'a catalogue it has not',
      fail(new OneCardError('centre.unknown-catalogue')),
      'centre.unknown-catalogue',
    ],
    [
      'a form it does not know',
      fail(new TypeError('"upload" expected a field')),
      'offline.not-taken',
    ],
    ['an error of its own', fail(new Error('Internal Server Error')), 'offline.not-taken'],
  ])('%s: other cards go on, later ones of the same wait behind it', async (_, how, code) => {
    const made = await offlineWorld();
    const [first, ofB, second] = await settleOffline(made, 3);
    const journal = journalOf(made, [A, B, A]);
    const { asked, centre } = taking(() => first!, how);
    const waits: number[] = [];
    const terminal = openTerminal({
      ...made.world.equipment,
      ...made.at({ centre }),
      journal,
      wait: async (ms) => void waits.push(ms),
    });
    const [sent] = await terminal.sendOutbox();
    expect(asked).toEqual([first, ofB]);
    expect(sent).toMatchObject({
      leftCount: 2,
      answers: [{ id: ofB }],
      notTaken: [{ id: first, cause: { code } }],
    });
    expect(sent!.cause).toBeUndefined();
    expect(waits).toEqual([]);
    // What is at risk, and for whom to look into: what waits behind it is counted with it.
    expect(terminal.outbox()).toMatchObject({
      count: 2,
      sum: 93_500n,
      counties: [
        {
          county: HOME,
          notTaken: [
            {
              id: first,
              billNumber: 'OFF-1',
              sum: 38_500n,
              behindCount: 1,
              behindSum: 55_000n,
              cause: { code },
            },
          ],
        },
      ],
      sentence: {
        zh: '2 笔脱机结算待上传，基金垫付 935.00 元，中心尚未确认；其中 1 笔中心不能受理，同卡或同一人 1 笔随其后，共 935.00 元，须人工处理',
      },
    });
    expect(terminal.outbox().counties[0]).not.toHaveProperty('lastFailure');
    // Mended: it goes in, and then what waited behind it.
    const mended = taking(
      () => first!,
      async () => ({
        outcome: 'settled',
        answeredAt: instant(Date.now()),
        review: [],
      }),
    );
    const later = { ...made.world.equipment, ...made.at({ centre: mended.centre }), journal };
    expect(await openTerminal(later).sendOutbox()).toMatchObject([{ leftCount: 0, notTaken: [] }]);
    expect(mended.asked).toEqual([first, second]);
  });

  test('another card of the same person waits too: the year is theirs', async () => {
    const made = await offlineWorld();
    const [first] = await settleOffline(made, 2);
    const journal = journalOf(made, [A, { ...B, member: A.member }]);
    const { asked, centre } = taking(() => first!, CONFLICT);
    const terminal = openTerminal({ ...made.world.equipment, ...made.at({ centre }), journal });
    expect(await terminal.sendOutbox()).toMatchObject([{ leftCount: 2, answers: [] }]);
    expect(asked).toEqual([first]);
  });
});

test.each(['centre.unreachable', 'store.busy', 'store.full', 'crypto.pool-full'] as const)(
  '%s is the centre’s own: nothing goes past it, and it is waited for',
  async (code) => {
    const made = await offlineWorld();
    const [first] = await settleOffline(made, 2);
    const journal = journalOf(made, [A, B]);
    const { asked, centre } = taking(() => first!, fail(new OneCardError(code)));
    const waits: number[] = [];
    const terminal = openTerminal({
      ...made.world.equipment,
      ...made.at({ centre }),
      journal,
      wait: async (ms) => void waits.push(ms),
    });
    expect(await terminal.sendOutbox()).toMatchObject([
      { leftCount: 2, notTaken: [], cause: { code } },
    ]);
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(new Set(asked)).toEqual(new Set([first]));
    expect(terminal.outbox().counties).toMatchObject([{ notTaken: [], lastFailure: { code } }]);
  },
);

test('taps pass it over for a while; whoever asks, and a start, try it at once', async () => {
  const made = await offlineWorld();
  const [first] = await settleOffline(made, 1);
  const { journal } = made.world.equipment;
  const { asked, centre } = taking(() => first!, CONFLICT);
  const { counties } = made.at({ centre });
  let now = Date.now();
  const clock: Clock = { now: () => instant(now) };
  const outbox = openOutbox({ journal, clock });
  const home = counties!.get(HOME)!;
  const send = async () => (await outbox.sendOnce(HOME, home)).notTaken;
  expect(await send()).toHaveLength(1);
  now += NOT_TAKEN_AGAIN_MS - 1;
  expect(await send()).toMatchObject([{ id: first, cause: { code: 'terminal.id-conflict' } }]);
  expect(asked).toHaveLength(1);
  now += 1;
  await send();
  expect(asked).toHaveLength(2);
  outbox.askAgain();
  await send();
  expect(asked).toHaveLength(3);
  const terminal = openTerminal({ ...made.world.equipment, ...made.at({ centre }) });
  await terminal.recover();
  expect(asked).toHaveLength(4);
  await terminal.recover();
  await terminal.sendOutbox();
  expect(asked).toHaveLength(6);
});

test('a recovery hands in the signatures of others and fetches lists, and names what was not taken', async () => {
  const made = await offlineWorld();
  const [first] = await settleOffline(made, 1);
  const confirmed: SettlementId[] = [];
  const kept: string[] = [];
  const centre = (real: CentrePort): Partial<CentrePort> => ({
    upload: CONFLICT,
    acknowledgedHead: (id) => real.acknowledgedHead(id),
    confirm: async ({ statement }) => {
      confirmed.push(statement.id);
      return { outcome: 'confirmed' };
    },
  });
  const keepPublished: Equipment['keepPublished'] = async (county) => void kept.push(county);
  const online = await onlineEntry(made);
  const terminal = openTerminal({
    ...made.world.equipment,
    ...made.at({ centre }),
    journal: withSettled(made, online),
    keepPublished,
  });
  const { notHandedIn, sent } = await terminal.recover();
  expect(confirmed).toEqual([online.id]);
  expect(kept).toContain(HOME);
  expect(notHandedIn).toMatchObject([{ county: HOME, cause: { code: 'terminal.id-conflict' } }]);
  expect(sent).toMatchObject([{ leftCount: 1, notTaken: [{ id: first }] }]);
});

/** As if the newest settlement of the journal had been made on line. */
async function onlineEntry({ world }: OfflineWorld) {
  const { offline: _, ...entry } = world.equipment.journal.unanswered().at(-1)!;
  const id = '01900000-0000-7000-8000-000000000001';
  const statement = { ...entry.signed.statement, id };
  return { ...entry, id, signed: { ...entry.signed, statement } } as JournalEntry<'settled'>;
}

function withSettled({ world }: OfflineWorld, entry: JournalEntry<'settled'>): Journal {
  return new Proxy(world.equipment.journal, {
    get(target, name) {
      if (name === 'settledAfter') return () => [...target.settledAfter(0), entry];
      const value = target[name as keyof Journal];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('a card whose settlement is not taken goes on off line, and not past the ceiling', async () => {
  const made = await offlineWorld();
  const [first] = await settleOffline(made, 1);
  const centre = (real: CentrePort): Partial<CentrePort> => ({
    upload: (id, request) => (id === first ? CONFLICT() : real.upload(id, request)),
  });
  const limits = { outbox: { countMax: 2, sumMax: 5_000_000n as never } };
  const second = await tap(made.world, await bill('OFF-2', 1000), made.at({ centre, limits }));
  expect(second).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'pending' } });
  const third = await tap(made.world, await bill('OFF-3', 1000), made.at({ centre, limits }));
  expect(third).toMatchObject({
    outcome: 'offline-refused',
    reasons: [{ name: 'outbox-count-reached' }],
  });
});
