import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type {
  SettlementId,
  SignedSettlement,
  SignedSettlementFields,
  TerminalId,
} from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import type { Journal, SettlementIntent } from '../../../src/settlement/journal/index.ts';
import { makeIntent, openJournal } from '../../../src/settlement/journal/index.ts';
import {
  partsOf,
  SERIAL,
  settlementId,
  signed,
  statementOf,
  TERMINAL,
  tickingClock,
} from './support.ts';
import { temporaryFile } from './temporary.ts';

function open(file = temporaryFile(), terminalId = TERMINAL): Journal {
  return openJournal(file, { terminalId, clock: tickingClock() });
}

const intent = (number: number) => makeIntent(partsOf(number));

test('an intent, its settlement, and what a receipt needs of it', async () => {
  const journal = open();
  const first = await journal.append(intent(1));
  const settlement = signed(statementOf(1));
  const entry = await journal.append(settlement);

  expect(first).toMatchObject({ sequence: 1, kind: 'intent', id: settlementId(1) });
  expect(entry).toMatchObject({ sequence: 2, kind: 'settled', id: settlementId(1) });
  expect(entry.previousHash).toEqual(first.hash);
  expect(entry.signed).toEqual(settlement);
  const { adjudication, bill, holder } = partsOf(1);
  expect({ adjudication: entry.adjudication, bill: entry.bill, holder: entry.holder }).toEqual({
    adjudication,
    bill,
    holder,
  });
  expect(journal.head()).toEqual({ sequence: 2, hash: entry.hash });
  expect(journal.entry(2)).toEqual(entry);
  expect(journal.settled(settlementId(1))).toEqual(entry);
  expect(journal.entry(3)).toBeUndefined();
  journal.close();
});

test('what was appended is there after opening anew, and the chain goes on', async () => {
  const file = temporaryFile();
  const before = open(file);
  await before.append(intent(1));
  await before.append({ kind: 'declined', id: settlementId(1), reasons: ['usage-moved'] });
  await before.append(intent(2));
  const entries = [...before.entries()];
  before.close();
  before.close();

  const after = open(file);
  expect([...after.entries()]).toEqual(entries);
  expect(after.head()).toEqual({ sequence: 3, hash: entries[2]!.hash });
  expect(after.openIntents()).toEqual([entries[2]]);
  const voided = await after.append({
    kind: 'voided',
    id: settlementId(2),
    reason: 'never-settled',
  });
  expect(voided).toMatchObject({ sequence: 4, previousHash: entries[2]!.hash });
  expect(after.openIntents()).toEqual([]);
  after.close();
});

