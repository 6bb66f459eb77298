import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Centre } from '../../src/centre/index.ts';
import type { SettleAnswer, SettlementId, SettleRequest } from '../../src/model/index.ts';
import { connect } from '../../src/settlement/journal/connection.ts';
import { settlementId, signed } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { billOf, headOf, openAt, registeredCentre, requestOf, settle, usageOf } from './support.ts';

test('a reversal nets the usage to what it was', async () => {
  const centre = await registeredCentre();
  const before = await usageOf(centre);
  const { id } = await settle(centre, 1);
  expect(await centre.reverse(id)).toEqual({ outcome: 'reversed' });
  // The card may hold the sequence, or not: nobody signed.
  expect(await usageOf(centre)).toEqual({ ...before, cardSequenceMax: 1 });
  expect(await centre.status(id)).toMatchObject({ outcome: 'reversed' });
});

test('a reversal of the first leaves the second', async () => {
  const centre = await registeredCentre();
  const first = await settle(centre, 1);
  await settle(centre, 2, billOf(2, 2000));
  await centre.reverse(first.id);
  // The first bore the deductible: what is left is what the second alone moved.
  expect((await usageOf(centre)).usage).toMatchObject({
    deductibleMet: 0n,
    benefitDrawn: 1100_00n,
    admissions: 1,
  });
});

test('reversing again, at once or after opening anew, changes nothing', async () => {
  const file = temporaryFile('centre.sqlite');
  const centre = await registeredCentre(file);
  const other = openAt(file);
  const { id } = await settle(centre, 1);
  const answers = await Promise.all([centre, other, centre].map((each) => each.reverse(id)));
  expect(answers).toEqual(Array.from({ length: 3 }, () => ({ outcome: 'reversed' })));
  const status = await centre.status(id);
  centre.close();
  const after = openAt(file);
  expect(await after.reverse(id)).toEqual({ outcome: 'reversed' });
  expect(await after.status(id)).toEqual(status);
  expect((await usageOf(after)).usage.benefitDrawn).toBe(0n);
  const database = connect(file, { readOnly: true });
  const { entries } = database.prepare('SELECT count(*) AS entries FROM posting').get();
  // Three accounts debited, three credited: history grew, nothing was taken away.
  expect(entries).toBe(6n);
  database.close();
});

test('the answer that an id got stays its answer after the reversal', async () => {
  const centre = await registeredCentre();
  const { id, request, answer } = await settle(centre, 1);
  await centre.reverse(id);
  expect(await centre.settle(id, request)).toEqual(answer);
  expect((await usageOf(centre)).usage.admissions).toBe(0);
});

test('answered but never on a card: after the reversal bill and sequence are free again', async () => {
  const centre = await registeredCentre();
  const { id } = await settle(centre, 1);
  expect((await usageOf(centre)).cardSequence).toBe(1);
  await centre.reverse(id);
  expect((await usageOf(centre)).cardSequence).toBe(0);
  const again = await settle(centre, 2, billOf(1));
  expect(again.request.statement.sequence).toBe(1);
  expect(again.answer).toMatchObject({ outcome: 'settled' });
});

test('signed and confirmed: the card holds the sequence, reversed or not', async () => {
  const centre = await registeredCentre();
  const { id, request } = await settle(centre, 1);
  expect(await centre.confirm(signed(request.statement), headOf(2))).toEqual({
    outcome: 'confirmed',
  });
  await centre.reverse(id);
  expect((await usageOf(centre)).cardSequence).toBe(1);
  expect((await settle(centre, 2)).request.statement.sequence).toBe(2);
});

test('an id that was never settled is pinned: a late request finds it taken', async () => {
  const centre = await registeredCentre();
  const late = await requestOf(centre, 1);
  const { id } = late.statement;
  expect(await centre.reverse(id)).toEqual({ outcome: 'not-settled' });
  expect(await centre.reverse(id)).toEqual({ outcome: 'not-settled' });
  expect(await centre.status(id)).toEqual({ outcome: 'not-found' });
  expect(await centre.settle(id, late)).toEqual({
    outcome: 'declined',
    reasons: ['already-reversed'],
  });
  expect((await usageOf(centre)).usage.admissions).toBe(0);
});

type Step = readonly ['settle' | 'repeat' | 'reverse' | 'confirm', number];

/** What a ledger must hold, kept the plain way. */
class Model {
  /** What was asked first under an id, and the answer that it got. */
  readonly asked = new Map<SettlementId, { request: SettleRequest; answer: SettleAnswer }>();
  /** Benefit of each settlement that stands. */
  readonly standing = new Map<SettlementId, bigint>();
  readonly pinned = new Set<SettlementId>();
  head = 1;

  drawn(): bigint {
    return [...this.standing.values()].reduce((sum, each) => sum + each, 0n);
  }
}

async function play(centre: Centre, model: Model, [verb, number]: Step): Promise<void> {
  const id = settlementId(number);
  const asked = model.asked.get(id);
  switch (verb) {
    case 'settle': {
      const request = await requestOf(centre, number);
      const answer = await centre.settle(id, request);
      if (asked) return;
      expect(answer.outcome).toBe(model.pinned.has(id) ? 'declined' : 'settled');
      model.asked.set(id, { request, answer });
      if (answer.outcome === 'declined') return;
      const { usageBefore, usageAfter } = request.adjudication;
      model.standing.set(id, usageAfter.benefitDrawn - usageBefore.benefitDrawn);
      return;
    }
    case 'repeat':
      if (asked) expect(await centre.settle(id, asked.request)).toEqual(asked.answer);
      return;
    case 'confirm': {
      if (!asked) return;
      model.head += 1;
      const isSettled = asked.answer.outcome === 'settled';
      const reversed = isSettled ? 'reversed' : 'refused';
      const outcome = model.standing.has(id) ? 'confirmed' : reversed;
      const answer = await centre.confirm(signed(asked.request.statement), headOf(model.head));
      expect(answer).toEqual({ outcome });
      return;
    }
    case 'reverse': {
      const outcome = asked?.answer.outcome === 'settled' ? 'reversed' : 'not-settled';
      expect(await centre.reverse(id)).toEqual({ outcome });
      model.standing.delete(id);
      if (!asked) model.pinned.add(id);
    }
  }
}

test('whatever is settled, repeated, reversed and confirmed, usage is the sum of what stands', async () => {
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.constantFrom('settle', 'repeat', 'reverse', 'confirm'),
    fc.integer({ min: 1, max: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      const centre = await registeredCentre();
      const model = new Model();
      for (const each of steps) {
        await play(centre, model, each);
        expect((await usageOf(centre)).usage).toMatchObject({
          benefitDrawn: model.drawn(),
          admissions: model.standing.size,
        });
      }
      centre.close();
    }),
    { numRuns: 25 },
  );
});
