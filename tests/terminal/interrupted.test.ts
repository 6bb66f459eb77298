/**
 * A settlement is broken off at every point where something can go wrong; the next tap of the same
 * card, with the same bill, must end in exactly one settlement. Power cut at the card: powerCuts.test.ts.
 */

import { expect, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import type { CentrePort, CountyCode } from '../../src/model/index.ts';
import {
  type Equipment,
  openTerminal,
  VISIT_STEPS,
  type VisitStep,
} from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { SETTLED_KINDS } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const HOME = '999001' as CountyCode;

class Interruption extends Error {}

/** Taps the card once with the bill; whatever breaks, the card is taken out again. */
async function tap(world: World, changes: Partial<Equipment> = {}): Promise<string> {
  const terminal = openTerminal({ ...world.equipment, ...changes });
  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  try {
    const bill = await demoBill('yinjiang', 'ZY1');
    return (await terminal.settle(transport, bill)).outcome;
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    return 'interrupted';
  } finally {
    reader.remove();
  }
}

/** Journal, centre and card agree on one settlement of this bill. */
async function expectOneSettlement(world: World): Promise<void> {
  const { journal, counties, terminalId } = world.equipment;
  const settled = [...journal.settledAfter(0)];
  expect(settled).toHaveLength(1);
  expect(journal.openIntents()).toEqual([]);
  const { centre } = counties.get(HOME)!;
  expect(await centre.status(settled[0]!.id)).toMatchObject({ outcome: 'settled' });
  const { cardSerial, memberNumber, usageAfter } = settled[0]!.adjudication;
  const person = { home: HOME, cardSerial, memberNumber, insuranceYear: 2026 };
  expect(await centre.person(person)).toMatchObject({ cardSequence: 1, usage: usageAfter });
  expect((await centre.acknowledgedHead(terminalId))!.sequence).toBeGreaterThan(0);

  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect();
  const { record } = await world.terminal.read(transport);
  reader.remove();
  const sequences = record.slots.map(({ state }) => state.sequence);
  expect(Math.max(...sequences)).toBe(1);
}

test.each(VISIT_STEPS)('broken off right after: %s', async (step: VisitStep) => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const onStep = (reached: VisitStep) => {
    if (reached === step) throw new Interruption();
  };
  const outcome = await tap(world, { onStep });
  expect(['interrupted', 'card-pending']).toContain(outcome);
  world.close();

  const restarted = await testWorld(folder);
  expect(['settled', 'already-settled']).toContain(await tap(restarted));
  await expectOneSettlement(restarted);
});

/** The centre of the home county with one call changed. */
function withCentre(world: World, change: (centre: CentrePort) => Partial<CentrePort>) {
  const home = world.equipment.counties.get(HOME)!;
  const centre: CentrePort = {
    person: (request) => home.centre.person(request),
    quote: (request) => home.centre.quote(request),
    settle: (id, request) => home.centre.settle(id, request),
    status: (id) => home.centre.status(id),
    upload: (id, request) => home.centre.upload(id, request),
    published: () => home.centre.published(),
    reverse: (id) => home.centre.reverse(id),
    postWithoutCard: (id) => home.centre.postWithoutCard(id),
    confirm: (signed, head) => home.centre.confirm(signed, head),
    acknowledgedHead: (terminalId) => home.centre.acknowledgedHead(terminalId),
    knownHead: (terminalId) => home.centre.knownHead(terminalId),
    ...change(home.centre),
  };
  return { counties: new Map([[HOME, { ...home, centre }]]) };
}

test('the message to the centre is lost: nothing was settled, the next tap settles', async () => {
  const world = await testWorld(await temporaryFolder());
  const lost = withCentre(world, () => ({ settle: () => Promise.reject(new Interruption()) }));
  expect(await tap(world, lost)).toBe('unknown');
  expect(world.equipment.journal.openIntents()).toHaveLength(1);
  expect(await tap(world)).toBe('settled');
  const kinds = [...world.equipment.journal.entries()].map(({ kind }) => kind);
  expect(kinds).toEqual(['intent', 'unknown', 'voided', ...SETTLED_KINDS]);
  await expectOneSettlement(world);
});

test("the centre's answer is lost: the next tap finishes that very settlement", async () => {
  const world = await testWorld(await temporaryFolder());
  const lost = withCentre(world, (centre) => ({
    async settle(id, request) {
      await centre.settle(id, request);
      throw new Interruption();
    },
  }));
  expect(await tap(world, lost)).toBe('unknown');
  expect(await tap(world)).toBe('already-settled');
  await expectOneSettlement(world);
});

test('a lost message that arrives after the reversal settles nothing', async () => {
  const world = await testWorld(await temporaryFolder());
  const { centre } = world.equipment.counties.get(HOME)!;
  let late: (() => Promise<{ readonly outcome: string }>) | undefined;
  const delayed = withCentre(world, () => ({
    settle(id, request) {
      late = () => centre.settle(id, request);
      return Promise.reject(new Interruption());
    },
  }));
  expect(await tap(world, delayed)).toBe('unknown');
  expect(await tap(world)).toBe('settled');
  expect(await late!()).toMatchObject({ outcome: 'declined' });
  await expectOneSettlement(world);
});

test('a confirmation that does not get through is handed in at the next visit', async () => {
  const world = await testWorld(await temporaryFolder());
  const { centre } = world.equipment.counties.get(HOME)!;
  const lost = withCentre(world, () => ({ confirm: () => Promise.reject(new Interruption()) }));
  expect(await tap(world, lost)).not.toBe('declined');
  const [entry] = [...world.equipment.journal.settledAfter(0)];
  expect(await centre.status(entry!.id)).toMatchObject({ isConfirmed: false });
  await tap(world);
  expect(await centre.status(entry!.id)).toMatchObject({ isConfirmed: true });
});
