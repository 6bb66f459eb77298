/** Power is cut before and after every APDU of a debit, on the card and on the module, and the journal fails at every call. */

import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import { fen, issuerChecksTac, purseCard, Till } from './till.ts';

const PRICE = fen(1_234n);
const BEFORE = 10_000n;
const OTHER_CARD = { issuer: '9990019990010000', number: '9990010000000456' };

/** Commands of one undisturbed tap: the card's, the module's, and calls of the journal. */
async function undisturbed() {
  const till = new Till();
  const psamBefore = till.psamCard.commandCount;
  expect((await till.tap('bill-1', PRICE)).outcome).toBe('debited');
  return {
    card: till.card.commandCount,
    psam: till.psamCard.commandCount - psamBefore,
    journal: till.journal.calls.length,
  };
}
const counts = await undisturbed();

/** Nothing is taken twice, nothing that was taken is lost, and the record can be paid. */
async function assertOneDebit(till: Till) {
  expect(till.card.debitCount('personal')).toBe(1);
  expect(till.card.balance('personal')).toBe(BEFORE - PRICE);
  expect([...till.journal.records.keys()]).toEqual(['bill-1']);
  expect(till.journal.open.size).toBe(0);
  const record = till.journal.records.get('bill-1')!;
  expect(await issuerChecksTac(record, record.tac)).toBe('valid');
}

/** A pending debit stands in the journal whenever the card has taken what no record tells of. */
function assertNothingLost(till: Till) {
  const taken = till.card.debitCount('personal');
  const known = till.journal.records.size + till.journal.open.size;
  expect(known).toBeGreaterThanOrEqual(taken);
  expect(taken).toBeLessThanOrEqual(1);
}

/** Taps until the bill is paid. */
async function tapUntilPaid(till: Till, options: Parameters<Till['tap']>[2] = {}) {
  for (let tap = 0; tap < 4; tap++) {
    const result = await till.tap('bill-1', PRICE, options).catch((error: unknown) => error);
    assertNothingLost(till);
    if (!(result instanceof Error) && (result as { outcome: string }).outcome === 'debited') return;
  }
  expect.fail('not paid after four taps');
}

function cuts(count: number) {
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((nth) => [
    { nth, kind: 'cut-before' as const },
    { nth, kind: 'cut-after' as const },
  ]);
}

test('the debit is written down before the card is told to take it', async () => {
  const till = new Till();
  await till.tap('bill-1', PRICE);
  expect(till.journal.calls).toEqual(['debited', 'pending', 'begin', 'finish']);
  expect(counts).toEqual({ card: 4, psam: 3, journal: 4 });
});

describe('the card loses power', () => {
  test.each(cuts(counts.card))('$kind command $nth', async (cut) => {
    const till = new Till();
    till.card.failAt(cut);
    await till.tap('bill-1', PRICE).catch((error: unknown) => {
      expect(error).toBeInstanceOf(OneCardError);
    });
    assertNothingLost(till);
    await tapUntilPaid(till);
    await assertOneDebit(till);
  });

  test.each(cuts(counts.card))('$kind command $nth, and the program restarts', async (cut) => {
    const till = new Till();
    till.card.failAt(cut);
    await till.tap('bill-1', PRICE).catch(() => undefined);
    till.restart();
    await tapUntilPaid(till, { checkTac: issuerChecksTac });
    await assertOneDebit(till);
  });

  test.each(cuts(counts.card + 2))('$kind command $nth, and again in the recovery', async (cut) => {
    for (const again of cuts(5)) {
      const till = new Till();
      till.card.failAt(cut);
      await till.tap('bill-1', PRICE).catch(() => undefined);
      till.card.failAt(again);
      await till.tap('bill-1', PRICE).catch(() => undefined);
      assertNothingLost(till);
      till.card.failAt(undefined);
      await tapUntilPaid(till);
      await assertOneDebit(till);
    }
  });
});

test.each(cuts(counts.psam))('the module loses power, $kind its command $nth', async (cut) => {
  const till = new Till();
  till.psamCard.failAt(cut);
  await till.tap('bill-1', PRICE).catch(() => undefined);
  assertNothingLost(till);
  till.restart();
  await tapUntilPaid(till, { checkTac: issuerChecksTac });
  await assertOneDebit(till);
});

