/** docs/settlement.md shows the table that the program runs by. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { edgeOf, SAGA, SAGA_EVENTS, SAGA_STATES } from '../../../src/terminal/index.ts';
import { ROOT } from '../../support/sources.ts';

const cells = (...each: readonly string[]) => `| ${each.join(' | ')} |`;
const quoted = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``);

function statesAsTable(): string {
  const rows = Object.entries(SAGA_STATES).map(([state, { zh, en, cancellable, isEnd }]) =>
    cells(quoted(state), `${zh} ${en}`, cancellable, isEnd ? 'yes' : ''),
  );
  return [cells('state', 'means', 'called off', 'end'), '|---|---|---|---|', ...rows].join('\n');
}

function edgesAsTable(): string {
  const rows = SAGA.map(({ from, event, to, entry, zh, en, interaction }) =>
    cells(
      quoted(from),
      quoted(event),
      quoted(to),
      quoted(entry),
      `${zh}<br>${en}${interaction ? ` (\`${interaction}\`)` : ''}`,
    ),
  );
  const head = cells('in', 'upon', 'then', 'journal entry', 'the clerk sees');
  return [head, '|---|---|---|---|---|', ...rows].join('\n');
}

test.each([
  ['states', statesAsTable()],
  ['edges', edgesAsTable()],
])('the table of the %s is the one of the program', async (name, table) => {
  const page = await readFile(join(ROOT, 'docs/settlement.md'), 'utf8');
  const [, block] = page.split(`<!-- ${name} -->\n`);
  expect(block).toBe(`${table}\n`);
});

test('a state and an event have one edge; every state and every event has one', () => {
  const keys = SAGA.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(keys).size).toBe(keys.length);
  const states = new Set(SAGA.flatMap(({ from, to }) => [from, to]));
  expect(Object.keys(SAGA_STATES).filter((state) => !states.has(state as never))).toEqual([]);
  const events = new Set(SAGA.map(({ event }) => event));
  expect(Object.keys(SAGA_EVENTS).filter((event) => !events.has(event as never))).toEqual([]);
});

test('an edge that is not in the table is a bug', () => {
  expect(() => edgeOf('done', 'settled')).toThrow(TypeError);
});

test('what is called off by reversal has that edge; what nothing leads out of is an end', () => {
  for (const [state, { cancellable, isEnd }] of Object.entries(SAGA_STATES)) {
    const out = SAGA.filter(({ from }) => from === state);
    const isCancelled = out.some(({ event }) => event === 'cancelled');
    expect(isCancelled, state).toBe(cancellable !== 'no');
    if (out.length === 0) expect(isEnd, state).toBe(true);
  }
});
