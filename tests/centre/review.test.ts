/** A person ends a review: once, in rows that only grow, and the ledger follows to the fen. */

import { describe, expect, test } from 'vitest';
import type { Centre } from '../../src/centre/index.ts';
import { parseYuan, ZERO } from '../../src/money.ts';
import { settlementId } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { decide, decision } from './reviewers.ts';
import { openAt, registeredCentre, SETTLED_AT, settle, usageOf } from './support.ts';
import { handIn, NOTHING, publish, type Upload, uploadOf, usageAfter } from './uploads.ts';

const [PAID, DUE] = [parseYuan('385.00'), parseYuan('550.00')];

/** Settled on line first, so that the off-line one of the same sequence found another year. */
async function conflicting(file = temporaryFile('centre.sqlite')) {
  const centre = await registeredCentre(file);
  await publish(centre);
  await settle(centre, 9);
  const before = await usageOf(centre);
  await handIn(centre, uploadOf(1, 1));
  return { centre, before };
}

/** What the year moved by since `before`. */
async function moved(centre: Centre, { usage }: Awaited<ReturnType<typeof usageOf>>) {
  const now = (await usageOf(centre)).usage;
  return {
    benefitDrawn: now.benefitDrawn - usage.benefitDrawn,
    deductibleMet: now.deductibleMet - usage.deductibleMet,
    admissions: now.admissions - usage.admissions,
  };
}

describe('of a posted settlement', () => {
  test('accepted: what was paid stays', async () => {
    const { centre, before } = await conflicting();
    const item = await decide(centre, decision('accepted'));
    expect(item).toMatchObject({
      paid: PAID,
      due: DUE,
      end: { resolution: 'accepted', amount: ZERO, operator: '复核员 07' },
    });
    expect(await moved(centre, before)).toEqual({
      benefitDrawn: PAID,
      deductibleMet: parseYuan('300.00'),
      admissions: 1,
    });
  });

  test.each(['corrected', 'recover-from-hospital'] as const)(
    '%s: the year moves to what is due',
    async (resolution) => {
      const { centre, before } = await conflicting();
      const item = await decide(centre, decision(resolution));
      // Below zero: the fund owes the patient the deductible that was taken twice.
      expect(item.end).toMatchObject({ resolution, amount: parseYuan('-165.00') });
      expect(await moved(centre, before)).toEqual({
        benefitDrawn: DUE,
        deductibleMet: 0n,
        admissions: 1,
      });
      // A reversal takes back both what was posted and what the review changed.
      expect(await centre.reverse(settlementId(1))).toEqual({ outcome: 'reversed' });
      expect(await usageOf(centre)).toMatchObject({ usage: before.usage });
    },
  );

  test('reversed meanwhile: a review takes nothing back a second time', async () => {
    const { centre, before } = await conflicting();
    expect(await centre.reverse(settlementId(1))).toEqual({ outcome: 'reversed' });
    await expect(decide(centre, decision('corrected'))).rejects.toMatchObject({
      code: 'centre.review-not-possible',
    });
    const item = await decide(centre, decision('recover-from-hospital'));
    expect(item.end).toMatchObject({ resolution: 'recover-from-hospital', amount: ZERO });
    expect(await usageOf(centre)).toMatchObject({ usage: before.usage });
  });

  test('what was missing before it has come in: what is due, and why, is judged with that', async () => {
    const centre = await registeredCentre();
    await publish(centre);
    const first = uploadOf(1, 1);
    const second = uploadOf(2, 2, usageAfter(first));
    await centre.recordCardStanding(first.statement.cardSerial, 'suspended', SETTLED_AT);
    await handIn(centre, second);
    expect(await centre.reviews()).toMatchObject([{ paid: DUE, due: PAID }]);
    await handIn(centre, first);
    const before = await usageOf(centre);
    const [, item] = await centre.reviews({ isOpen: true });
    expect(item).toMatchObject({ paid: DUE, due: DUE, difference: ZERO });
    expect(item!.reasons).toEqual(['card-blocked']);
    // The deductible is not taken from the patient a second time.
    const { end } = await decide(centre, decision('corrected', settlementId(2)));
    expect(end).toMatchObject({ amount: ZERO });
    expect(await usageOf(centre)).toEqual(before);
    expect(await centre.accounts()).toEqual([]);
  });

  test('a bill that was paid twice is recovered whole', async () => {
    const { centre, before } = await conflicting();
    const first = uploadOf(1, 1);
    const again: Upload = uploadOf(2, 2, usageAfter(first), first.bill);
    expect(await handIn(centre, again)).toMatchObject({ outcome: 'settled' });
    const items = await centre.reviews({ isOpen: true });
    expect(items.map(({ id }) => id)).toEqual([settlementId(1), settlementId(2)]);
    const item = await decide(centre, decision('recover-from-hospital', settlementId(2)));
    expect(item.end!.amount).toBe(item.paid);
    expect((await moved(centre, before)).benefitDrawn).toBe(PAID);
  });

  test('of a bill that was paid twice and taken back once, one stands: it is judged alone', async () => {
    const centre = await registeredCentre();
    await publish(centre);
    const first = uploadOf(1, 1);
    const again: Upload = uploadOf(2, 2, usageAfter(first), first.bill);
    await handIn(centre, first);
    await handIn(centre, again);
    expect(await centre.reviews()).toMatchObject([{ id: settlementId(2), paid: DUE, due: ZERO }]);
    await centre.reverse(settlementId(1));
    // It stands alone: of the year without the other, the deductible is due.
    const item = await decide(centre, decision('recover-from-hospital', settlementId(2)));
    expect(item.end).toMatchObject({ amount: parseYuan('165.00') });
    expect((await usageOf(centre)).usage).toMatchObject({ benefitDrawn: PAID, admissions: 1 });
  });

  test('is ended once: the same again changes nothing, another decision is refused', async () => {
    const file = temporaryFile('centre.sqlite');
    const { centre } = await conflicting(file);
    const ended = await decide(centre, decision('corrected'));
    const after = await usageOf(centre);
    centre.close();
    const again = openAt(file);
    expect(await decide(again, decision('corrected'))).toEqual(ended);
    expect(await usageOf(again)).toEqual(after);
    await expect(decide(again, decision('accepted'))).rejects.toMatchObject({
      code: 'centre.review-resolved',
      detail: { as: 'corrected' },
    });
    expect(await again.reviews({ isOpen: true })).toEqual([]);
    expect(await again.reviews({ isOpen: false })).toEqual([ended]);
    expect(await again.reviews({ after: settlementId(1) })).toEqual([]);
  });

  test('of nothing is refused by name', async () => {
    const { centre } = await conflicting();
    const unknown = decision('accepted', settlementId(77));
    await expect(decide(centre, unknown)).rejects.toMatchObject({
      code: 'centre.review-unknown',
    });
    const long = { ...decision('accepted'), operator: 'x'.repeat(41) };
    await expect(decide(centre, long)).rejects.toThrow(TypeError);
  });
});

