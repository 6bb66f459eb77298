import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes.ts';
import {
  type CardSeen,
  debitPurse,
  PurseSession,
  purchasePsam,
  RECOVERY,
  recoveryOf,
  withTrace,
} from '../../../src/card/index.ts';
import { counterSeen } from '../../../src/card/purse/recovery.ts';
import { VIRTUAL_PURSES, virtualReader } from '../../../src/virtual/index.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';
import { AT, fen, issuerChecksTac, NUMBER, purseCard, Till } from './till.ts';

const open = async (card = purseCard(), account: 'personal' | 'family' = 'personal') =>
  PurseSession.open(await virtualReader(card).connect(), VIRTUAL_PURSES[account]);

describe('a purse', () => {
  test.each(['direct', 'get-response', 'wrong-le', 'no-le-on-select'] as const)(
    'whose card answers %s is read and debited',
    async (style) => {
      const till = new Till(purseCard(undefined, style), '999101000001', style);
      const purse = await open(till.card);
      expect(purse.card).toEqual(NUMBER);
      expect(await purse.balance()).toBe(10_000n);
      const result = await till.tap('bill-1', fen(1n));
      expect(result).toMatchObject({ outcome: 'debited', isNew: true, record: { mac2: 'valid' } });
      expect(await (await open(till.card)).balance()).toBe(9_999n);
    },
  );

  test('each account has its own money', async () => {
    const till = new Till();
    await till.tap('bill-1', fen(100n), { account: 'family' });
    expect(till.card.balance('family')).toBe(4_900n);
    expect(till.card.balance('personal')).toBe(10_000n);
  });

  test('a card without the account says so', async () => {
    const card = purseCard({ personal: fen(1n) });
    await expect(open(card, 'family')).rejects.toMatchObject({ code: 'purse.not-on-card' });
  });

  test('the same id again is answered, not debited', async () => {
    const till = new Till();
    const first = await till.tap('bill-1', fen(100n));
    expect(await till.tap('bill-1', fen(100n))).toEqual({ ...first, isNew: false });
    await expect(till.tap('bill-1', fen(101n))).rejects.toThrow(TypeError);
    expect(till.card.debitCount('personal')).toBe(1);
  });

  test('to the last fen, and not one more', async () => {
    const till = new Till(purseCard({ personal: fen(100n) }));
    expect(await till.tap('a', fen(101n))).toEqual({ outcome: 'balance-too-small', balance: 100n });
    expect((await till.tap('b', fen(100n))).outcome).toBe('debited');
    expect(await till.tap('c', fen(1n))).toEqual({ outcome: 'balance-too-small', balance: 0n });
    expect(till.journal.open.size).toBe(0);
  });

  test.each([0n, -1n, 2n ** 32n])('an amount of %d is the caller’s bug', async (value) => {
    await expect(new Till().tap('a', fen(value))).rejects.toThrow(RangeError);
  });
});

describe('a card that does not believe the module', () => {
  test('refuses, and its running number shows that nothing was taken', async () => {
    const till = new Till();
    const { psam } = till;
    till.psam = {
      ...psam,
      computeMac1: async (request) => ({
        ...(await psam.computeMac1(request)),
        mac1: fromHex('00000000'),
      }),
    };
    expect(await till.tap('a', fen(1n))).toEqual({ outcome: 'card-refused', sw: 0x9302 });
    expect(till.card.debitCount('personal')).toBe(0);
    expect(till.journal.open.size).toBe(0);
  });
});

test('a MAC2 that is wrong does not give the money back: the record says so', async () => {
  const till = new Till();
  till.psam = { ...till.psam, checkMac2: async () => 'invalid' };
  expect(await till.tap('a', fen(1n))).toMatchObject({
    outcome: 'debited',
    record: { mac2: 'invalid' },
  });
});

test('a module that refuses ends the tap before anything is taken', async () => {
  const till = new Till();
  const connection = await virtualReader(till.card).connect();
  const purse = await PurseSession.open(connection, VIRTUAL_PURSES.personal);
  const psam = purchasePsam(scriptedCard(['9991010000019000', '6985']));
  const debit = debitPurse(
    purse,
    { id: 'a', amount: fen(1n), at: AT },
    { psam, journal: till.journal },
  );
  await expect(debit).rejects.toMatchObject({ code: 'purse.psam-refused', detail: { sw: '6985' } });
  expect(till.journal.open.size).toBe(0);
});

