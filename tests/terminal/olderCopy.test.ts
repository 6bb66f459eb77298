/**
 * An older copy of a journal, proven in itself, that lacks what was never confirmed: the centre has heard of
 * it, says so, and nothing that the copy holds open is acted upon.
 */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import type { CentrePort, SettlementId } from '../../src/model/index.ts';
import {
  backupJournal,
  type Journal,
  openJournal,
  restoreJournal,
} from '../../src/settlement/index.ts';
import { type Equipment, memoryCardCounters, openTerminal } from '../../src/terminal/index.ts';
import { HOME, pulledBefore, tap, withCentre } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';
import { unreachable } from './saga/desk.ts';

const INS_APPEND_RECORD = 0xe2;
const REPLACED = { code: 'terminal.journal-replaced' };

interface Copied {
  readonly world: World;
  readonly centre: CentrePort;
  /** Where it lies. */
  readonly copy: string;
  /** The backup, opened as the terminal's journal. */
  readonly openCopy: () => Partial<Equipment> & { readonly journal: Journal };
}

/** A world that ran `before` up to a backup, and `after` since. */
async function copiedBetween(
  before: (world: World) => Promise<unknown>,
  after: (world: World) => Promise<unknown>,
): Promise<Copied> {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  await before(world);
  const copy = join(folder, 'copy');
  await backupJournal(world.files.journal, copy);
  await after(world);
  const { terminalId, clock } = world.equipment;
  const openCopy = () => {
    const journal = openJournal(copy, { terminalId, clock });
    onTestFinished(() => journal.close());
    return { journal, counters: memoryCardCounters() };
  };
  return { world, centre: world.equipment.counties.get(HOME)!.centre, copy, openCopy };
}

const settle = async (world: World, number: string, changes: Partial<Equipment> = {}) =>
  tap(world, await demoBill('yinjiang', number), changes);

const newestId = ({ equipment }: World): SettlementId =>
  [...equipment.journal.entries()].at(-1)!.id!;

test.each([
  ['answered, and its card pulled out', (world: World) => pulled(world, 'ZY2')],
  [
    'never answered to the terminal',
    (world: World) =>
      settle(
        world,
        'ZY2',
        withCentre(world, (centre) => ({
          settle: async (id, request) => {
            await centre.settle(id, request);
            return unreachable();
          },
          status: unreachable,
        })),
      ),
  ],
  ['declined', declined],
])('a copy without the last intent, which was %s, settles nothing', async (_, after) => {
  const { world, openCopy } = await copiedBetween((first) => settle(first, 'ZY1'), after);
  const known = world.equipment.journal.entriesOf(newestId(world))[0]!.sequence;
  const copy = openCopy();
  const last = copy.journal.head();
  await expect(settle(world, 'ZY3', copy)).rejects.toMatchObject({
    ...REPLACED,
    detail: { known, last: last.sequence },
  });
  expect(copy.journal.head()).toEqual(last);
});

async function pulled(world: World, number: string) {
  return tap(world, await demoBill('yinjiang', number), {}, pulledBefore(INS_APPEND_RECORD));
}

/** A quote that is better than what the centre says then. */
async function declined(world: World) {
  const accepted = { outcome: 'settled' as const, answeredAt: world.equipment.clock.now() };
  const blind = withCentre(world, () => ({ quote: async () => accepted }));
  expect(await settle(world, 'ZY1', blind)).toMatchObject({ outcome: 'already-settled' });
  expect(world.equipment.journal.entriesOf(newestId(world)).at(-1)).toMatchObject({
    kind: 'declined',
  });
}

test('a start with a copy takes nothing back of what went on after it', async () => {
  const { world, centre, openCopy } = await copiedBetween(
    (first) => pulled(first, 'ZY1'),
    (first) => settle(first, 'ZY2'),
  );
  const [intent] = [...world.equipment.journal.entries()];
  expect(await centre.status(intent!.id!)).toMatchObject({ outcome: 'settled', isConfirmed: true });
  const copy = openCopy();
  const before = copy.journal.head();
  // Another module would have the visit that is open in the copy reversed.
  const sam = { ...world.equipment.sam, id: async () => '9991010000000BAD' } as never;
  const terminal = openTerminal({ ...world.equipment, ...copy, sam });
  expect(await terminal.recover()).toMatchObject({
    closed: [],
    unresolved: [{ id: intent!.id, state: 'card-pending', cause: REPLACED }],
    notHandedIn: [{ cause: REPLACED }, { cause: REPLACED }],
  });
  expect(copy.journal.head()).toEqual(before);
  expect(await centre.status(intent!.id!)).toMatchObject({ outcome: 'settled' });
});