describe('of a held settlement', () => {
  async function held() {
    const centre = await registeredCentre();
    await publish(centre);
    const before = await usageOf(centre);
    const upload = uploadOf(1, 1);
    expect(await handIn(centre, { ...upload, signed: uploadOf(2, 1).signed })).toMatchObject({
      outcome: 'held',
    });
    return { centre, before };
  }

  test('accepted: it is posted as it was paid, once', async () => {
    const { centre, before } = await held();
    await decide(centre, decision('accepted'));
    await decide(centre, decision('accepted'));
    expect((await moved(centre, before)).benefitDrawn).toBe(PAID);
    expect(await centre.status(settlementId(1))).toMatchObject({ outcome: 'settled' });
  });

  test('accepted: what waited for it on the same card has nothing left to ask', async () => {
    const { centre } = await held();
    const next = uploadOf(3, 2, usageAfter(uploadOf(1, 1)));
    expect(await handIn(centre, next)).toMatchObject({
      outcome: 'settled',
      review: expect.arrayContaining(['card-sequence-gap']),
    });
    await decide(centre, decision('accepted'));
    expect(await centre.reviews({ isOpen: true })).toEqual([]);
    expect(await centre.reviews()).toMatchObject([
      { end: { operator: '复核员 07' } },
      { id: settlementId(3), end: { resolution: 'accepted', operator: 'centre' } },
    ]);
  });

  test('recovered: it stays out, the hospital bears it, and its card may show it', async () => {
    const { centre, before } = await held();
    expect(await usageOf(centre)).toEqual(before);
    const { end } = await decide(centre, decision('recover-from-hospital'));
    expect(end).toMatchObject({ resolution: 'recover-from-hospital', amount: ZERO });
    expect(await usageOf(centre)).toEqual({ ...before, cardSequenceMax: 1 });
  });

  test('its bill was settled again while it was held: it is not posted beside that', async () => {
    const { centre } = await held();
    const { bill } = uploadOf(1, 1);
    expect(await handIn(centre, uploadOf(2, 1, NOTHING, bill))).toMatchObject({
      outcome: 'settled',
    });
    const { usage } = await usageOf(centre);
    await expect(decide(centre, decision('accepted'))).rejects.toMatchObject({
      code: 'centre.review-not-possible',
    });
    expect(await usageOf(centre)).toMatchObject({ usage });
    expect((await decide(centre, decision('recover-from-hospital'))).end).toBeDefined();
  });

  test('there is nothing to correct, and nothing to accept once it was taken back', async () => {
    const { centre } = await held();
    const refused = { code: 'centre.review-not-possible' };
    await expect(decide(centre, decision('corrected'))).rejects.toMatchObject(refused);
    await centre.reverse(settlementId(3));
    await handIn(centre, uploadOf(3, 1));
    const taken = decision('accepted', settlementId(3));
    await expect(decide(centre, taken)).rejects.toMatchObject(refused);
  });
});
