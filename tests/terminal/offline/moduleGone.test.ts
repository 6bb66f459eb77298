/**
 * Off line the card is the commit point: what it holds and signed stands, also when the module that was to
 * sign below it is gone. It comes to the centre without that signature, and a person decides.
 */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { Sam, SamId, SettlementId } from '../../../src/model/index.ts';
import { openTerminal, type Transition } from '../../../src/terminal/index.ts';
import { addDays, chinaDate, startOfDay } from '../../../src/time.ts';
import { generateCountyKeys, SoftSam } from '../../../src/virtual/index.ts';
import { decide } from '../../centre/reviewers.ts';
import { HOME, tap } from '../../support/taps.ts';
import { RANDOM } from '../../virtual/sam/drivers.ts';
import { PowerCut } from '../saga/desk.ts';
import { bill, type OfflineWorld, offlineWorld } from './support.ts';

const ASKED = { reason: 'charged twice', operator: '999' };
const PATH = ['intent', 'card-pending', 'card-committed', 'without-card', 'card-caught-up'];

async function otherModule({ world }: OfflineWorld) {
  const today = chinaDate(world.equipment.clock.now());
  return SoftSam.issue({
    id: '9991010000000BAD' as SamId,
    role: 'SETTLE',
    keys: generateCountyKeys(RANDOM),
    issuedAt: startOfDay(today),
    expiresOn: addDays(today, 30),
    dailySumMax: (await world.sam.status()).dailySumLeft,
  });
}

/** The card is written and signed off line, and the power goes. @param made where something may wait already */
async function cardSigned(
  before?: OfflineWorld,
): Promise<OfflineWorld & { readonly id: SettlementId }> {
  const made = before ?? (await offlineWorld());
  const onTransition = ({ to }: Transition) => {
    if (to === 'card-committed') throw new PowerCut();
  };
  const cut = { ...made.at({ cut: true }), onTransition };
  await expect(tap(made.world, await bill('ZY1', 1000), cut)).rejects.toThrow(PowerCut);
  const [intent] = made.world.equipment.journal.openIntents();
  return { ...made, id: intent!.id };
}

const kindsOf = ({ world }: OfflineWorld, id: SettlementId) =>
  world.equipment.journal.entriesOf(id).map(({ kind }) => kind);

test('the centre gets it without the signature, a person accepts it, and the card goes on', async () => {
  const made = await cardSigned();
  const { world, at, centre, id } = made;
  const sam = await otherModule(made);
  const recovery = await openTerminal({ ...world.equipment, ...at(), sam }).recover();
  expect(recovery.closed).toMatchObject([{ id, state: 'done-without-card' }]);
  expect(kindsOf(made, id)).toEqual(PATH);
  const [item] = await centre.reviews({ isOpen: true });
  expect(item).toMatchObject({ id, isPosted: false });
  expect(item!.reasons).toContain('signature-invalid');
  // Nobody takes it back while somebody looks at it.
  const terminal = openTerminal({ ...world.equipment, ...at() });
  expect(await terminal.reverse(id, ASKED)).toMatchObject({
    outcome: 'not-finished',
    cause: { code: 'offline.under-review' },
  });
  const decision = { id, resolution: 'accepted', operator: '999', note: '卡上已写' } as const;
  await decide(centre, decision, HOME);
  expect(await tap(world, await bill('ZY1', 1000), at())).toMatchObject({
    outcome: 'already-settled',
    id,
  });
  expect(await tap(world, await bill('ZY2', 1000), at())).toMatchObject({ outcome: 'settled' });
  expect(await terminal.reverse(id, ASKED)).toMatchObject({ outcome: 'reversed' });
  expect(await centre.status(id)).toMatchObject({ outcome: 'reversed' });
});

