import { beforeAll, expect, test } from 'vitest';
import {
  type CardImage,
  CardSession,
  encodeFci,
  FILES,
  ONECARD_AID,
  readBinary,
  sendCommand,
  verifyRecord,
} from '../../../src/card/index.ts';
import { settledCard } from '../commit/settled.ts';
import {
  cardImage,
  cardIssue,
  countedRandom,
  inserted,
  NOW,
  openSession,
  SAM,
  TRUST,
  USAGE,
  YEAR,
} from '../issued.ts';
import { rejection } from '../refusal.ts';
import { countingLayer, shortLe } from './layers.ts';

let image: CardImage;
beforeAll(async () => {
  image = await cardImage();
});

test('a personalised card is read whole and proven', async () => {
  const { reader } = await inserted(image);
  const session = await openSession(reader);
  const record = await session.read();
  const verification = verifyRecord(record, TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification.outcome).toBe('verified');
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
  expect(record.chain).toHaveLength(1);
  expect(record.newestLog).toBeUndefined();
  expect(record.slots).toHaveLength(1);
  expect(record.slots[0]).toMatchObject({
    slot: 'A',
    macIsValid: true,
    state: { sequence: 0, attempt: 1, usage: USAGE, offline: { count: 0, sum: 0n } },
  });
  await session.close();
});

test('each read asks the card a fresh question', async () => {
  const { reader } = await inserted(image);
  const session = await openSession(reader);
  const [first, second] = [await session.read(), await session.read()];
  expect(first.evidence.nonce).toHaveLength(32);
  expect(first.evidence.nonce).not.toEqual(second.evidence.nonce);
  expect(first.evidence.signature).not.toEqual(second.evidence.signature);
});

test.each([
  [undefined, 25],
  [239, 25],
  [256, 19],
  [223, 25],
])('commands of a read with %s bytes an answer', async (readBytesMax, commandCount) => {
  const { reader } = await settledCard(1);
  const commands: string[] = [];
  const transport = countingLayer(commands)(await reader.connect());
  const options = { sam: SAM, random: countedRandom(), ...(readBytesMax && { readBytesMax }) };
  const session = await CardSession.open(transport, options);
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification.outcome).toBe('verified');
  expect(commands).toHaveLength(commandCount);
  // Each file is named once, by short identifier; then it is the current one.
  const named = commands.filter((header) => /^00b0[89]/.test(header));
  expect(new Set(named).size).toBe(named.length);
});

test.each([0, 257, 1.5])('%s bytes an answer is the caller’s bug', async (readBytesMax) => {
  const { reader } = await inserted(image);
  const options = { sam: SAM, random: countedRandom(), readBytesMax };
  await expect(CardSession.open(await reader.connect(), options)).rejects.toThrow(RangeError);
});

test('a card that corrects Le and hands answers out in parts is read all the same', async () => {
  const { reader } = await settledCard(1);
  const session = await openSession(reader, shortLe);
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification.outcome).toBe('verified');
});

test('a log of nothing but torn records is an empty log', async () => {
  const log = Array.from({ length: 20 }, () => new Uint8Array(128).fill(0x53));
  const { reader } = await inserted({ ...image, log });
  const record = await (await openSession(reader)).read();
  expect(record.newestLog).toBeUndefined();
});

test.each([
  ['a file that ends early', 0xb0, Uint8Array.of(0x62, 0x82), 'card.file-too-short'],
  ['a file that is not there', 0xb0, Uint8Array.of(0x6a, 0x82), 'card.unexpected-status'],
  ['an answer of the wrong length', 0x88, Uint8Array.of(1, 2, 0x90, 0), 'card.unexpected-answer'],
  ['an answer without a status word', 0xb2, Uint8Array.of(0x90), 'card.malformed-response'],
])('%s is a named error', async (_name, ins, response, code) => {
  const { reader } = await inserted(image);
  const session = await openSession(reader, (inner) => ({
    transmit: (command) =>
      command[1] === ins ? Promise.resolve(response) : inner.transmit(command),
    close: () => inner.close(),
  }));
  expect((await rejection(session.read())).code).toBe(code);
});

test('errors of a file name it and the place', async () => {
  const { fid } = FILES['EF.HOLDER'];
  const files = new Map(image.files).set(fid, image.files.get(fid)!.with(511, 1));
  const { reader } = await inserted({ ...image, files });
  expect(await rejection((await openSession(reader)).read())).toEqual({
    code: 'card.malformed-frame',
    detail: { file: 'EF.HOLDER', offset: 511, rule: 'unused-byte' },
  });
});

test('a card without the application is another card', async () => {
  const { reader } = await inserted(image);
  const transport = await reader.connect();
  const other = {
    transmit: async () => Uint8Array.of(0x6a, 0x82),
    close: () => transport.close(),
  };
  const opened = CardSession.open(other, { sam: SAM, random: countedRandom() });
  expect((await rejection(opened)).code).toBe('card.other-card');
  // The transport is still the caller's, to try other kinds of card on.
  const answer = await sendCommand(transport, readBinary({ sfi: 0x1e, offset: 0 }, 4));
  expect(answer[0]).toBe(0x61);
});

test.each([
  ['another application', encodeFci(Uint8Array.of(0xf0, 1, 2, 3, 4), 1, [1]), 'card.other-card'],
  ['a later layout', encodeFci(ONECARD_AID, 2, [1]), 'card.profile-not-supported'],
  ['an answer that is no FCI', Uint8Array.of(0x6f, 0x00), 'card.malformed-file'],
])('%s is not opened', async (_name, fci, code) => {
  const { reader } = await inserted({ ...image, fci });
  expect((await rejection(openSession(reader))).code).toBe(code);
});
