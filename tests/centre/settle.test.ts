import { expect, onTestFinished, test } from 'vitest';
import type { Centre } from '../../src/centre/index.ts';
import {
  type CardSerial,
  type CountyCode,
  DECLINE_REASONS,
  type DeclineReason,
  type MemberNumber,
  type ProviderCode,
  type SettleRequest,
} from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import { settlementId } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import {
  adjudicationOf,
  billOf,
  COUNTY,
  MEMBER,
  modules,
  openAt,
  registeredCentre,
  requestOf,
  SERIAL,
  settle,
  statementOf,
  usageOf,
} from './support.ts';

test('a settlement moves the usage of its year by what the plan says', async () => {
  const centre = await registeredCentre();
  const first = await settle(centre, 1);
  expect(first.answer).toMatchObject({ outcome: 'settled' });
  // 1,000 yuan outside the county: 300 deductible, 55 % of the rest.
  expect(await usageOf(centre)).toEqual({
    outcome: 'found',
    usage: {
      year: 2026,
      deductibleMet: 300_00n,
      benefitDrawn: 385_00n,
      admissions: 1,
      counters: {},
    },
    cardSequence: 1,
  });
  const second = await settle(centre, 2);
  expect(second.answer).toMatchObject({ outcome: 'settled' });
  expect((await usageOf(centre)).usage).toMatchObject({ benefitDrawn: 935_00n, admissions: 2 });
  expect((await usageOf(centre, 2025)).usage).toMatchObject({ benefitDrawn: 0n, admissions: 0 });
  expect(await centre.status(first.id)).toEqual({ ...first.answer, isConfirmed: false });
});

test('a quote answers as a settlement would, and keeps nothing', async () => {
  const centre = await registeredCentre();
  const { statement, adjudication, bill, journalHead } = await requestOf(centre, 1);
  expect(await centre.quote({ statement, adjudication, bill })).toMatchObject({
    outcome: 'settled',
  });
  expect(await centre.status(statement.id)).toEqual({ outcome: 'not-found' });
  expect((await usageOf(centre)).usage.benefitDrawn).toBe(0n);
  const answer = await centre.settle(statement.id, { statement, adjudication, bill, journalHead });
  expect(await centre.quote({ statement, adjudication, bill })).toEqual(answer);
});

test('whom the centre knows', async () => {
  const centre = await registeredCentre();
  const request = { home: COUNTY, cardSerial: SERIAL, memberNumber: MEMBER, insuranceYear: 2026 };
  const ask = (change: Partial<typeof request>) => centre.person({ ...request, ...change });
  expect(await ask({})).toMatchObject({ outcome: 'found', cardSequence: 0 });
  expect(await ask({ home: '999002' as CountyCode })).toEqual({ outcome: 'unknown-county' });
  const unknown = { outcome: 'unknown-person' };
  expect(await ask({ memberNumber: '999001-9' as MemberNumber })).toEqual(unknown);
  expect(await ask({ cardSerial: 'FFFFFFFFFFFFFFFF' as CardSerial })).toEqual(unknown);
  expect(await ask({ insuranceYear: 2024 })).toEqual(unknown);
});

interface DeclineCase {
  readonly reason: DeclineReason;
  /** What happens before, and the request that it makes wrong. */
  readonly request: (centre: Centre) => Promise<SettleRequest>;
  /** All reasons, when more than the one. */
  readonly reasons?: readonly DeclineReason[];
}

const changed = (
  request: SettleRequest,
  change: Partial<SettleRequest['statement']>,
): SettleRequest => ({ ...request, statement: { ...request.statement, ...change } });

const DECLINES: readonly DeclineCase[] = [
  {
    reason: 'unknown-county',
    request: async (centre) =>
      changed(await requestOf(centre, 1), { home: '999002' as CountyCode }),
  },
  ...(['blocked', 'expired', 'not-certified'] as const).map((standing) => ({
    reason: `sam-${standing}` as const,
    request: async (centre: Centre) => {
      modules.standing = standing;
      onTestFinished(() => {
        modules.standing = 'good';
      });
      return requestOf(centre, 1);
    },
  })),
  {
    reason: 'unknown-person',
    request: async (centre) =>
      changed(await requestOf(centre, 1), { cardSerial: 'FFFFFFFFFFFFFFFF' as CardSerial }),
  },
  {
    reason: 'unknown-plan',
    request: async (centre) => changed(await requestOf(centre, 1), { planVersion: '2018' }),
  },
  {
    reason: 'bill-already-settled',
    request: async (centre) => {
      await settle(centre, 1);
      return requestOf(centre, 2, billOf(1));
    },
  },
  {
    reason: 'card-sequence-taken',
    request: async (centre) => {
      await settle(centre, 1);
      return changed(await requestOf(centre, 2), { sequence: 1 });
    },
  },
  {
    reason: 'card-sequence-gap',
    request: async (centre) => changed(await requestOf(centre, 1), { sequence: 2 }),
  },
  {
    reason: 'usage-moved',
    // The totals after it differ at the least.
    reasons: ['usage-moved', 'amounts-differ'],
    request: async (centre) => {
      const late = await requestOf(centre, 2);
      await settle(centre, 1);
      return changed(late, { sequence: 2 });
    },
  },
  {
    reason: 'amounts-differ',
    request: async (centre) => {
      const request = await requestOf(centre, 1);
      const { byPayer } = request.statement;
      return changed(request, {
        byPayer: {
          'pooled-fund': amount(byPayer['pooled-fund']! + 1n),
          cash: amount(byPayer.cash! - 1n),
        },
      });
    },
  },
  {
    reason: 'already-reversed',
    request: async (centre) => {
      await centre.reverse(settlementId(1));
      return requestOf(centre, 1);
    },
  },
];

