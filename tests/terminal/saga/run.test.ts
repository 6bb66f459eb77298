/** A settlement as its desk follows it: states as they come, and what a later question is told. */

import { expect, test } from 'vitest';
import type { SettlementId } from '../../../src/model/index.ts';
import type { VisitState } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { HOME, INS_UPDATE_BINARY, pulledBefore } from '../../support/taps.ts';
import { demoBill } from '../../support/world.ts';
import { Desk, unreachable } from './desk.ts';

async function follow(desk: Desk, number: string, options = {}) {
  const reader = virtualReader(await desk.world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  const run = desk.terminal().settle(transport, await demoBill('yinjiang', number), options);
  const states: VisitState[] = [];
  for await (const state of run) states.push(state);
  const again: VisitState[] = [];
  for await (const state of run) again.push(state);
  expect(again).toEqual(states);
  const result = await run;
  reader.remove();
  return { states, result };
}

test('the states come in order, each with its sentence and what may still be called off', async () => {
  const desk = await Desk.open();
  const { states, result } = await follow(desk, 'ZY1');
  expect(states.map(({ state }) => state)).toEqual([
    'opened',
    'quoted',
    'intent',
    'answered',
    'card-pending',
    'card-committed',
    'card-signed',
    'done',
  ]);
  expect(states.map(({ cancellable }) => cancellable)).toEqual([
    'freely',
    'freely',
    'by-reversal',
    'by-reversal',
    'by-reversal',
    'no',
    'no',
    'no',
  ]);
  expect(states[1]).toMatchObject({ interaction: 'confirm', adjudication: { total: 346_900n } });
  for (const { sentence } of states) {
    expect(sentence.zh).toMatch(/\p{Script=Han}/u);
    expect(sentence.en).not.toBe('');
  }
  if (result.outcome !== 'settled') throw new Error(result.outcome);
  expect(states.at(-1)).toMatchObject({ id: result.entry.id, entry: { kind: 'settled' } });
});

test('a tap that finishes an earlier visit tells its states under its own id', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const earlier = desk.newest().id;
  const { states, result } = await follow(desk, 'ZY2');
  expect(result).toMatchObject({ outcome: 'settled', finished: [{ id: earlier }] });
  const told = states.filter(({ id }) => id === earlier).map(({ state }) => state);
  expect(told).toEqual(['card-committed', 'card-signed', 'done']);
});

test('what the clerk is shown before anything is written can be left', async () => {
  const desk = await Desk.open();
  const totals: bigint[] = [];
  const { states, result } = await follow(desk, 'ZY1', {
    async confirm({ adjudication }: { adjudication: { total: bigint } }) {
      totals.push(adjudication.total);
      return false;
    },
  });
  expect(totals).toEqual([346_900n]);
  expect(result).toEqual({ outcome: 'cancelled', finished: [] });
  expect(states.at(-1)).toMatchObject({ state: 'abandoned', event: 'cancelled' });
});

test('a run that fails fails whoever follows it, after the last state', async () => {
  const desk = await Desk.open();
  const reader = virtualReader(await desk.world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  const terminal = desk.terminal(desk.centreWith(() => ({ knownHead: unreachable })));
  const run = terminal.settle(transport, await demoBill('yinjiang', 'ZY1'));
  const states: string[] = [];
  const followed = (async () => {
    for await (const { state } of run) states.push(state);
  })();
  await expect(followed).rejects.toMatchObject({ code: 'centre.unreachable' });
  expect(states).toEqual(['opened']);
  reader.remove();
});

test('the three answers to what became of it', async () => {
  const desk = await Desk.open();
  const terminal = desk.terminal();
  const nobodys = '019a0000-0000-7000-8000-000000000001' as SettlementId;
  expect(await terminal.status(nobodys)).toEqual({ outcome: 'not-found' });
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const id = desk.newest().id!;
  expect(await terminal.status(id)).toMatchObject({
    outcome: 'in-progress',
    state: 'card-pending',
  });
  // Another terminal knows no more than the ledger: whoever asks there charges nothing either.
  const second = await desk.second();
  const underWay = { outcome: 'in-progress', state: 'answered' };
  expect(await second.terminal().status(id)).toEqual(underWay);
  // A county that has nothing to do with it and does not answer stands in nobody's way.
  for (const [other, home] of second.equipment.counties) {
    const centre = { ...home.centre, status: unreachable } as never;
    const counties = new Map(second.equipment.counties).set(other, { ...home, centre });
    const asked = second.terminal({ counties }).status(id);
    if (other === HOME) await expect(asked).rejects.toMatchObject({ code: 'centre.unreachable' });
    else expect(await asked).toEqual(underWay);
  }
  await desk.tap('ZY1');
  expect(await terminal.status(id)).toMatchObject({
    outcome: 'processed',
    state: 'done',
    entry: { kind: 'settled' },
  });
  // A terminal that did not make it asks the centre.
  expect(await second.terminal().status(id)).toEqual({ outcome: 'processed', state: 'done' });
  await desk.centre.reverse(id);
  expect(await second.terminal().status(id)).toMatchObject({ state: 'reversed' });
  const cut = second.terminal(second.centreWith(() => ({ status: unreachable })));
  await expect(cut.status(id)).rejects.toMatchObject({ code: 'centre.unreachable' });
});
