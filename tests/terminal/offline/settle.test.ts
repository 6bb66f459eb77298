/** A visit while no centre answers: real card, module, journal and ledger; the link alone is cut. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import { parsePlan, renderReceipt } from '../../../src/settlement/index.ts';
import { type Equipment, openTerminal, systemClock } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { ROOT } from '../../support/sources.ts';
import { HOME, INS_UPDATE_BINARY, pulledBefore, tap } from '../../support/taps.ts';
import { bill, type OfflineWorld, offlineWorld, secondDesk, wholeSecond } from './support.ts';

async function ledger({ centre, world }: OfflineWorld) {
  const [entry] = [...world.equipment.journal.settledAfter(0)];
  const { cardSerial, memberNumber, usageBefore } = entry!.adjudication;
  const person = await centre.person({
    home: HOME,
    cardSerial,
    memberNumber,
    insuranceYear: usageBefore.year,
  });
  if (person.outcome !== 'found') throw new Error(person.outcome);
  return person;
}

function kinds({ world }: OfflineWorld) {
  return [...world.equipment.journal.entries()].map(({ kind }) => kind);
}

test('is decided from the card, written, signed, and handed in when the link is back', async () => {
  const made = await offlineWorld();
  const { world, at, centre } = made;
  const cut = await tap(world, await bill('ZY1', 1000), at({ cut: true }));
  if (cut.outcome !== 'settled') throw new Error(cut.outcome);
  expect(cut.confirmation).toMatchObject({ outcome: 'pending', cause: { code: 'offline.waits' } });
  expect(cut.entry.offline).toMatchObject({ cause: 'unreachable', limits: { county: HOME } });
  expect(renderReceipt(cut.entry, 'zh')).toContain('*** 脱机结算，参合地中心事后核对 ***');
  expect(kinds(made)).toEqual(['intent', 'card-pending', 'card-committed', 'settled']);
  const terminal = openTerminal({ ...world.equipment, ...at() });
  expect(terminal.outbox()).toMatchObject({ count: 1, sum: 38500n });
  expect(terminal.outbox().sentence.zh).toContain('1 笔脱机结算待上传，基金垫付 385.00 元');
  expect(await centre.status(cut.entry.id)).toEqual({ outcome: 'not-found' });

  // The next visit on line hands it in first, and goes on from the card's figures.
  const linked = await tap(world, await bill('ZY2', 1000), at());
  expect(linked).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'confirmed' } });
  expect(openTerminal({ ...world.equipment, ...at() }).outbox()).toMatchObject({ count: 0 });
  expect(await centre.status(cut.entry.id)).toMatchObject({
    outcome: 'settled',
    isConfirmed: true,
  });
  expect(await centre.reviews()).toEqual([]);
  const { usage, cardSequence } = await ledger(made);
  expect(usage.benefitDrawn).toBe(38500n + 55000n);
  expect(cardSequence).toBe(2);
});

test('without limits nothing goes off line, and the cause is what it was', async () => {
  const { world, at } = await offlineWorld();
  const { counties } = at({ cut: true });
  const bare = new Map(
    [...counties!].map(([code, home]) => [code, { ...home, offlineLimits: undefined }]),
  );
  const visit = tap(world, await bill('ZY1'), { counties: bare });
  await expect(visit).rejects.toMatchObject({ code: 'centre.unreachable' });
  expect(world.equipment.journal.head().sequence).toBe(0);
});

test('a layer that counts what no card holds is refused by name', async () => {
  const { world, at, sign } = await offlineWorld();
  const file = 'plans/yinjiang-2019-complete.yaml';
  const plan = parsePlan(readFileSync(join(ROOT, file), 'utf8'), file);
  const confirmedAt = wholeSecond(systemClock.now());
  const offlineLimits = sign({ plan: { id: plan.id, hash: plan.hash, confirmedAt } });
  const { counties } = at({ cut: true });
  const changed = new Map(
    [...counties!].map(([code, home]) => [code, { ...home, plan, offlineLimits }]),
  );
  const refused = await tap(world, await bill('ZY1'), { counties: changed });
  expect(refused.outcome).toBe('refused');
  const reasons = refused.outcome === 'refused' ? refused.reasons : [];
  expect(reasons.map(({ code, facts }) => `${code} ${facts.fact}`)).toContain(
    'fact-missing counters',
  );
  expect(world.equipment.journal.head().sequence).toBe(0);
});

test('a trial shows the decision, and writes nothing', async () => {
  const { world, at } = await offlineWorld();
  const reader = virtualReader(await world.card('yinjiang'));
  const terminal = openTerminal({ ...world.equipment, ...at({ cut: true }) });
  const trial = await terminal.trial(await reader.connect({ exclusive: true }), await bill('ZY1'));
  reader.remove();
  expect(trial).toMatchObject({ outcome: 'adjudicated', offline: { cause: 'unreachable' } });
  expect(world.equipment.journal.head().sequence).toBe(0);
});

test('once the request was sent, no answer is unknown and never a way off line', async () => {
  const { world, at } = await offlineWorld();
  const lost = at({
    centre: () => ({ settle: () => Promise.reject(new OneCardError('centre.unreachable')) }),
  });
  expect((await tap(world, await bill('ZY1'), lost)).outcome).toBe('unknown');
  const again = await tap(world, await bill('ZY2'), at({ cut: true }));
  expect(again.outcome).toBe('unknown');
});

test('the same bill again is that settlement, and another one under its number is none', async () => {
  const { world, at } = await offlineWorld();
  const first = await tap(world, await bill('ZY1', 100), at({ cut: true }));
  expect(await tap(world, await bill('ZY1', 100), at({ cut: true }))).toMatchObject({
    outcome: 'already-settled',
    isUnasked: true,
    entry: { id: first.outcome === 'settled' && first.entry.id },
  });
  expect(await tap(world, await bill('ZY1', 101), at({ cut: true }))).toMatchObject({
    outcome: 'offline-refused',
    reasons: [{ name: 'bill-number-used' }],
  });
});

test('a trial of a bill that was settled here is not told that the number is another bill’s', async () => {
  const { world, at } = await offlineWorld();
  await tap(world, await bill('ZY1', 100), at({ cut: true }));
  const terminal = openTerminal({ ...world.equipment, ...at({ cut: true }) });
  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  const same = await terminal.trial(transport, await bill('ZY1', 100));
  const other = await terminal.trial(transport, await bill('ZY1', 101));
  reader.remove();
  // As on line, a trial decides whatever it is given.
  expect(same).toMatchObject({ outcome: 'adjudicated' });
  expect(other).toMatchObject({ reasons: [{ name: 'bill-number-used' }] });
});

test('a card that was pulled before it held the state: void, and the next tap settles', async () => {
  const made = await offlineWorld();
  const { world, at } = made;
  const broken = await tap(
    world,
    await bill('ZY1', 100),
    at({ cut: true }),
    pulledBefore(INS_UPDATE_BINARY),
  );
  expect(broken).toMatchObject({ outcome: 'card-pending', advice: 'same-card-again' });
  const again = await tap(world, await bill('ZY1', 100), at({ cut: true }));
  expect(again.outcome).toBe('settled');
  expect(kinds(made)).toEqual([
    'intent',
    'card-pending',
    'voided',
    'intent',
    'card-pending',
    'card-committed',
    'settled',
  ]);
  expect(await tap(world, await bill('ZY2', 100), at())).toMatchObject({ outcome: 'settled' });
});

test('called off before the card is written: void, nobody is asked', async () => {
  const made = await offlineWorld();
  const { world, at } = made;
  const stop = new AbortController();
  const reader = virtualReader(await world.card('yinjiang'));
  const onStep = (step: string) => {
    if (step === 'intent-durable') stop.abort();
  };
  const terminal = openTerminal({ ...world.equipment, ...at({ cut: true }), onStep });
  const transport = await reader.connect({ exclusive: true });
  const run = await terminal.settle(transport, await bill('ZY1', 100), { signal: stop.signal });
  reader.remove();
  expect(run.outcome).toBe('cancelled');
  expect(kinds(made)).toEqual(['intent', 'card-pending', 'voided']);
  expect(await tap(world, await bill('ZY2', 100), at())).toMatchObject({ outcome: 'settled' });
});

test('a second desk meets a card that is ahead of the ledger: it goes on by the card, for review', async () => {
  const made = await offlineWorld();
  const { world, at, centre } = made;
  const first = await tap(world, await bill('ZY1', 1000), at({ cut: true }));
  const desk = await secondDesk(made);
  const second = await tap(world, await bill('ZY2', 1000), { ...at(), ...desk });
  if (second.outcome !== 'settled') throw new Error(second.outcome);
  expect(second.entry.offline).toMatchObject({ cause: 'ledger-behind' });
  expect(second.confirmation).toEqual({ outcome: 'confirmed' });
  expect(await centre.reviews({ isOpen: true })).toMatchObject([
    { reasons: ['card-sequence-gap', 'usage-moved', 'amounts-differ'] },
  ]);
  // The first desk comes back: the gap is closed, and nothing is left to look at.
  const terminal = openTerminal({ ...world.equipment, ...at() });
  const [sent] = await terminal.sendOutbox();
  expect(sent).toMatchObject({
    leftCount: 0,
    answers: [{ answer: { outcome: 'settled', review: [] } }],
  });
  expect(await centre.reviews({ isOpen: true })).toEqual([]);
  expect(first.outcome).toBe('settled');
  const { usage, cardSequence } = await ledger(made);
  expect(usage.benefitDrawn).toBe(38500n + 55000n);
  expect(cardSequence).toBe(2);
  desk.journal.close();
});

test('settled on line and never written, then off line elsewhere: both paid, reviewed, no fen is lost', async () => {
  const made = await offlineWorld();
  const { world, at, centre } = made;
  // The centre has it; the card is pulled before anything is on it.
  const pulled = await tap(world, await bill('ZY1', 1000), at(), pulledBefore(0xe2));
  expect(pulled.outcome).toBe('card-pending');
  const desk = await secondDesk(made);
  const off = await tap(world, await bill('ZY2', 1000), { ...at({ cut: true }), ...desk });
  expect(off.outcome).toBe('settled');
  const terminal = openTerminal({ ...world.equipment, ...at(), ...desk });
  const [sent] = await terminal.sendOutbox();
  expect(sent!.answers[0]!.answer).toMatchObject({
    outcome: 'settled',
    review: ['card-sequence-taken', 'usage-moved', 'amounts-differ'],
  });
  const [item] = await centre.reviews({ isOpen: true });
  expect(item).toMatchObject({ paid: 38500n, due: 55000n, difference: -16500n });
  desk.journal.close();
});

test('the off-line edges of the table, and no others, are taken', async () => {
  const { world, at } = await offlineWorld();
  const taken: string[] = [];
  const onTransition: NonNullable<Equipment['onTransition']> = ({ from, event, to }) => {
    taken.push(`${from} ${event} ${to}`);
  };
  const watched = { ...at({ cut: true }), onTransition };
  await tap(world, await bill('ZY1', 100), watched, pulledBefore(INS_UPDATE_BINARY));
  await tap(world, await bill('ZY1', 100), watched);
  expect(taken).toEqual([
    'opened decided-off-line quoted',
    'quoted recorded intent',
    'intent decided-off-line card-pending',
    'card-pending card-failed card-pending',
    'card-pending card-shows-no-state voided',
    'opened decided-off-line quoted',
    'quoted recorded intent',
    'intent decided-off-line card-pending',
    'card-pending card-committed card-committed',
    'card-committed signed card-signed',
    'card-signed recorded done',
  ]);
});

test('a bill that stands without its card is not settled once more off line', async () => {
  const made = await offlineWorld();
  const { world, at } = made;
  const settled = await tap(world, await bill('ZY1'), at(), pulledBefore(0xe2));
  expect(settled).toMatchObject({ outcome: 'card-pending' });
  const id = 'id' in settled ? settled.id : undefined;
  const { journal } = world.equipment;
  await world.equipment.counties.get(HOME)!.centre.postWithoutCard(id!);
  await journal.append({ kind: 'without-card', id: id!, reason: 'deadline', review: true });
  const second = await secondDesk(made);
  await tap(world, await bill('ZY2'), { ...at(), ...second });
  second.journal.close();
  await tap(world, await bill('ZY3'), at());
  expect(journal.entriesOf(id!).map(({ kind }) => kind)).toContain('card-caught-up');
  expect(await tap(world, await bill('ZY1'), at({ cut: true }))).toMatchObject({
    outcome: 'already-settled',
    id,
  });
});

test('a new desk whose first card was left in the middle elsewhere crosses that out, and settles', async () => {
  const made = await offlineWorld();
  const { world, at } = made;
  const left = await tap(
    world,
    await bill('ZY1', 1000),
    at({ cut: true }),
    pulledBefore(INS_UPDATE_BINARY),
  );
  expect(left.outcome).not.toBe('settled');
  const second = await secondDesk(made);
  expect(second.journal.head().sequence).toBe(0);
  const end = await tap(world, await bill('ZY2', 1000), { ...at(), ...second });
  expect(end).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'confirmed' } });
  second.journal.close();
});
