import { expect, test } from 'vitest';
import { STAY_GUARDS, STAY_STATES, STAY_TABLE } from '../../../src/terminal/index.ts';
import { text } from '../../settlement/support.ts';

test('docs/stay.md shows the table that the desk goes by', () => {
  const shown = [
    ...text('docs/stay.md').matchAll(
      /^\| `([a-z-]+)` \| `([a-z-]+)` \| `([a-z-]+)` \| `([a-z-]+)` \| (?:`([a-z-]+)` )?\|$/gm,
    ),
  ].map(([, from, event, entry, to, guard]) => ({
    from,
    event,
    to,
    entry,
    ...(guard && { guard }),
  }));
  expect(shown).toEqual(STAY_TABLE);
});

test('every state is reached and every guard is used', () => {
  expect(new Set(STAY_TABLE.map(({ to }) => to))).toEqual(new Set(Object.keys(STAY_STATES)));
  const used = new Set(STAY_TABLE.flatMap(({ guard }) => guard ?? []));
  expect(used).toEqual(new Set(Object.keys(STAY_GUARDS)));
});