test('every reason has its case', () => {
  expect(DECLINES.map(({ reason }) => reason)).toEqual([...DECLINE_REASONS]);
});

test.each(DECLINES)('declined: $reason', async ({ reason, reasons = [reason], request }) => {
  const centre = await registeredCentre();
  const made = await request(centre);
  const before = await usageOf(centre);
  const quoted = await centre.quote(made);
  const answer = await centre.settle(made.statement.id, made);
  expect(answer).toMatchObject({ outcome: 'declined', reasons });
  expect(quoted).toEqual(answer);
  expect(await usageOf(centre)).toEqual(before);
  expect(await centre.status(made.statement.id)).toEqual(answer);
  // A declined id is declined for ever, and there is nothing to undo.
  expect(await centre.settle(made.statement.id, made)).toEqual(answer);
  expect(await centre.reverse(made.statement.id)).toEqual({ outcome: 'not-settled' });
});

test('the settlement that stands for the bill is named', async () => {
  const centre = await registeredCentre();
  await settle(centre, 1);
  const again = await settle(centre, 2, billOf(1));
  expect(again.answer).toMatchObject({ settledAs: settlementId(1) });
  expect(await centre.status(again.id)).toEqual(again.answer);
});

test('another bill under the same number is not named', async () => {
  const centre = await registeredCentre();
  await settle(centre, 1);
  const other = billOf(1, 2000);
  const { answer, id } = await settle(centre, 2, other);
  expect(answer).toEqual({ outcome: 'declined', reasons: ['bill-already-settled'] });
  expect(await centre.status(id)).toEqual(answer);
});

test('all reasons that apply come together, in the documented order', async () => {
  const centre = await registeredCentre();
  const late = await requestOf(centre, 2, billOf(1));
  await settle(centre, 1);
  await centre.reverse(late.statement.id);
  const answer = await centre.settle(late.statement.id, changed(late, { planVersion: '2018' }));
  expect(answer).toMatchObject({
    reasons: [
      'unknown-plan',
      'bill-already-settled',
      'card-sequence-taken',
      'usage-moved',
      'already-reversed',
    ],
  });
});

test.each([
  ['another total', { total: amount(999_00n) }],
  ['another bill', { billHash: new Uint8Array(32) }],
  ['another provider', { provider: 'H99910100002' as ProviderCode }],
  ['a reversal in the clothes of a settlement', { reverses: settlementId(9) }],
])('amounts differ for %s', async (_, change) => {
  const centre = await registeredCentre();
  const request = changed(await requestOf(centre, 1), change);
  expect(await centre.settle(request.statement.id, request)).toMatchObject({
    reasons: ['amounts-differ'],
  });
});

test('a bill that would not pass the door is not decided', async () => {
  const centre = await registeredCentre();
  const request = await requestOf(centre, 1);
  const bill = { ...request.bill, total: amount(request.bill.total + 1n) };
  expect(await centre.settle(request.statement.id, { ...request, bill })).toMatchObject({
    reasons: ['amounts-differ'],
  });
});

test('a usage that the adjudication only claims is seen', async () => {
  const centre = await registeredCentre();
  const bill = billOf(1);
  const { usage } = await usageOf(centre);
  const flattering = adjudicationOf(bill, { ...usage, deductibleMet: amount(300_00n) });
  const statement = statementOf(settlementId(1), flattering, 1);
  const { journalHead } = await requestOf(centre, 1);
  expect(
    await centre.settle(statement.id, { statement, adjudication: flattering, bill, journalHead }),
  ).toMatchObject({ reasons: ['usage-moved', 'amounts-differ'] });
});

test('one id, one answer: repeated, at once, from two processes, after opening anew', async () => {
  const file = temporaryFile('centre.sqlite');
  const centre = await registeredCentre(file);
  const other = openAt(file);
  const request = await requestOf(centre, 1);
  const { id } = request.statement;
  const answers = await Promise.all(
    [centre, other, centre, other, centre].map((each) => each.settle(id, request)),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ outcome: 'settled' });
  // The journal has grown since: the same content all the same.
  expect(
    await other.settle(id, { ...request, journalHead: { sequence: 9, hash: new Uint8Array(32) } }),
  ).toEqual(answers[0]);
  centre.close();
  other.close();
  const after = openAt(file);
  expect(await after.settle(id, request)).toEqual(answers[0]);
  expect((await usageOf(after)).usage.admissions).toBe(1);
});

test('the same id with other content is a conflict, and changes nothing', async () => {
  const centre = await registeredCentre();
  const { request, answer, id } = await settle(centre, 1);
  for (const other of [
    changed(request, { attempt: 2 }),
    { ...request, bill: billOf(7) },
    { ...request, adjudication: { ...request.adjudication, steps: [] } },
  ]) {
    expect(await centre.settle(id, other)).toEqual({ outcome: 'conflict' });
    expect(await centre.quote(other)).toEqual({ outcome: 'conflict' });
  }
  expect(await centre.settle(id, request)).toEqual(answer);
  expect((await usageOf(centre)).usage.admissions).toBe(1);
});

test('an id that is not the statement’s is a bug of the caller', async () => {
  const centre = await registeredCentre();
  const request = await requestOf(centre, 1);
  await expect(centre.settle(settlementId(2), request)).rejects.toThrow(TypeError);
  const broken = { ...request, statement: { ...request.statement, provider: 'x' as never } };
  await expect(centre.settle(request.statement.id, broken)).rejects.toThrow(TypeError);
});