test('ranges, open intents of one card, settled entries after a sequence', async () => {
  const journal = open();
  for (let number = 1; number <= 40; number++) {
    await journal.append(intent(number));
    if (number % 2 === 0) await journal.append(signed(statementOf(number)));
  }
  expect([...journal.entries()].map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  expect([...journal.entries({ from: 4, to: 9, kinds: ['settled'] })]).toEqual([
    journal.entry(6),
    journal.entry(9),
  ]);
  expect([...journal.entries({ kinds: [] })]).toEqual([]);
  expect(() => journal.entries({ kinds: ["settled') OR ('" as 'settled'] })).toThrow(TypeError);
  expect([...journal.entries({ from: 5, to: 8 })].map(({ sequence }) => sequence)).toEqual([
    5, 6, 7, 8,
  ]);
  expect(journal.openIntents(SERIAL)).toHaveLength(20);
  expect(journal.openIntents('FFFFFFFFFFFFFFFF' as typeof SERIAL)).toEqual([]);
  const settled = [...journal.settledAfter(3)];
  expect(settled.map(({ id }) => id)).toEqual(
    Array.from({ length: 19 }, (_, index) => settlementId(2 * index + 4)),
  );
  journal.close();
});

test('appends that run at the same time take their turn', async () => {
  const journal = open();
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
  const entries = await Promise.all(numbers.map((number) => journal.append(intent(number))));
  expect(entries.map(({ sequence }) => sequence)).toEqual(numbers);
  journal.close();
});

interface Refusal {
  readonly name: string;
  readonly before: (journal: Journal) => Promise<unknown>;
  readonly append: (journal: Journal) => Promise<unknown>;
  readonly code: string;
}

const nothing = () => Promise.resolve();
const decline = (journal: Journal) =>
  journal.append({ kind: 'declined', id: settlementId(1), reasons: ['unknown-plan'] });
const start = (journal: Journal) => journal.append(intent(1));
const settle = (journal: Journal) => journal.append(signed(statementOf(1)));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'a settlement without intent',
    before: nothing,
    append: settle,
    code: 'journal.no-open-intent',
  },
  {
    name: 'a closing without intent',
    before: nothing,
    append: decline,
    code: 'journal.no-open-intent',
  },
  {
    name: 'a second intent of one id',
    before: start,
    append: start,
    code: 'journal.already-recorded',
  },
  {
    name: 'a second settlement of one id',
    before: (journal) => start(journal).then(() => settle(journal)),
    append: settle,
    code: 'journal.already-recorded',
  },
  {
    name: 'an intent of an id that has its end',
    before: (journal) => start(journal).then(() => decline(journal)),
    append: start,
    code: 'journal.already-recorded',
  },
  {
    name: 'a closing after the settlement',
    before: (journal) => start(journal).then(() => settle(journal)),
    append: decline,
    code: 'journal.already-recorded',
  },
  {
    name: 'a settlement that differs from its intent',
    before: start,
    append: (journal) => journal.append(signed({ ...statementOf(1), attempt: 2 })),
    code: 'journal.statement-differs',
  },
];

test.each(REFUSALS)('refused, and nothing written: $name', async ({ before, append, code }) => {
  const journal = open();
  await before(journal);
  const head = journal.head();
  await expect(append(journal)).rejects.toMatchObject({ code });
  expect(journal.head()).toEqual(head);
  expect(journal.entry(head.sequence + 1)).toBeUndefined();
  journal.close();
});

test('a cast is no brand: unsigned settlements and home-made intents are refused', async () => {
  const journal = open();
  await start(journal);
  const settlement: SignedSettlementFields = signed(statementOf(1));
  const forged = {
    ...settlement,
    statement: { ...settlement.statement, total: amount(1n), byPayer: { cash: amount(1n) } },
  } as SignedSettlement;
  await expect(journal.append(forged)).rejects.toThrow(TypeError);
  await expect(journal.append({ ...partsOf(2) } as unknown as SettlementIntent)).rejects.toThrow(
    TypeError,
  );
  expect(journal.head().sequence).toBe(1);
  journal.close();
});

test('an id that is none is a bug of the caller', async () => {
  const journal = open();
  const id = 'not-an-id' as SettlementId;
  await expect(journal.append({ kind: 'voided', id, reason: 'reversed' })).rejects.toThrow(
    TypeError,
  );
  journal.close();
});

test('a journal belongs to one terminal', () => {
  const file = temporaryFile();
  open(file).close();
  expect(() => open(file, 'T-999-02' as TerminalId)).toThrowError(
    expect.objectContaining({ code: 'journal.other-terminal' }),
  );
  // Refusing let go of the lock.
  open(file).close();
  expect(() => open(temporaryFile(), 'lower case' as TerminalId)).toThrow(TypeError);
});

test('a journal has one writer', () => {
  const file = temporaryFile();
  const first = open(file);
  expect(() => open(file)).toThrowError(expect.objectContaining({ code: 'journal.in-use' }));
  first.close();
  open(file).close();
});

test('the file is for its owner only', () => {
  const file = temporaryFile();
  open(file).close();
  expect(statSync(file).mode & 0o077).toBe(0);
});
