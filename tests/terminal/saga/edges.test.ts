/** Every edge of the table is reached by a visit on real parts, and by no other way. */

import { expect, test } from 'vitest';
import { SAGA, type Transition } from '../../../src/terminal/index.ts';
import { AT_THE_CARD } from './cardScenarios.ts';
import { Desk } from './desk.ts';
import { BEFORE_THE_CARD } from './scenarios.ts';

/** Reached in tests/terminal/offline. */
const OFF_LINE = new Set(['decided-off-line', 'card-shows-no-state']);

const name = ({ from, event, to }: Pick<Transition, 'from' | 'event' | 'to'>) =>
  `${from} ${event} ${to}`;
const seen = new Set<string>();

test.each([...BEFORE_THE_CARD, ...AT_THE_CARD])('%s', async (_, play) => {
  const desk = await Desk.open();
  await play(desk);
  for (const transition of desk.seen) seen.add(name(transition));
  // Whatever happened, nothing is left open but what waits for its card.
  for (const { id } of desk.journal.openIntents()) {
    expect(['card-pending']).toContain(desk.kinds(id).at(-1));
  }
});

test('together they reach every edge', () => {
  const edges = SAGA.filter(({ event }) => !OFF_LINE.has(event)).map(name);
  expect(edges.filter((edge) => !seen.has(edge))).toEqual([]);
});
