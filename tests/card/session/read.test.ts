import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { type CardImage, FILES, ONECARD_AID, verifyRecord } from '../../../src/card/index.ts';
import {
  CARD_KEYS,
  cardImage,
  cardIssue,
  inserted,
  NOW,
  openSession,
  readVerified,
  SERIAL,
  TRUST,
  USAGE,
  YEAR,
} from '../issued.ts';

let image: CardImage;
beforeAll(async () => {
  image = await cardImage();
});

test('a personalised card is read whole and proven', async () => {
  const { reader } = await inserted(image);
  const session = await openSession(reader);
  const record = await session.read();
  const verification = verifyRecord(record, TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification).toMatchObject({ outcome: 'verified' });
  expect(verification.checks).toHaveLength(19);
  expect(verification.checks.every(({ outcome }) => outcome === 'passed')).toBe(true);

  const issue = cardIssue();
  expect(record).toMatchObject({
    source: 'onecard',
    card: issue.card,
    holder: issue.holder,
    insurance: issue.insurance,
    family: issue.family,
    chronic: issue.chronic,
    unreadableSlots: [{ slot: 'B', found: 'empty' }],
  });
  expect(record.newestLog).toBeUndefined();
  expect(record.slots).toHaveLength(1);
  expect(record.slots[0]).toMatchObject({
    slot: 'A',
    macIsValid: true,
    state: { sequence: 0, attempt: 1, usage: USAGE, offline: { count: 0, sum: 0n } },
  });
  await session.close();
});
