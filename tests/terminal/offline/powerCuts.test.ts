/**
 * The card loses its power before and after every command of an off-line commit, in either way of
 * committing; the next tap, off line too, ends in one settlement, and so does the ledger.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { HOMES } from '../../../examples/cli/world/persons.ts';
import { encodeFci, ONECARD_AID, PROFILE_VERSION } from '../../../src/card/index.ts';
import { openTerminal, type Transition } from '../../../src/terminal/index.ts';
import { encodeContents, parseContents } from '../../../src/virtual/contentsFile.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { COMMIT_CUTS, type CommitCut } from '../../support/commitCuts.ts';
import { HOME, tap } from '../../support/taps.ts';
import { bill, type OfflineWorld, offlineWorld } from './support.ts';

async function worldWith(commit: CommitCut['commit']): Promise<OfflineWorld> {
  const made = await offlineWorld();
  const file = made.world.files.card(HOMES.yinjiang.county);
  const contents = parseContents(Uint8Array.from(await readFile(file)));
  const fci = encodeFci(ONECARD_AID, PROFILE_VERSION, [contents.suite], commit);
  await writeFile(file, encodeContents({ ...contents, fci }));
  return made;
}

/** Settles off line with the power going at `cut`. */
async function cutTap({ world, at }: OfflineWorld, cut: CommitCut) {
  const card = await world.card('yinjiang');
  const reader = virtualReader(card);
  const onTransition = ({ to }: Transition) => {
    if (to === 'card-pending') card.failAt(cut);
  };
  const terminal = openTerminal({ ...world.equipment, ...at({ cut: true }), onTransition });
  try {
    const transport = await reader.connect({ exclusive: true });
    return await terminal.settle(transport, await bill('CUT-1', 1000));
  } finally {
    reader.remove();
  }
}

test.each(COMMIT_CUTS)('$commit, $kind command $nth: $row', async (cut) => {
  const made = await worldWith(cut.commit);
  const { world, at, centre } = made;
  expect(await cutTap(made, cut)).toMatchObject({ outcome: 'card-pending' });
  const next = await tap(world, await bill('CUT-1', 1000), at({ cut: true }));
  // What reached the card stands; what did not is void, and settled anew.
  expect(next.outcome).toBe(cut.row === 'state-written' ? 'already-settled' : 'settled');
  const { journal } = world.equipment;
  expect(journal.openIntents()).toEqual([]);
  const settled = [...journal.settledAfter(0)];
  expect(settled).toHaveLength(1);
  await openTerminal({ ...world.equipment, ...at() }).sendOutbox();
  expect(await centre.reviews()).toEqual([]);
  const { cardSerial, memberNumber, usageAfter } = settled[0]!.adjudication;
  const person = { home: HOME, cardSerial, memberNumber, insuranceYear: usageAfter.year };
  expect(await centre.person(person)).toMatchObject({
    cardSequence: 1,
    usage: { benefitDrawn: 38500n, admissions: 1 },
  });
});
