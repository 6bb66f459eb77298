/**
 * The check `secure-channel` by itself. A session refuses such a channel before it reads anything; the check
 * stands behind it, so the records here are a session's with one thing about their channel changed, and fail
 * `card-key` beside it.
 */

import { describe, expect, test } from 'vitest';
import { verifyRecord } from '../../../src/card/index.ts';
import { KEY_VERSIONS } from '../../../src/crypto/index.ts';
import type { CardRecord, ChannelEvidence } from '../../../src/model/index.ts';
import { countyOf } from '../county.ts';
import { NOW, YEAR } from '../issued.ts';

describe.each([1, 2] as const)('suite %i', async (suite) => {
  const ground = await countyOf(suite);
  const session = await ground.open(await ground.card());
  const record = await session.read();
  await session.close();
  const { READ, SETTLE, ISSUE } = KEY_VERSIONS[suite];
  const others = KEY_VERSIONS[suite === 1 ? 2 : 1];

  function failedIn(changed: CardRecord): readonly string[] {
    const verification = verifyRecord(changed, ground.trust, { now: NOW, insuranceYear: YEAR });
    if (verification.outcome === 'verified') return [];
    return verification.failed.map((check) => `${check.name}: ${'cause' in check && check.cause}`);
  }

  const through = (change: Partial<ChannelEvidence>): CardRecord => ({
    ...record,
    channel: { ...record.channel!, ...change },
  });

  test('as the session read it', () => {
    expect(record.channel).toMatchObject({ role: 'SETTLE', keyVersion: SETTLE[0] });
    expect(failedIn(record)).toEqual([]);
  });

  test('the same by another hand fails by its origin alone', () => {
    expect(failedIn(through({}))).toEqual(['card-key: not-from-session']);
  });

  test.each<readonly [string, Partial<ChannelEvidence>, string]>([
    ['the other generation of the role', { keyVersion: SETTLE[1] }, 'other-key-version'],
    ['the keys of reading, called those of settling', { keyVersion: READ[0] }, 'other-key-version'],
    [
      'the keys of issuing, called those of settling',
      { keyVersion: ISSUE[0] },
      'other-key-version',
    ],
    ['the keys of settling, called those of reading', { role: 'READ' }, 'other-key-version'],
    ['keys of the other suite', { keyVersion: others.SETTLE[0] }, 'suite-mismatch'],
    ['a key version that no card has', { keyVersion: 0x7f }, 'suite-mismatch'],
  ])('%s', (_name, change, cause) => {
    expect(failedIn(through(change))).toEqual([
      'card-key: not-from-session',
      `secure-channel: ${cause}`,
    ]);
  });

  test('read in the clear', () => {
    const { channel: _, ...plain } = record;
    expect(failedIn(plain)).toEqual([
      'card-key: not-from-session',
      'secure-channel: not-protected',
    ]);
  });

  test('an EF.CARD that names keys of another role is refused before anything is read', async () => {
    const keyVersions = [SETTLE[0], READ[0], ISSUE[0]] as const;
    const crossed = await ground.card('two-slot', { keyVersions });
    const attempt = ground.open(crossed).then((opened) => opened.read());
    await expect(attempt).rejects.toMatchObject({ code: 'card.key-version-refused' });
  });
});