test('it overtakes nothing that was settled off line before', async () => {
  const before = await offlineWorld();
  const cut = before.at({ cut: true });
  const earlier = await tap(before.world, await bill('ZY0', 1000), cut);
  if (earlier.outcome !== 'settled') throw new Error(earlier.outcome);
  const made = await cardSigned(before);
  const { world, at, id } = made;
  const sam = await otherModule(made);
  await openTerminal({ ...world.equipment, ...at(), sam }).recover();
  const { journal } = world.equipment;
  const told = journal.entriesOf(earlier.entry.id).find(({ kind }) => kind === 'answered');
  const handedIn = journal.entriesOf(id).find(({ kind }) => kind === 'without-card');
  expect(told!.sequence).toBeLessThan(handedIn!.sequence);
});

test('while no centre answers it waits, named, and nothing is voided', async () => {
  const made = await cardSigned();
  const { world, at, id } = made;
  const sam = await otherModule(made);
  const cut = { ...world.equipment, ...at({ cut: true }), sam };
  expect((await openTerminal(cut).recover()).unresolved).toMatchObject([
    { id, state: 'card-committed', cause: { code: 'centre.unreachable' } },
  ]);
  expect(kindsOf(made, id)).toEqual(PATH.slice(0, 3));
  // The module is back: it signs, as ever.
  const back = openTerminal({ ...world.equipment, ...at() });
  expect((await back.recover()).closed).toMatchObject([{ id, state: 'done' }]);
});

test('a module that says once that it is another one, and is then gone, ends the recovery all the same', async () => {
  const made = await cardSigned();
  const { world, at, id } = made;
  const gone = () => Promise.reject(new OneCardError('sam.unreachable'));
  let asked = 0;
  const sam = {
    id: async () => (asked++ === 0 ? ('9991010000000BAD' as SamId) : gone()),
    publicKey: gone,
    sign: gone,
  } as unknown as Sam;
  const recovery = await openTerminal({ ...world.equipment, ...at(), sam }).recover();
  expect(recovery.unresolved).toMatchObject([
    { id, state: 'card-committed', cause: { code: 'sam.unreachable' } },
  ]);
  expect(kindsOf(made, id)).toEqual(PATH.slice(0, 3));
  const back = openTerminal({ ...world.equipment, ...at() });
  expect((await back.recover()).closed).toMatchObject([{ id, state: 'done' }]);
});

/** Signed by the card alone, its module gone: a review gave it to the hospital to bear. */
async function leftToHospital() {
  const made = await cardSigned();
  const { world, at, centre, id } = made;
  const sam = await otherModule(made);
  await openTerminal({ ...world.equipment, ...at(), sam }).recover();
  const decision = {
    id,
    resolution: 'recover-from-hospital',
    operator: '999',
    note: '无此签名',
  } as const;
  await decide(centre, decision, HOME);
  return made;
}

test('what a review gave to the hospital to bear can be taken back, and the card is told', async () => {
  const made = await leftToHospital();
  const { world, at, centre, id } = made;
  const terminal = openTerminal({ ...world.equipment, ...at() });
  expect(await terminal.reverse(id, ASKED)).toMatchObject({ outcome: 'reversed' });
  expect(kindsOf(made, id).slice(-2)).toEqual(['reversing', 'reversed']);
  expect(await tap(world, await bill('ZY2', 1000), at())).toMatchObject({
    outcome: 'settled',
    confirmation: { outcome: 'confirmed' },
  });
  expect(kindsOf(made, id).at(-1)).toBe('card-caught-up');
  // And off line after that, with nothing left to ask.
  await tap(world, await bill('ZY3', 1000), at({ cut: true }));
  await terminal.sendOutbox();
  expect(await centre.reviews({ isOpen: true })).toEqual([]);
});

test('what a review gave to the hospital to bear keeps the card from nothing', async () => {
  const { world } = await leftToHospital();
  // At a desk that settles nothing off line.
  expect(await tap(world, await bill('ZY2', 1000))).toMatchObject({
    outcome: 'settled',
    confirmation: { outcome: 'confirmed' },
  });
});
