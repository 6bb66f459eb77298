import { expect, test } from 'vitest';
import { openTerminal, VISIT_STEPS, type VisitStep } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { SETTLED_KINDS } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

test('a visit leaves the same settlement with card, journal and centre', async () => {
  const world = await testWorld(await temporaryFolder());
  const { equipment } = world;
  const steps: VisitStep[] = [];
  const terminal = openTerminal({ ...equipment, onStep: (step) => steps.push(step) });
  const card = await world.card('yinjiang');
  const bill = await demoBill('yinjiang', 'ZY1');

  const transport = await virtualReader(card).connect({ exclusive: true });
  const result = await terminal.settle(transport, bill);
  await transport.close();

  if (result.outcome !== 'settled') throw new Error(result.outcome);
  expect(steps).toEqual(VISIT_STEPS);
  const { entry } = result;
  expect([...equipment.journal.entries()].map(({ kind }) => kind)).toEqual(SETTLED_KINDS);
  const { centre } = equipment.counties.get(entry.adjudication.home)!;
  expect(await centre.status(entry.id)).toMatchObject({ outcome: 'settled', isConfirmed: true });
  expect(await centre.acknowledgedHead(equipment.terminalId)).toEqual(equipment.journal.head());

  const again = await virtualReader(card).connect({ exclusive: true });
  const { record, verification } = await openTerminal(equipment).read(again);
  await again.close();
  expect(verification.outcome).toBe('verified');
  const newest = record.slots.find(({ state }) => state.sequence === 1);
  expect(newest?.state.settlementId).toBe(entry.id);
  // The card keeps the four figures of the year; counters are the centre's.
  const { counters, ...kept } = entry.adjudication.usageAfter;
  expect(counters).toEqual({});
  expect(newest?.state.usage).toEqual(kept);
  const person = await centre.person({
    home: entry.adjudication.home,
    cardSerial: record.card.serial,
    memberNumber: record.insurance.memberNumber,
    insuranceYear: 2026,
  });
  expect(person).toEqual({
    outcome: 'found',
    usage: entry.adjudication.usageAfter,
    cardSequence: 1,
  });
});

test('the second visit of the year knows the first, the same bill is not paid twice', async () => {
  const world = await testWorld(await temporaryFolder());
  const card = await world.card('yinjiang');
  async function settle(billNumber: string) {
    const transport = await virtualReader(card).connect({ exclusive: true });
    const result = await world.terminal.settle(transport, await demoBill('yinjiang', billNumber));
    await transport.close();
    return result;
  }
  const first = await settle('ZY1');
  const second = await settle('ZY2');
  const repeated = await settle('ZY1');
  if (first.outcome !== 'settled' || second.outcome !== 'settled') throw new Error('not settled');

  expect(second.entry.adjudication.usageBefore).toEqual(first.entry.adjudication.usageAfter);
  expect(first.entry.adjudication.byReason.deductible).toBeGreaterThan(0n);
  expect(second.entry.adjudication.byReason.deductible).toBe(0n);
  expect(repeated).toMatchObject({ outcome: 'already-settled', id: first.entry.id });
  expect(world.equipment.journal.head().sequence).toBe(2 * SETTLED_KINDS.length);
});

test('a trial writes nothing', async () => {
  const world = await testWorld(await temporaryFolder());
  const card = await world.card('yinjiang');
  const transport = await virtualReader(card).connect({ exclusive: true });
  const result = await world.terminal.trial(transport, await demoBill('yinjiang', 'ZY1'));
  const { record } = await world.terminal.read(transport);
  await transport.close();
  expect(result.outcome).toBe('adjudicated');
  expect(world.equipment.journal.head().sequence).toBe(0);
  expect(record.newestLog).toBeUndefined();
});

test("another person's bill, and a county the terminal does not know, are refused", async () => {
  const world = await testWorld(await temporaryFolder());
  const { equipment } = world;
  const transport = await virtualReader(await world.card('yinjiang')).connect();
  const foreign = await demoBill('jimunai', 'ZY1');
  expect(await world.terminal.settle(transport, foreign)).toMatchObject({ outcome: 'refused' });

  const elsewhere = openTerminal({ ...equipment, counties: new Map() });
  const own = await demoBill('yinjiang', 'ZY1');
  expect(await elsewhere.settle(transport, own)).toEqual({
    outcome: 'unknown-county',
    county: '999001',
    finished: [],
  });
  const stranger = openTerminal({ ...equipment, trust: { ...equipment.trust, roots: [] } });
  const refused = await stranger.settle(transport, own);
  await transport.close();
  if (refused.outcome !== 'card-refused') throw new Error(refused.outcome);
  expect(refused.failed.map(({ name }) => name)).toContain('certificate-chain');
  expect(equipment.journal.head().sequence).toBe(0);
});

test('two visits at one terminal wait for each other', async () => {
  const world = await testWorld(await temporaryFolder());
  const both = (['yinjiang', 'jimunai'] as const).map(async (name) => {
    const transport = await virtualReader(await world.card(name)).connect({ exclusive: true });
    const result = await world.terminal.settle(transport, await demoBill(name, 'ZY1'));
    await transport.close();
    return result.outcome;
  });
  expect(await Promise.all(both)).toEqual(['settled', 'settled']);
  const kinds = [...world.equipment.journal.entries()].map(({ kind }) => kind);
  expect(kinds).toEqual([...SETTLED_KINDS, ...SETTLED_KINDS]);
});
