/** What is told of the outbox while somebody else works on it, or nobody can. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CentrePort } from '../../../src/model/index.ts';
import { type Equipment, openTerminal } from '../../../src/terminal/index.ts';
import { HOME, tap } from '../../support/taps.ts';
import { bill, type OfflineWorld, offlineWorld, settleOffline } from './support.ts';

const UNREACHABLE = new OneCardError('centre.unreachable');

function terminalOf({ world }: OfflineWorld, changes: Partial<Equipment>) {
  return openTerminal({ ...world.equipment, ...changes });
}

test('what a tap hands in during the waits is waited for no longer, and not told as waiting', async () => {
  const made = await offlineWorld();
  await settleOffline(made, 1);
  let isCut = true;
  const centre = (real: CentrePort): Partial<CentrePort> => ({
    upload: async (id, request) => {
      if (isCut) throw UNREACHABLE;
      return real.upload(id, request);
    },
  });
  const waits: number[] = [];
  let kept = 0;
  const changes: Partial<Equipment> = {
    ...made.at({ centre }),
    keepPublished: async () => void kept++,
    wait: async (ms) => {
      waits.push(ms);
      isCut = false;
      if (waits.length === 1) await tap(made.world, await bill('ON-1', 1000), made.at());
    },
  };
  const terminal = terminalOf(made, changes);
  const [sent] = await terminal.sendOutbox();
  expect(terminal.outbox().count).toBe(0);
  expect(sent).toMatchObject({ county: HOME, leftCount: 0 });
  expect(sent!.cause).toBeUndefined();
  expect(waits).toHaveLength(1);
  expect(kept).toBe(1);
});

test('what waits for a county that this terminal has no more is named, and no wait is for it', async () => {
  const made = await offlineWorld();
  await settleOffline(made, 1);
  const waits: number[] = [];
  const gone = { counties: new Map(), wait: async (ms: number) => void waits.push(ms) };
  const [sent] = await terminalOf(made, gone).sendOutbox();
  expect(sent).toMatchObject({ leftCount: 1, cause: { code: 'terminal.county-gone' } });
  expect(waits).toEqual([]);
  const { notHandedIn } = await terminalOf(made, gone).recover();
  expect(notHandedIn).toMatchObject([{ county: HOME, cause: { code: 'terminal.county-gone' } }]);
});

test('called off, it stops after the settlement that is on its way', async () => {
  const made = await offlineWorld();
  const ids = await settleOffline(made, 3);
  const stop = new AbortController();
  const arrived: string[] = [];
  const centre = (real: CentrePort): Partial<CentrePort> => ({
    upload: async (id, request) => {
      arrived.push(id);
      stop.abort();
      return real.upload(id, request);
    },
  });
  const terminal = terminalOf(made, made.at({ centre }));
  const [sent] = await terminal.sendOutbox({ signal: stop.signal });
  expect(sent).toMatchObject({ leftCount: 2, answers: [{ id: ids[0] }] });
  expect(arrived).toEqual([ids[0]]);
  expect(terminal.outbox().count).toBe(2);
});

test('what was handed in is told though what the centre published cannot be kept', async () => {
  const made = await offlineWorld();
  const ids = await settleOffline(made, 1);
  const full = new OneCardError('store.full', { file: 'lists' });
  const keepPublished = () => Promise.reject(full);
  const terminal = terminalOf(made, { ...made.at(), keepPublished });
  expect(await terminal.sendOutbox()).toMatchObject([
    { county: HOME, leftCount: 0, answers: [{ id: ids[0] }], cause: full },
  ]);
  expect(terminal.outbox().count).toBe(0);
});