test('a centre that cannot be asked at first is asked before anything is done with its visits', async () => {
  const { world, centre, openCopy } = await copiedBetween(
    (first) => pulled(first, 'ZY1'),
    (first) => settle(first, 'ZY2'),
  );
  const [intent] = [...world.equipment.journal.entries()];
  const copy = openCopy();
  let asked = 0;
  const { counties } = withCentre(world, (real) => ({
    knownHead: async (terminalId) => {
      asked += 1;
      return asked === 1 ? unreachable() : real.knownHead(terminalId);
    },
  }));
  const sam = { ...world.equipment.sam, id: async () => '9991010000000BAD' } as never;
  const terminal = openTerminal({ ...world.equipment, ...copy, sam, counties });
  expect(await terminal.recover()).toMatchObject({
    unresolved: [{ id: intent!.id, cause: REPLACED }],
  });
  expect(await centre.status(intent!.id!)).toMatchObject({ outcome: 'settled' });
});

test('a terminal that found its journal replaced at the start takes nothing back, for any county', async () => {
  const { world, openCopy } = await copiedBetween(
    (first) => settle(first, 'ZY1'),
    (first) => pulled(first, 'ZY2'),
  );
  const copy = openCopy();
  const terminal = openTerminal({ ...world.equipment, ...copy });
  await terminal.recover();
  const [id] = [...copy.journal.settledAfter(0)].map((entry) => entry.id);
  const asked = { reason: 'charged twice', operator: '999' };
  await expect(terminal.reverse(id!, asked)).rejects.toMatchObject(REPLACED);
  expect(copy.journal.entriesOf(id!).some(({ kind }) => kind === 'reversing')).toBe(false);
});

test('a terminal that was never recovered asks before it takes back what its copy holds', async () => {
  const { world, centre, openCopy } = await copiedBetween(
    (first) => pulled(first, 'ZY1'),
    (first) => settle(first, 'ZY2'),
  );
  const [intent] = [...world.equipment.journal.entries()];
  const copy = openCopy();
  const before = copy.journal.head();
  const terminal = openTerminal({ ...world.equipment, ...copy });
  const asked = { reason: 'never written', operator: '999' };
  await expect(terminal.reverse(intent!.id!, asked)).rejects.toMatchObject(REPLACED);
  expect(copy.journal.head()).toEqual(before);
  expect(await centre.status(intent!.id!)).toMatchObject({ outcome: 'settled', isConfirmed: true });
});

test('a copy from before a reversal is found out, although no settlement came after it', async () => {
  const { world, openCopy } = await copiedBetween(
    (first) => settle(first, 'ZY1'),
    async (first) => {
      const terminal = openTerminal(first.equipment);
      const asked = { reason: 'charged twice', operator: '999' };
      expect(await terminal.reverse(newestId(first), asked)).toMatchObject({ outcome: 'reversed' });
    },
  );
  await expect(settle(world, 'ZY2', openCopy())).rejects.toMatchObject(REPLACED);
});

test('a backup that lacks what the centre has seen is not restored; a newer one is', async () => {
  const { world, centre, copy } = await copiedBetween(
    (first) => settle(first, 'ZY1'),
    (first) => pulled(first, 'ZY2'),
  );
  const { terminalId } = world.equipment;
  const knownHead = await centre.knownHead(terminalId);
  const [target, newer] = [`${copy}-restored`, `${copy}-newer`];
  await expect(restoreJournal(copy, target, { terminalId, knownHead })).rejects.toMatchObject({
    code: 'journal.copy-outdated',
    detail: { acknowledged: knownHead!.sequence },
  });
  await backupJournal(world.files.journal, newer);
  expect(await restoreJournal(newer, target, { terminalId, knownHead })).toMatchObject({
    tail: { outcome: 'proven', through: knownHead!.sequence },
  });
});

test('what a copy still has to hand in stays where it is', async () => {
  const { world, openCopy } = await copiedBetween(
    (first) => settle(first, 'ZY1'),
    (first) => pulled(first, 'ZY2'),
  );
  const terminal = openTerminal({ ...world.equipment, ...openCopy() });
  await terminal.recover();
  await expect(terminal.sendOutbox()).rejects.toMatchObject(REPLACED);
});
