/** The county's desk: new files, new keys, a new PIN, through a channel of ISSUE keys alone. */

import { expect, test } from 'vitest';
import { IssuerSession, verifyRecord } from '../../../src/card/index.ts';
import { type SamId, SecretPin } from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import { plainDate } from '../../../src/time.ts';
import { keysForRole, SoftSam } from '../../../src/virtual/index.ts';
import { contentsIn } from '../altered.ts';
import { prepareNext, settledCard } from '../commit/settled.ts';
import {
  CARD_KEYS,
  COUNTY_KEYS,
  cardImage,
  cardIssue,
  inserted,
  NOW,
  openSession,
  readVerified,
  SAM,
  TRUST,
  YEAR,
} from '../issued.ts';
import { rejection } from '../refusal.ts';

const ISSUER = await SoftSam.issue({
  id: '99900A00000000F1' as SamId,
  role: 'ISSUE',
  keys: keysForRole(COUNTY_KEYS, 'ISSUE'),
  issuedAt: NOW,
  expiresOn: plainDate('2030-12-31'),
  dailySumMax: parseYuan('0.00'),
});
const { card } = cardIssue();
const SECOND = [0x33, 0x34, 0x35] as const;

async function renewed() {
  return cardImage({
    card: { ...card, keyVersions: SECOND },
    keyGeneration: 2,
    insurance: {
      ...cardIssue().insurance,
      participation: [
        ...cardIssue().insurance.participation,
        { year: 2027, category: 'ordinary', paidOn: plainDate('2026-12-18') },
      ],
    },
  });
}

test('key rotation: old keys are gone, the card goes on with its state', async () => {
  const settled = await settledCard(2);
  const session = await IssuerSession.open(await settled.reader.connect(), { sam: ISSUER });
  await session.rotateKeys(2);
  await session.writeFiles(await renewed());
  await session.close();

  expect([...(await contentsIn(settled.store)).channel.keys()].sort((a, b) => a - b)).toEqual([
    ...SECOND,
  ]);
  settled.card.powerUp();
  const after = await openSession(settled.reader);
  const record = await readVerified(after);
  expect(record.channel).toMatchObject({ role: 'SETTLE', keyVersion: 0x34 });
  expect(record.proven.current.state.sequence).toBe(2);
  await after.commit(prepareNext(record, 3));
  await after.close();
});

test.each([1, 2, 3, 4, 5, 6])(
  'a rotation cut off at its command %i is done again from the start',
  async (nth) => {
    const settled = await settledCard(1);
    const broken = await IssuerSession.open(await settled.reader.connect(), { sam: ISSUER });
    settled.card.failAt({ kind: 'cut-after', nth });
    const rotated = broken.rotateKeys(2).then(async () => broken.writeFiles(await renewed()));
    expect((await rejection(rotated)).code).toBe('reader.card-removed');
    settled.card.failAt(undefined);
    settled.card.powerUp();

    const again = await IssuerSession.open(await settled.reader.connect(), { sam: ISSUER });
    await again.rotateKeys(2);
    await again.writeFiles(await renewed());
    await again.close();
    settled.card.powerUp();
    const record = await readVerified(await openSession(settled.reader));
    expect(record.channel?.keyVersion).toBe(0x34);
  },
);

test('a card whose keys were rotated and whose EF.CARD names the old ones is refused', async () => {
  const { reader } = await settledCard(1);
  const session = await IssuerSession.open(await reader.connect(), { sam: ISSUER });
  await session.rotateKeys(2);
  await session.close();
  expect((await rejection((await openSession(reader)).read())).code).toBe('crypto.channel-refused');
});

test('an EF.CARD altered on its way to name the older keys, on a card that still has both', async () => {
  const image = await renewed();
  const both = { ...CARD_KEYS, channel: [...CARD_KEYS.channel] };
  const { reader, card: chip, store } = await inserted(image, both);
  // The new generation is added and the old one kept, as a careless desk would leave it.
  expect([...(await contentsIn(store)).channel.keys()]).toEqual([0x30, 0x31, 0x32]);
  chip.powerUp();
  const session = await openSession(reader, (inner) => ({
    async transmit(command) {
      const answer = await inner.transmit(command);
      const isCard = command[1] === 0xb0 && command[2] === 0x81;
      if (!isCard) return answer;
      const at = Buffer.from(answer).indexOf(Buffer.from('83183318341835', 'hex'));
      const older = answer.slice();
      older.set([0x18, 0x30, 0x18, 0x31, 0x18, 0x32], at + 1);
      return older;
    },
    close: () => inner.close(),
  }));
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification.outcome === 'refused' && verification.failed.map(({ name }) => name)).toEqual(
    ['file-digest'],
  );
});

test('the PIN is unblocked, and set anew', async () => {
  const pin = new SecretPin('258025');
  const settled = await inserted(await cardImage(), { ...CARD_KEYS, pin });
  const wrong = new SecretPin('000000');
  const visit = await openSession(settled.reader);
  for (const triesLeft of [2, 1]) {
    expect(await visit.verifyPin(wrong)).toEqual({ outcome: 'wrong', triesLeft });
  }
  expect(await visit.verifyPin(wrong)).toEqual({ outcome: 'blocked' });
  expect(await visit.verifyPin(pin)).toEqual({ outcome: 'blocked' });
  await visit.close();

  const session = await IssuerSession.open(await settled.reader.connect(), { sam: ISSUER });
  await session.resetPin();
  await session.close();
  const again = await openSession(settled.reader);
  expect(await again.verifyPin(pin)).toEqual({ outcome: 'verified' });
  await again.close();

  const desk = await IssuerSession.open(await settled.reader.connect(), { sam: ISSUER });
  const other = new SecretPin('1470');
  await desk.resetPin(other);
  await desk.close();
  const last = await openSession(settled.reader);
  expect(await last.verifyPin(pin)).toEqual({ outcome: 'wrong', triesLeft: 2 });
  expect(await last.verifyPin(other)).toEqual({ outcome: 'verified' });
});

test('the module of a terminal cannot do any of it', async () => {
  const { reader } = await settledCard(0);
  const opened = IssuerSession.open(await reader.connect(), { sam: SAM });
  expect((await rejection(opened)).code).toBe('sam.key-version-unknown');
});

test('an image of another card is the caller’s bug', async () => {
  const { reader } = await settledCard(0);
  const session = await IssuerSession.open(await reader.connect(), { sam: ISSUER });
  const serial = '9990010000000002' as typeof card.serial;
  const other = await cardImage({ card: { ...card, serial } });
  await expect(session.writeFiles(other)).rejects.toThrow(TypeError);
});
