/** Whole visits: either suite, either size of the channel, either way of committing. */

import { describe, expect, test } from 'vitest';
import { prepareCommit, progressOf } from '../../../src/card/index.ts';
import { encodeStatement, verifySettlement } from '../../../src/crypto/index.ts';
import { SecretPin, type SuiteId } from '../../../src/model/index.ts';
import { countyOf, PIN } from '../county.ts';
import { commitCore, usageAfter } from '../issued.ts';
import { rejection } from '../refusal.ts';
import { countingLayer } from './layers.ts';

/** Card APDUs of a visit: the budget of a desk where nobody waits. */
const APDUS_MAX = 24;

const counties = { 1: await countyOf(1), 2: await countyOf(2) } as const;

const VISITS = ([1, 2] as const).flatMap((suite) =>
  (['S8', 'S16'] as const).flatMap((size) =>
    (['two-slot', 'atomic'] as const).map((commit) => ({ suite, size, commit })),
  ),
);

test.each(VISITS)(
  'suite $suite, $size, $commit: open, prove, read, settle, write, sign',
  async ({ suite, size, commit }) => {
    const county = counties[suite];
    const made = await county.card(commit);
    for (const last of [1, 2]) {
      const commands: string[] = [];
      const session = await county.open(made, { size }, countingLayer(commands));
      const { record, checks } = await county.verified(session);
      expect(checks.every(({ outcome }) => outcome === 'passed')).toBe(true);
      expect(record.channel).toMatchObject({ role: 'SETTLE', size, sequence: 2 * last - 1 });
      const core = commitCore(last, { samId: await county.sams.SETTLE.id() });
      const prepared = prepareCommit(record, core, usageAfter(last));
      const { atc, signature } = await session.commit(prepared);
      await session.close();

      expect(atc).toBe(last);
      const statement = encodeStatement(prepared.statement);
      const fields = {
        statement: prepared.statement,
        signatures: {
          atc,
          card: signature,
          terminal: await county.sams.SETTLE.sign(statement, atc, signature),
        },
        cardKey: record.proven.settlementKey,
        terminalKey: await county.sams.SETTLE.publicKey(),
      };
      expect(verifySettlement(fields, county.suite).outcome).toBe('valid');
      expect(commands.length).toBeLessThanOrEqual(APDUS_MAX);
      const [twoSlot, atomic] = size === 'S8' ? [20, 17] : [21, 18];
      expect(commands).toHaveLength(commit === 'atomic' ? atomic : twoSlot);

      const next = await county.open(made, { size });
      const after = await county.verified(next);
      expect(after.record.proven.current.state).toMatchObject({ sequence: last });
      expect(progressOf(after.record, prepared)).toBe('state-written');
      await next.close();
    }
  },
);

describe.each([1, 2] as const)('suite %i', (suite: SuiteId) => {
  const county = counties[suite];

  test('with the keys of reading: everything but the chronic file, and nothing is written', async () => {
    const made = await county.card();
    const session = await county.open(made, { sam: county.sams.READ, access: 'READ' });
    const { record, checks } = await county.verified(session);
    expect(record.channel?.role).toBe('READ');
    expect(record.chronic).toEqual([]);
    expect(record.withheld).toEqual([0x08]);
    expect(checks.filter(({ outcome }) => outcome === 'withheld')).toEqual([
      { name: 'file-digest', file: 'EF.CHRONIC', outcome: 'withheld' },
    ]);
    expect(() => prepareCommit(record, commitCore(1), usageAfter())).toThrow(TypeError);
    await session.close();

    const withPin = await county.open(made, { sam: county.sams.READ, access: 'READ' });
    expect(await withPin.verifyPin(PIN)).toEqual({ outcome: 'verified' });
    const whole = await county.verified(withPin);
    expect(whole.record.chronic).toEqual(made.issue.chronic);
    expect(whole.record.withheld).toBeUndefined();
    expect(() => prepareCommit(whole.record, commitCore(1), usageAfter())).toThrow(TypeError);
    await withPin.close();
  });

  test('a READ module opens no channel of a settlement', async () => {
    const made = await county.card();
    const session = await county.open(made, { sam: county.sams.READ });
    expect((await rejection(session.read())).code).toBe('sam.key-version-unknown');
  });

  test('the holder changes the PIN, and a wrong one costs a try', async () => {
    const made = await county.card();
    const session = await county.open(made);
    const other = new SecretPin('147014');
    expect(await session.changePin(other, PIN)).toEqual({ outcome: 'wrong', triesLeft: 2 });
    expect(await session.changePin(PIN, other)).toEqual({ outcome: 'verified' });
    expect(await session.verifyPin(PIN)).toEqual({ outcome: 'wrong', triesLeft: 2 });
    expect(await session.verifyPin(other)).toEqual({ outcome: 'verified' });
    await session.close();
  });

  test('counters that went back are refused by name', async () => {
    const made = await county.card();
    const session = await county.open(made);
    const known = { sequence: 0, atc: 0, channelSequence: 0 };
    await county.verified(session, known);
    await expect(county.verified(session, { ...known, channelSequence: 1 })).rejects.toThrow(
      'card-counters',
    );
    await expect(county.verified(session, { ...known, sequence: 1 })).rejects.toThrow(
      'card-counters',
    );
    await session.close();
  });

  test('usage rolls over only to a year that the county signed for', async () => {
    const session = await county.open(await county.card());
    const { record } = await county.verified(session);
    const usage = { ...usageAfter(), year: 2027 };
    expect(() => prepareCommit(record, commitCore(1), usage)).toThrow('card.year-not-covered');
    expect(() => prepareCommit(record, commitCore(1), { ...usage, year: 2025 })).not.toThrow();
    await session.close();
  });
});