test.each(cuts(counts.journal))('the journal fails, $kind its call $nth', async ({ nth, kind }) => {
  const till = new Till();
  till.journal.failAt = { nth, when: kind === 'cut-before' ? 'before' : 'after' };
  await till.tap('bill-1', PRICE).catch(() => undefined);
  assertNothingLost(till);
  till.restart();
  await tapUntilPaid(till, { checkTac: issuerChecksTac });
  await assertOneDebit(till);
});

describe('the answer to the debit was lost', () => {
  async function torn(style: 'direct' | 'get-response' = 'direct') {
    const till = new Till(purseCard(undefined, style));
    till.card.failAt({ kind: 'cut-after', nth: 1, ins: 0x54 });
    expect((await till.tap('bill-1', PRICE)).outcome).toBe('tap-again');
    expect(till.card.debitCount('personal')).toBe(1);
    return till;
  }

  test('the same card gives its proof, in the other order, and the module knows it', async () => {
    for (const style of ['direct', 'get-response'] as const) {
      const till = await torn(style);
      const result = await till.tap('bill-1', PRICE);
      expect(result).toMatchObject({ outcome: 'debited', isNew: false, record: { mac2: 'valid' } });
      await assertOneDebit(till);
    }
  });

  test('off line with a module that forgot: held, and nothing more is taken', async () => {
    const till = await torn();
    till.restart();
    for (const id of ['bill-1', 'bill-2']) {
      expect(await till.tap(id, PRICE)).toMatchObject({ outcome: 'held', why: 'in-doubt' });
    }
    expect(till.card.debitCount('personal')).toBe(1);
    await tapUntilPaid(till, { checkTac: issuerChecksTac });
    await assertOneDebit(till);
  });

  test('the bill cannot be paid from another card meanwhile', async () => {
    const till = await torn();
    const other = purseCard(undefined, 'direct', OTHER_CARD);
    const result = await till.tap('bill-1', PRICE, { card: other });
    expect(result).toMatchObject({ outcome: 'held', why: 'other-card' });
    expect(other.debitCount('personal')).toBe(0);
    const elsewhere = await till.tap('bill-1', PRICE, { account: 'family' });
    expect(elsewhere).toMatchObject({ outcome: 'held', why: 'other-card' });
  });

  test('a later bill of the card first finishes this one', async () => {
    const till = await torn();
    expect(await till.tap('bill-2', fen(100n))).toMatchObject({ outcome: 'debited', isNew: true });
    expect([...till.journal.records.keys()]).toEqual(['bill-1', 'bill-2']);
    expect(till.card.balance('personal')).toBe(BEFORE - PRICE - 100n);
  });

  test('a load in between does not make it look as if nothing was taken', async () => {
    const till = await torn();
    till.card.load('personal', PRICE);
    expect(till.card.balance('personal')).toBe(BEFORE);
    expect(await till.tap('bill-1', PRICE)).toMatchObject({ outcome: 'debited', isNew: false });
    expect(till.card.debitCount('personal')).toBe(1);
  });

  test('another till’s debit after it has taken the proof away: held as moved on', async () => {
    const till = await torn();
    const other = new Till(till.card, '999101000002');
    expect((await other.tap('bill-9', fen(1n))).outcome).toBe('debited');
    expect(await till.tap('bill-1', PRICE)).toMatchObject({ outcome: 'held', why: 'moved-on' });
    expect(till.card.debitCount('personal')).toBe(2);
  });
});

describe('another till took the same amount before the torn debit ever reached the card', () => {
  async function taken() {
    const till = new Till();
    till.card.failAt({ kind: 'cut-before', nth: 1, ins: 0x54 });
    expect((await till.tap('bill-1', PRICE)).outcome).toBe('tap-again');
    const other = new Till(till.card, '999101000002');
    expect((await other.tap('bill-9', PRICE)).outcome).toBe('debited');
    return till;
  }

  test('the issuer says that the proof is not ours; then the bill is paid', async () => {
    const till = await taken();
    const result = await till.tap('bill-1', PRICE, { checkTac: issuerChecksTac });
    expect(result).toMatchObject({ outcome: 'debited', isNew: true });
    expect(till.card.debitCount('personal')).toBe(2);
  });

  test('off line it is never taken for ours', async () => {
    const till = await taken();
    expect(await till.tap('bill-1', PRICE)).toMatchObject({ outcome: 'held', why: 'in-doubt' });
    expect(till.journal.records.size).toBe(0);
  });
});
