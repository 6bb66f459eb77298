/** What others did meanwhile, and what a recovery cannot help. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CentrePort, CountyCode } from '../../../src/model/index.ts';
import { pulledBefore } from '../../support/taps.ts';
import { Desk, unreachable } from './desk.ts';

test('what the county took back by itself is taken back in the journal', async () => {
  const desk = await Desk.open();
  const unconfirmed = desk.centreWith(() => ({ confirm: unreachable }));
  expect(await desk.tap('ZY1', { changes: unconfirmed })).toMatchObject({ outcome: 'settled' });
  const id = desk.newest().id!;
  await desk.centre.reverse(id);
  const recovery = await desk.terminal().recover();
  expect(recovery.notHandedIn).toEqual([]);
  expect(desk.kinds(id).slice(-2)).toEqual(['reversing', 'reversed']);
  // The signatures are kept: the card holds that sequence.
  expect(await desk.tap('ZY1')).toMatchObject({
    outcome: 'settled',
    entry: { signed: { statement: { sequence: 2 } } },
  });
});

test('taken back by the county between the answer and the signatures: not called confirmed', async () => {
  const desk = await Desk.open();
  const changes = desk.centreWith((centre) => ({
    async confirm(signed, head) {
      await centre.reverse(signed.statement.id);
      return centre.confirm(signed, head);
    },
  }));
  const result = await desk.tap('ZY1', { changes });
  expect(result).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'refused' } });
  expect(desk.newest()).toMatchObject({ kind: 'reversed', cardCaughtUp: false });
});

test('an id that stands for other contents is left to people, at every later tap too', async () => {
  const desk = await Desk.open();
  const changes = desk.centreWith(() => ({ settle: async () => ({ outcome: 'conflict' }) }));
  await expect(desk.tap('ZY1', { changes })).rejects.toMatchObject({
    code: 'terminal.id-conflict',
  });
  const id = desk.newest().id!;
  const settled = desk.centreWith(() => ({
    status: async () => ({
      outcome: 'settled',
      answeredAt: desk.equipment.clock.now(),
      isConfirmed: false,
    }),
  }));
  expect(await desk.tap('ZY1', { changes: settled })).toMatchObject({
    outcome: 'unknown',
    id,
    cause: { code: 'terminal.id-conflict' },
  });
  expect(desk.kinds(id)).toEqual(['intent', 'unknown']);
});

test('a centre that fails at signatures is excused: the visit stands, and says what is pending', async () => {
  const desk = await Desk.open();
  const fail = (error: unknown) =>
    desk.centreWith(() => ({ confirm: () => Promise.reject(error) }));
  const cut = new OneCardError('centre.unreachable');
  expect(await desk.tap('ZY1', { changes: fail(cut) })).toMatchObject({
    outcome: 'settled',
    confirmation: { outcome: 'pending' },
  });
  expect(await desk.tap('ZY1', { changes: fail(cut) })).toMatchObject({
    outcome: 'already-settled',
  });
  const broken = new OneCardError('journal.payload-undecodable', { path: 'signed' });
  expect(await desk.tap('ZY2', { changes: fail(broken) })).toMatchObject({
    outcome: 'settled',
    confirmation: { outcome: 'pending', cause: broken },
  });
});

test('a ledger that lost what it answered settles nothing more', async () => {
  const desk = await Desk.open();
  await desk.cutAt('answered', 'ZY1');
  const changes = desk.centreWith(() => ({ status: async () => ({ outcome: 'not-found' }) }));
  await expect(desk.tap('ZY2', { changes })).rejects.toMatchObject({
    code: 'terminal.ledger-replaced',
  });
});

test('a ledger that lost what it answered holds up no recovery of another county', async () => {
  const desk = await Desk.open();
  const lost = await desk.cutAt('answered', 'ZY1');
  const other = await desk.cutOther('ZY2');
  const { counties } = desk.centreWith(() => ({ status: async () => ({ outcome: 'not-found' }) }));
  const terminal = desk.terminal({
    counties: new Map([...desk.equipment.counties, ...(counties ?? [])]),
  });
  const cause = { code: 'terminal.ledger-replaced' };
  expect(await terminal.recover()).toMatchObject({
    closed: [{ id: other, state: 'done' }],
    unresolved: [{ id: lost, state: 'answered', cause }],
    notHandedIn: [{ county: HOME, cause }],
  });
  expect(desk.kinds(lost)).toEqual(['intent', 'answered']);
});

test('a recovery asks in rounds with growing waits, and stops when it is told to', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1', {
    changes: desk.centreWith(() => ({ settle: unreachable, status: unreachable })),
  });
  const waits: number[] = [];
  const abort = new AbortController();
  const terminal = desk.terminal({
    ...desk.centreWith(() => ({ status: unreachable })),
    async wait(ms) {
      waits.push(ms);
      if (waits.length === 6) abort.abort();
    },
  });
  const recovery = await terminal.recover({ signal: abort.signal });
  expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(recovery.unresolved).toMatchObject([
    { state: 'unknown', cause: { code: 'centre.unreachable' } },
  ]);
});

test('a visit of a county that is gone from the configuration is named, and holds up nothing', async () => {
  const desk = await Desk.open();
  const id = await desk.cutAt('answered', 'ZY1');
  const counties = new Map([...desk.equipment.counties].filter(([code]) => code !== HOME));
  const recovery = await desk.terminal({ counties }).recover();
  expect(recovery.unresolved).toMatchObject([{ id, cause: { code: 'terminal.county-gone' } }]);
  expect(desk.waitedMs).toBe(0);
});

const HOME = '999001' as CountyCode;

test('recovery names the cards that wait apart from those that are only told', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1');
  const settled = desk.newest().id!;
  await desk.terminal().reverse(settled, { reason: 'charged twice', operator: '999' });
  await desk.tap('ZY2', { layer: pulledBefore(0xe2) });
  const pending = desk.newest().id!;
  expect(await desk.terminal().recover()).toMatchObject({
    closed: [],
    waitingForCard: [{ id: pending }],
    cardsToTell: [{ id: settled }],
    unresolved: [],
  });
});

test('whatever the county undoes beside a settlement is undone in its order, once', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1');
  const id = desk.newest().id!;
  const done: string[] = [];
  const undone = new Set<string>();
  let isDown = true;
  const link = (name: string) => ({
    name,
    state: async () => ({
      outcome: undone.has(name) ? ('undone' as const) : ('standing' as const),
    }),
    async undo() {
      if (name === 'admission' && isDown) throw new OneCardError('centre.unreachable');
      done.push(name);
      undone.add(name);
    },
  });
  const home = desk.equipment.counties.get(HOME)!;
  let reversals = 0;
  const centre = new Proxy(home.centre, {
    get(target, name) {
      if (name === 'reverse') reversals += 1;
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  }) as CentrePort;
  const compensations = [link('discharge'), link('admission')];
  const terminal = desk.terminal({
    counties: new Map([[HOME, { ...home, centre, compensations }]]),
  });
  const asked = { reason: 'wrong patient', operator: '999' };
  expect(await terminal.reverse(id, asked)).toMatchObject({ outcome: 'reversing' });
  isDown = false;
  expect(await terminal.reverse(id, asked)).toMatchObject({ outcome: 'reversed' });
  expect(done).toEqual(['discharge', 'admission']);
  expect(reversals).toBe(1);
  await expect(terminal.reverse(id, { ...asked, reason: ' ' })).rejects.toThrow(RangeError);
});

test('what the county took back before it was finished is finished for nobody to pay', async () => {
  const desk = await Desk.open();
  const id = await desk.cutAt('card-committed', 'ZY1');
  await desk.centre.reverse(id);
  const next = await desk.tap('ZY2');
  expect(next).toMatchObject({ outcome: 'settled', finished: [] });
  expect(desk.kinds(id).slice(-4, -1)).toEqual(['settled', 'reversing', 'reversed']);
});
