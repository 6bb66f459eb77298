import { beforeAll, expect, test } from 'vitest';
import { concat } from '../../../src/bytes.ts';
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
import { alteringSam } from '../altered.ts';
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
  expect(verification.checks).toHaveLength(21);
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
    channel: { role: 'SETTLE', keyVersion: 0x31, size: 'S8', sequence: 1 },
  });
  expect(record.withheld).toBeUndefined();
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
  ['S8', 15],
  ['S16', 16],
] as const)(
  'commands of a read in %s: SELECT, EF.CARD, two for the channel, the rest',
  async (size, count) => {
    const { reader } = await settledCard(1);
    const commands: string[] = [];
    const session = await openSession(reader, countingLayer(commands), { size });
    const verification = verifyRecord(await session.read(), TRUST, {
      now: NOW,
      insuranceYear: YEAR,
    });
    expect(verification.outcome).toBe('verified');
    expect(commands).toHaveLength(count);
    expect(commands.slice(0, 4)).toEqual(['00a40400', '00b08100', '80503100', '84823300']);
    // Each file is named once, by short identifier; then it is the current one.
    const named = commands.filter((header) => /^0[04]b0[89]/.test(header));
    expect(new Set(named).size).toBe(named.length);
    expect(commands.slice(4).every((header) => header.startsWith('04'))).toBe(true);
  },
);

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
  ['a file that ends early', 0xb0, Uint8Array.of(0x62, 0x82), 'card.malformed-frame'],
  ['a file that is not there', 0xb0, Uint8Array.of(0x6a, 0x82), 'card.unexpected-status'],
  [
    'a file without an end',
    0xb0,
    new Uint8Array(242).fill(0x53, 0, 240).fill(0x90, 240, 241),
    'card.unexpected-answer',
  ],
  ['an answer of the wrong length', 0x88, Uint8Array.of(1, 2, 0x90, 0), 'card.unexpected-answer'],
])('%s is a named error', async (_name, ins, response, code) => {
  const { reader } = await inserted(image);
  const sam = alteringSam(SAM, ins, () => response);
  const session = await openSession(reader, undefined, { sam });
  expect((await rejection(session.read())).code).toBe(code);
});

test('a file longer than its reserve is a named error', async () => {
  const { reader } = await inserted(image);
  const sam = alteringSam(SAM, 0xb0, () =>
    new Uint8Array(241).fill(0x53, 0, 239).fill(0x90, 239, 240),
  );
  const session = await openSession(reader, undefined, { sam });
  expect(await rejection(session.read())).toMatchObject({
    code: 'card.malformed-frame',
    detail: { rule: 'file-size' },
  });
});

test('a slot that ends early is a named error', async () => {
  const { reader } = await inserted(image);
  let reads = 0;
  // EF.SOD takes the sixth and seventh protected read; the slots follow.
  const isSlot = () => ++reads > 7;
  const sam = alteringSam(SAM, 0xb0, () => Uint8Array.of(0x53, 0x62, 0x82), isSlot);
  const session = await openSession(reader, undefined, { sam });
  expect((await rejection(session.read())).code).toBe('card.file-too-short');
});

test('an answer without a status word ends the channel', async () => {
  const { reader } = await inserted(image);
  const session = await openSession(reader, (inner) => ({
    transmit: (command) =>
      command[1] === 0xb2 ? Promise.resolve(Uint8Array.of(0x90)) : inner.transmit(command),
    close: () => inner.close(),
  }));
  expect((await rejection(session.read())).code).toBe('crypto.channel-response-forged');
  expect((await rejection(session.read())).code).toBe('card.channel-dead');
});

test('errors of a file name it and the place', async () => {
  const { fid } = FILES['EF.HOLDER'];
  const bytes = image.files.get(fid)!;
  const files = new Map(image.files).set(fid, concat([bytes, Uint8Array.of(0)]));
  const { reader } = await inserted({ ...image, files });
  expect(await rejection((await openSession(reader)).read())).toEqual({
    code: 'card.malformed-frame',
    detail: { file: 'EF.HOLDER', offset: bytes.length, rule: 'bytes-after-content' },
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