describe('the recovery table', () => {
  const seen = fc.record<CardSeen>({
    counter: fc.constantFrom('less', 'same', 'one-more', 'more'),
    hasProof: fc.boolean(),
    mac2: fc.constantFrom('valid', 'invalid', 'not-checked'),
    tac: fc.constantFrom('valid', 'invalid', 'unknown'),
  });
  test('has a row for whatever a card shows, and every row is reached', () => {
    const rows = new Set<string>();
    fc.assert(
      fc.property(seen, (each) => void rows.add(recoveryOf(each))),
      { numRuns: 500 },
    );
    expect([...rows].sort()).toEqual([...new Set(RECOVERY.map(({ found }) => found))].sort());
  });
  test('money counts as taken only on proof, as not taken only when it cannot have been', () => {
    fc.assert(
      fc.property(seen, (each) => {
        const outcome = recoveryOf(each);
        if (outcome === 'debited')
          return each.hasProof && (each.mac2 === 'valid' || each.tac === 'valid');
        if (outcome === 'not-debited') return each.counter === 'same' || each.tac === 'invalid';
        return true;
      }),
      { numRuns: 500 },
    );
  });
  test.each([
    [4, 3, 'less'],
    [4, 4, 'same'],
    [4, 5, 'one-more'],
    [4, 6, 'more'],
    [65_535, 0, 'less'],
  ] as const)('running number %d then %d is %s', (before, now, expected) => {
    expect(counterSeen(before, now)).toBe(expected);
  });
});

test('random tears, tills and amounts: money leaves the card once for each record', async () => {
  const step = fc.record({
    till: fc.nat(1),
    bill: fc.nat(3),
    cut: fc.option(
      fc.record({
        kind: fc.constantFrom('cut-before' as const, 'cut-after' as const),
        nth: fc.integer({ min: 1, max: 8 }),
      }),
    ),
    restarts: fc.boolean(),
    isOnline: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const card = purseCard();
      const tills = [new Till(card, '999101000001'), new Till(card, '999101000002')];
      for (const { till: index, bill, cut, restarts, isOnline } of steps) {
        const till = tills[index]!;
        if (restarts) till.restart();
        card.failAt(cut ?? undefined);
        const price = fen(BigInt(100 + bill));
        const options = isOnline ? { checkTac: issuerChecksTac } : {};
        await till.tap(`${index}-${bill}`, price, options).catch(() => undefined);
      }
      const records = tills.flatMap(({ journal }) => [...journal.records.values()]);
      const openCount = tills.reduce((sum, { journal }) => sum + journal.open.size, 0);
      const paid = records.reduce((sum, record) => sum + record.amount, 0n);
      const taken = 10_000n - card.balance('personal');
      expect(paid).toBeLessThanOrEqual(taken);
      expect(card.debitCount('personal') - records.length).toBeLessThanOrEqual(openCount);
      for (const record of records) expect(await issuerChecksTac(record, record.tac)).toBe('valid');
    }),
    { numRuns: 150 },
  );
});

test('a trace and the errors of a debit hold neither the card’s number nor a MAC', async () => {
  const lines: string[] = [];
  const till = new Till();
  const connection = await virtualReader(till.card).connect();
  const trace = { write: (line: string) => void lines.push(line) };
  const traced = withTrace(trace, { now: () => 0, atr: till.card.atr })(connection);
  const purse = await PurseSession.open(traced, VIRTUAL_PURSES.personal);
  const { psam, journal } = till;
  await debitPurse(purse, { id: 'bill-1', amount: fen(1_234n), at: AT }, { psam, journal });
  const record = journal.records.get('bill-1')!;
  for (const secret of [NUMBER.number, NUMBER.issuer, record.tac, '000004D2', record.terminal]) {
    expect(lines.join('\n')).not.toContain(secret);
  }
  expect(lines.length).toBeGreaterThan(8);
});
