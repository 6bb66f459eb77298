/** A recovery goes on with the others, whatever is wrong with one visit, with its county or with the module. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { Sam, SamId, SettlementId } from '../../../src/model/index.ts';
import type { Journal } from '../../../src/settlement/index.ts';
import { Desk } from './desk.ts';

const GONE = new OneCardError('sam.unreachable');

/** `target` with some methods in the place of its own. */
function withMethods<T extends object>(target: T, changed: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const from = name in changed ? changed : target;
      const member = Reflect.get(from, name, from) as unknown;
      return typeof member === 'function' ? member.bind(from) : member;
    },
  });
}

/** A desk with two visits whose cards have signed, of two counties. */
async function twoOpen() {
  const desk = await Desk.open();
  const first = await desk.cutAt('card-committed', 'ZY1');
  return { desk, first, second: await desk.cutOther('ZY2') };
}

/** The journal in which nothing can be written of one visit. */
function unwritable({ journal }: Desk, id: SettlementId, error: unknown): Journal {
  const append = async (entering: { readonly statement?: { readonly id: SettlementId } }) => {
    if (entering.statement?.id === id) throw error;
    return journal.append(entering as never);
  };
  return withMethods(journal, { append: append as unknown as Journal['append'] });
}

test('a module that says once that it is another one, and then nothing, ends the recovery all the same', async () => {
  const desk = await Desk.open();
  const id = await desk.cutAt('card-committed', 'ZY1');
  let asked = 0;
  const sam = withMethods<Sam>(desk.equipment.sam, {
    async id() {
      asked += 1;
      if (asked > 1) throw GONE;
      return '9991010000000BAD' as SamId;
    },
    publicKey: () => Promise.reject(GONE),
    sign: () => Promise.reject(GONE),
  });
  expect(await desk.terminal({ sam }).recover()).toMatchObject({
    closed: [{ id, state: 'reversed' }],
    unresolved: [],
  });
  expect(asked).toBe(1);
  expect((await desk.terminal().recover()).unresolved).toEqual([]);
  expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
  expect(await desk.centre.status(id)).toMatchObject({ outcome: 'reversed' });
});

test('a centre whose own store fails holds up the visits of its county alone', async () => {
  const { desk, first, second } = await twoOpen();
  const broken = new OneCardError('store.corrupt', { file: 'centre' });
  const { counties } = desk.centreWith(() => ({ knownHead: () => Promise.reject(broken) }));
  const terminal = desk.terminal({
    counties: new Map([...desk.equipment.counties, ...(counties ?? [])]),
    sam: withMethods<Sam>(desk.equipment.sam, {
      id: async () => '9991010000000BAD' as SamId,
    }),
  });
  expect(await terminal.recover()).toMatchObject({
    closed: [{ id: second, state: 'reversed' }],
    unresolved: [{ id: first, state: 'card-committed', cause: { code: 'store.corrupt' } }],
  });
  expect((await desk.terminal().recover()).closed).toMatchObject([{ id: first, state: 'done' }]);
});

test('an entry that is refused is told of its visit, and the others are finished', async () => {
  const { desk, first, second } = await twoOpen();
  const refused = new OneCardError('journal.out-of-turn', { id: first });
  const journal = unwritable(desk, first, refused);
  expect(await desk.terminal({ journal }).recover()).toMatchObject({
    closed: [{ id: second, state: 'done' }],
    unresolved: [{ id: first, cause: refused }],
    notHandedIn: [],
  });
  expect(desk.waitedMs).toBe(0);
  expect((await desk.terminal().recover()).closed).toMatchObject([{ id: first, state: 'done' }]);
});

test('a bug that one visit runs into is heard of once the others are finished and handed in', async () => {
  const { desk, first, second } = await twoOpen();
  const journal = unwritable(desk, first, new TypeError('planted'));
  await expect(desk.terminal({ journal }).recover()).rejects.toThrow('planted');
  expect(desk.journal.openIntents().map(({ id }) => id)).toEqual([first]);
  const home = desk.journal.settled(second)!.adjudication.home;
  const { centre } = desk.equipment.counties.get(home)!;
  expect(await centre.status(second)).toMatchObject({ outcome: 'settled', isConfirmed: true });
});

test('a journal that could not be read for a moment is not taken for another one', async () => {
  const { desk, first, second } = await twoOpen();
  let isFailing = true;
  const journal = withMethods(desk.journal, {
    entry(sequence: number) {
      if (isFailing) throw new OneCardError('store.failed', { file: 'journal' });
      return desk.journal.entry(sequence);
    },
  });
  const sam = withMethods<Sam>(desk.equipment.sam, {
    id: async () => '9991010000000BAD' as SamId,
  });
  const changed = { journal, sam };
  const terminal = desk.terminal(changed);
  expect((await terminal.recover()).unresolved).toMatchObject([
    { id: first, cause: { code: 'store.failed' } },
    { id: second, cause: { code: 'store.failed' } },
  ]);
  isFailing = false;
  expect((await terminal.recover()).closed).toMatchObject([{ id: first }, { id: second }]);
});
