import { expect, test } from 'vitest';
import type { OneCardError } from '../../../../src/errors/index.ts';
import { parseHidProfile, shippedHidProfiles } from '../../../../src/reader/hid/index.ts';
import { profileJsonSchema } from '../../../../src/reader/hid/vendor/schema.ts';
import { OTHER_DOCUMENT } from './profiles.ts';

async function refusal(document: unknown): Promise<unknown> {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  try {
    await parseHidProfile(text, 'mine.json');
  } catch (error) {
    const { code, detail } = error as OneCardError;
    return [code, detail.file, detail.field];
  }
  return 'accepted';
}

function refusedAt(field: string): unknown {
  return ['reader.hid-profile-invalid', 'mine.json', field];
}

test('the shipped profiles are sound, and of different ids', async () => {
  const ids = (await shippedHidProfiles()).map(({ id }) => id);
  expect(ids).toEqual(['feature-32-xor', 'interrupt-64-ack']);
});

test('bytes are read as bytes, absent fields have their defaults', async () => {
  const profile = await parseHidProfile(JSON.stringify(OTHER_DOCUMENT), 'mine.json');
  expect(profile.send).toEqual({ via: 'output', reportId: 5, bytes: 40 });
  expect(profile.fill).toBe(0xaa);
  expect(profile.slots.map(({ index }) => index)).toEqual([0, 1]);
  expect(profile.reply[1]).toMatchObject({ order: 'big' });
  expect(profile.commands.get('status')).toBeUndefined();
});

const D = OTHER_DOCUMENT;
const [slotField, commandField, lengthField, bodyField, checksumField] = D.request;

/** What is wrong, the document, the field that is named. */
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['no JSON', '{', ''],
  ['too long', ' '.repeat(70_000), ''],
  ['a list', [], ''],
  ['another version', { ...D, profile: 2 }, 'profile'],
  ['an unknown field', { ...D, colour: 'red' }, ''],
  ['capitals in the id', { ...D, id: 'Mine' }, 'id'],
  ['no devices', { ...D, devices: [] }, 'devices'],
  [
    'a decimal vendor id',
    { ...D, devices: [{ vendorId: 1234, productId: '0001' }] },
    'devices.0.vendorId',
  ],
  ['half a byte', { ...D, fill: 'A' }, 'fill'],
  ['input there', { ...D, send: { ...D.send, via: 'input' } }, 'send.via'],
  ['a report of 5000 bytes', { ...D, send: { ...D.send, bytes: 5_000 } }, 'send.bytes'],
  ['an unknown fragment field', { ...D, fragment: [{ field: 'crc' }] }, 'fragment.0.field'],
  ['no end of message', { ...D, fragment: [{ field: 'count' }] }, 'fragment'],
  [
    'two ends of message',
    { ...D, fragment: [...D.fragment, { field: 'flag', last: '00', more: '01' }] },
    'fragment',
  ],
  [
    'a flag that says nothing',
    { ...D, fragment: [{ field: 'flag', last: '01', more: '01' }] },
    'fragment.0.more',
  ],
  [
    '"more" that is a count',
    { ...D, fragment: [{ field: 'count', more: '10' }] },
    'fragment.0.more',
  ],
  [
    'no sequence numbers',
    { ...D, fragment: [{ field: 'sequence', next: 'FF' }] },
    'fragment.0.next',
  ],
  ['no room', { ...D, receive: { ...D.receive, bytes: 2 } }, 'receive.bytes'],
  ['asking for input reports', { ...D, pending: '00' }, 'pending'],
  [
    'an acknowledged feature report',
    { ...D, acknowledge: 'FF', receive: { ...D.receive, via: 'feature' } },
    'acknowledge',
  ],
  [
    'one feature report of two sizes',
    { ...D, send: { via: 'feature', bytes: 40 }, receive: { via: 'feature', bytes: 24 } },
    'receive.bytes',
  ],
  ['no command', { ...D, request: [slotField, bodyField] }, 'request'],
  ['two bodies', { ...D, request: [slotField, commandField, bodyField, bodyField] }, 'request'],
  [
    'a checksum in the middle',
    { ...D, request: [slotField, commandField, checksumField, lengthField, bodyField] },
    'request.2',
  ],
  [
    'a length after the body',
    { ...D, request: [slotField, commandField, bodyField, lengthField, checksumField] },
    'request.3',
  ],
  [
    'a length of something else',
    {
      ...D,
      request: [
        slotField,
        commandField,
        { ...lengthField, counts: ['slot'] },
        bodyField,
        checksumField,
      ],
    },
    'request.2.counts',
  ],
  [
    'a length that counts what is not there',
    {
      ...D,
      request: [
        slotField,
        commandField,
        { ...lengthField, counts: ['body', 'status'] },
        bodyField,
        checksumField,
      ],
    },
    'request.2.counts',
  ],
  [
    'a message without an end',
    {
      ...D,
      fragment: [{ field: 'flag', last: '00', more: '01' }],
      request: [slotField, commandField, bodyField],
    },
    'request',
  ],
  ['SAM first', { ...D, slots: [D.slots[1], D.slots[0]] }, 'slots.0.purpose'],
  ['a slot code too long', { ...D, slots: [{ ...D.slots[0], code: '0101' }] }, 'slots.0.code'],
  ['no command for APDUs', { ...D, commands: { powerOn: D.commands.powerOn } }, 'slots.0'],
  [
    'a command code too short',
    { ...D, commands: { ...D.commands, powerOn: { code: '01' } } },
    'commands.powerOn.code',
  ],
  [
    "a slot's own command code too short",
    { ...D, slots: [{ ...D.slots[0], commands: { powerOn: { code: '01' } } }] },
    'slots.0.commands.powerOn.code',
  ],
  [
    'a status too short',
    { ...D, statuses: { ...D.statuses, '09': 'ok' } },
    'commands.powerOn.statuses',
  ],
  ['no status that is good', { ...D, statuses: { '0001': 'busy' } }, 'commands.powerOn.statuses'],
  ['an unknown meaning', { ...D, statuses: { '0000': 'fine' } }, 'statuses.0000'],
  ['an answer after minutes', { ...D, answerMs: 60_000 }, 'answerMs'],
];

test.each(REFUSED)('refused: %s', async (_what, document, field) => {
  expect(await refusal(document)).toEqual(refusedAt(field));
});

test('the published schema is the one that documents are held to', async () => {
  const text = `${JSON.stringify(profileJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../../../schemas/hid-profile.schema.json');
});
