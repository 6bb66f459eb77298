/** What the ledger knows of a card's sequence, and what it lets follow. */

import { expect, test } from 'vitest';
import { settlementId, signed } from '../settlement/journal/support.ts';
import { billOf, headOf, registeredCentre, requestOf, settle, usageOf } from './support.ts';

test('what stands without its card may be on the card or not, until the card signs', async () => {
  const centre = await registeredCentre();
  const { id, request } = await settle(centre, 1);
  expect(await centre.postWithoutCard(id)).toEqual({ outcome: 'posted' });
  expect(await centre.postWithoutCard(id)).toEqual({ outcome: 'posted' });
  expect(await usageOf(centre)).toMatchObject({ cardSequence: 0, cardSequenceMax: 1 });
  expect(await centre.status(id)).toMatchObject({ outcome: 'settled', isConfirmed: false });
  expect((await usageOf(centre)).usage.admissions).toBe(1);
  await centre.confirm(signed(request.statement), headOf(2));
  const person = await usageOf(centre);
  expect(person).toMatchObject({ cardSequence: 1 });
  expect('cardSequenceMax' in person).toBe(false);
});

test('only what was settled and stands is posted without its card', async () => {
  const centre = await registeredCentre();
  const never = settlementId(9);
  expect(await centre.postWithoutCard(never)).toEqual({ outcome: 'not-settled' });
  const { id } = await settle(centre, 1);
  await centre.reverse(id);
  expect(await centre.postWithoutCard(id)).toEqual({ outcome: 'not-settled' });
});

test.each([
  ['the sequence before it again', 1, 'settled'],
  ['the one after it', 2, 'settled'],
  ['one beyond', 3, 'declined'],
] as const)(
  'after a reversal without signatures the card goes on with %s',
  async (_, sequence, outcome) => {
    const centre = await registeredCentre();
    const { id } = await settle(centre, 1);
    await centre.reverse(id);
    const request = await requestOf(centre, 2, billOf(2));
    const statement = { ...request.statement, sequence };
    const answer = await centre.settle(statement.id, { ...request, statement });
    expect(answer.outcome).toBe(outcome);
    if (outcome === 'declined') expect(answer).toMatchObject({ reasons: ['card-sequence-gap'] });
  },
);

test('a sequence is given out to tell a card, and counts as one that it may show', async () => {
  const centre = await registeredCentre();
  const { id: settlement, request } = await settle(centre, 1);
  const id = settlementId(7);
  expect(await centre.catchUp!({ id, settlement, cardSequence: 2 })).toEqual({
    outcome: 'not-settled',
  });
  await centre.confirm(signed(request.statement), headOf(2));
  await centre.reverse(settlement);
  expect(await centre.catchUp!({ id, settlement, cardSequence: 1 })).toEqual({
    outcome: 'out-of-step',
  });
  expect(await centre.catchUp!({ id, settlement, cardSequence: 3 })).toEqual({
    outcome: 'out-of-step',
  });
  for (let again = 0; again < 2; again++) {
    expect(await centre.catchUp!({ id, settlement, cardSequence: 2 })).toEqual({
      outcome: 'allowed',
    });
  }
  // The same id for another sequence gives out nothing.
  expect(await centre.catchUp!({ id, settlement, cardSequence: 3 })).toEqual({
    outcome: 'out-of-step',
  });
  expect(await usageOf(centre)).toMatchObject({ cardSequence: 1, cardSequenceMax: 2 });
  // Nobody reports whether the card was written: either goes on.
  const next = await requestOf(centre, 3, billOf(3));
  const statement = { ...next.statement, sequence: 3 };
  expect(await centre.settle(statement.id, { ...next, statement })).toMatchObject({
    outcome: 'settled',
  });
});
