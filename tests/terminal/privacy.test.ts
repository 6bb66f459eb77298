/** Whole visits at a terminal, and those that break off: the lines to card and module show nothing of the holder. */

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { pcscSam, withTrace } from '../../src/card/index.ts';
import { explainError, OneCardError } from '../../src/errors/index.ts';
import { fileStore, VirtualSam, virtualReader } from '../../src/virtual/index.ts';
import { COMMIT_CUTS, type CommitCut, SUITES } from '../support/commitCuts.ts';
import { worldOf } from '../support/cutVisit.ts';
import { contentsOf, foundIn } from '../support/spellings.ts';
import { tap } from '../support/taps.ts';
import { demoBill } from '../support/world.ts';

const { holder, memberNumber } = HOMES.yinjiang;
const VALUES = [...contentsOf(holder), memberNumber, '19620512', '1962/05/12', '1962年5月12日'];

/** One visit with a module in a slot, both lines traced, broken off at `cut` if there is one. */
async function shownBy(way: Pick<CommitCut, 'suite' | 'commit'>, cut?: CommitCut) {
  const lines: string[] = [];
  const traced = withTrace({ write: (line) => lines.push(line) }, { now: () => 0 });
  const world = await worldOf(way);
  const slot = virtualReader(new VirtualSam(fileStore(world.files.sam)), 'SAM slot');
  const sam = pcscSam(async () => traced(await slot.connect({ exclusive: true })));
  const bill = await demoBill('yinjiang', 'ZY1');
  // Counted from the first command after the centre answered: the terminal tells of it in between.
  let isDue = false;
  let count = 0;
  const onStep = (step: string) => {
    lines.push(step);
    if (step === 'centre-settled') isDue = true;
  };
  const result = await tap(world, bill, { sam, onStep }, (inner) =>
    traced({
      async transmit(command) {
        if (isDue) count += 1;
        if (cut && count >= cut.nth) throw new OneCardError('reader.card-removed');
        return inner.transmit(command);
      },
      close: () => inner.close(),
    }),
  );
  await sam.close();
  if (result.outcome === 'card-pending') {
    const { cause } = result;
    lines.push(inspect(cause, { depth: 9, showHidden: true }));
    if (cause instanceof OneCardError) {
      lines.push(explainError(cause, 'zh'), explainError(cause, 'en'));
    }
  }
  return { outcome: result.outcome, text: lines.join('\n') };
}

const WAYS = SUITES.flatMap((suite) =>
  (['two-slot', 'atomic'] as const).map((commit) => ({ suite, commit })),
);
test.each(WAYS)('a settled visit: suite $suite, $commit', async (way) => {
  const { outcome, text } = await shownBy(way);
  expect(outcome).toBe('settled');
  expect(text).toContain('entry-durable');
  expect(text).toContain(way.suite === 1 ? '> 80503100' : '> 80503900');
  expect(foundIn(text, VALUES)).toBeUndefined();
});

const CUTS = COMMIT_CUTS.filter(({ kind }) => kind === 'cut-before');
test.each(CUTS)('a visit broken off: suite $suite, $commit, before command $nth', async (cut) => {
  const { outcome, text } = await shownBy(cut, cut);
  expect(outcome).toBe('card-pending');
  expect(text).toContain('reader.card-removed');
  expect(foundIn(text, VALUES)).toBeUndefined();
});
