/** Readers for second-generation identity cards. The people in here are invented. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  encodeIdAnswer,
  encodeIdCommand,
  ID_COMMANDS,
  type IdCommand,
  IdFrameDecoder,
} from '../../../src/reader/serial/idCard/frame.ts';
import { idStatusHex, idStatusText } from '../../../src/reader/serial/idCard/status.ts';
import {
  encodeIdText,
  type IdCard,
  parseIdCard,
  parseIdText,
} from '../../../src/reader/serial/idCard/text.ts';
import { type BytePort, IdCardReader } from '../../../src/reader/serial/index.ts';
import { plainDate } from '../../../src/time.ts';
import { bytePortPair, VirtualIdCardReader } from '../../../src/virtual/serial/index.ts';

const hex = (text: string) => fromHex(text.replaceAll(' ', ''));

const CARD: IdCard = {
  name: '测试甲',
  sexCode: 2,
  ethnicGroupCode: '01',
  bornOn: plainDate('1956-03-09'),
  address: '测试省测试县测试乡测试村一组',
  idNumber: '999001195603090022',
  issuer: '测试县公安局',
  validFrom: plainDate('2010-01-01'),
  validUntil: 'long-term',
  photo: Uint8Array.from({ length: 1_024 }, (_, index) => index & 0xff),
  fingerprints: new Uint8Array(0),
};

describe('frames as they were recorded', () => {
  test.each([
    ['find', 'AA AA AA 96 69 00 03 20 01 22'],
    ['select', 'AA AA AA 96 69 00 03 20 02 21'],
    ['read', 'AA AA AA 96 69 00 03 30 01 32'],
    ['read-with-fingerprints', 'AA AA AA 96 69 00 03 30 10 23'],
    ['module-status', 'AA AA AA 96 69 00 03 11 FF ED'],
    ['module-number', 'AA AA AA 96 69 00 03 12 FF EE'],
  ] as const)('%s', (command, frame) => {
    expect(toHex(encodeIdCommand(command))).toBe(toHex(hex(frame)));
  });

  test.each([
    ['AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97', 0x9f, '00000000'],
    ['AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C', 0x90, '0000000000000000'],
    ['AA AA AA 96 69 00 04 00 00 80 84', 0x80, ''],
  ])('%s', (frame, status, data) => {
    expect(new IdFrameDecoder().push(hex(frame))).toEqual([
      { type: 'answer', answer: { status, data: fromHex(data) } },
    ]);
    expect(toHex(encodeIdAnswer({ status, data: fromHex(data) }))).toBe(toHex(hex(frame)));
  });

  test('a whole reading begins as recorded and has 1,295 bytes', () => {
    const [text, photo] = [encodeIdText(CARD), CARD.photo];
    const data = Uint8Array.of(1, 0, 4, 0, ...text, ...photo);
    const frame = encodeIdAnswer({ status: 0x90, data });
    expect(frame).toHaveLength(1_295);
    expect(toHex(frame.slice(0, 14))).toBe('aaaaaa9669050800009001000400');
  });
});

test.each([
  ['AA AA AA 96 69 00 04 00 00 80 85', 'checksum'],
  ['AA AA AA 96 69 00 03 00 00 03', 'length'],
  ['AA AA AA 96 69 FF FF 00', 'length'],
])('%s is broken: %s', (frame, rule) => {
  expect(new IdFrameDecoder().push(hex(frame))).toEqual([{ type: 'broken', rule }]);
});

test('noise before a frame is passed over, and cuts do not matter', () => {
  const answer = { status: 0x9f, data: fromHex('00000000') };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (noise, size) => {
      const clean = noise.map((byte) => (byte === 0xaa ? 0 : byte));
      const line = Uint8Array.of(...clean, 0xaa, ...encodeIdAnswer(answer));
      const decoder = new IdFrameDecoder();
      const events = [];
      for (let offset = 0; offset < line.length; offset += size) {
        events.push(...decoder.push(line.subarray(offset, offset + size)));
      }
      expect(events).toEqual([{ type: 'answer', answer }]);
    }),
  );
});

describe('the card', () => {
  const { photo, fingerprints, ...text } = CARD;

  test('nine fields, encoded and parsed', () => {
    expect(parseIdText(encodeIdText(text))).toEqual(text);
    const dated = { ...text, validUntil: plainDate('2030-01-01'), ethnicGroupCode: '' };
    expect(parseIdText(encodeIdText(dated))).toEqual(dated);
  });

  test('photo and fingerprints are handed on as they are', () => {
    const data = Uint8Array.of(1, 0, 4, 0, ...encodeIdText(text), ...photo);
    expect(parseIdCard(data, 'read')).toEqual(CARD);
    const prints = new Uint8Array(512).fill(9);
    const long = Uint8Array.of(1, 0, 4, 0, 2, 0, ...encodeIdText(text), ...photo, ...prints);
    expect(parseIdCard(long, 'read-with-fingerprints')).toEqual({ ...CARD, fingerprints: prints });
    const none = Uint8Array.of(1, 0, 4, 0, 0, 0, ...encodeIdText(text), ...photo);
    expect(parseIdCard(none, 'read-with-fingerprints')).toEqual({ ...CARD, fingerprints });
  });

  const changed = (offset: number, ...units: number[]) => {
    const block = encodeIdText(text);
    for (const [index, unit] of units.entries()) {
      block[offset + 2 * index] = unit & 0xff;
      block[offset + 2 * index + 1] = unit >> 8;
    }
    return block;
  };

  test.each([
    ['name', 'characters', changed(0, 0xd840)],
    ['name', 'characters', changed(0, 0x07)],
    ['name', 'form', changed(0, ...Array.from({ length: 15 }, () => 0x20))],
    ['sexCode', 'form', changed(30, 0x33)],
    ['ethnicGroupCode', 'form', changed(32, 0x30, 0x58)],
    ['bornOn', 'form', changed(36, 0x41)],
    ['bornOn', 'no-such-day', changed(36 + 12, 0x33, 0x32)],
    ['idNumber', 'form', changed(122, 0x58)],
    ['validUntil', 'form', changed(204, 0x957f, 0x20)],
  ])('%s: %s', (field, rule, block) => {
    expect(() => parseIdText(block)).toThrowError(
      expect.objectContaining({ code: 'reader.malformed-id-card', detail: { field, rule } }),
    );
  });

  test.each([
    ['lengths', 'too-short', '0100'],
    ['text', 'length', '00ff0000'],
    ['photo', 'length', '01000401'],
    ['lengths', 'disagree', '01000000'],
  ])('%s: %s', (field, rule, head) => {
    expect(() => parseIdCard(fromHex(head), 'read')).toThrowError(
      expect.objectContaining({ detail: { field, rule } }),
    );
  });

  test('a failure says nothing of the person', () => {
    try {
      parseIdText(changed(36, 0x41));
      expect.unreachable();
    } catch (error) {
      const said = inspect(error);
      for (const secret of [CARD.name, CARD.idNumber, '195603']) expect(said).not.toContain(secret);
    }
  });

  test('a field that is too long is the caller’s bug', () => {
    expect(() => encodeIdText({ ...text, name: '测'.repeat(16) })).toThrow(RangeError);
  });
});

test('every status that the modules send has a meaning', () => {
  expect(idStatusText(0x690041).en).toBe('reading the card failed');
  expect(idStatusHex(0x690041)).toBe('690041');
  expect(idStatusText(0x77).zh).toContain('未登记');
});

describe('the driver', () => {
  const opened: IdCardReader[] = [];
  afterEach(async () => {
    for (const reader of opened.splice(0)) await reader.close();
  });

  async function desk() {
    const [host, device] = bytePortPair();
    const virtual = new VirtualIdCardReader(device);
    const reader = await IdCardReader.open({ path: 'pair', openPort: async () => host });
    opened.push(reader);
    return { reader, virtual };
  }

  test('a card that is there, once; again after it was lifted', async () => {
    const { reader, virtual } = await desk();
    virtual.lay(CARD);
    const read = { outcome: 'read', card: CARD };
    expect(await reader.readCard({ timeoutMs: 0 })).toEqual(read);
    expect(await reader.readCard({ timeoutMs: 0 })).toEqual({ outcome: 'no-card' });
    virtual.lay(CARD);
    expect(await reader.readCard({ timeoutMs: 0, withFingerprints: true })).toEqual(read);
    expect(await reader.moduleNumber()).toHaveLength(16);
  });

  test('a card that comes while waiting; none in time; given up', async () => {
    const { reader, virtual } = await desk();
    const waiting = reader.readCard({ timeoutMs: 5_000 });
    await sleep(30);
    virtual.lay(CARD);
    expect((await waiting).outcome).toBe('read');
    virtual.lift();
    expect(await reader.readCard({ timeoutMs: 20 })).toEqual({ outcome: 'no-card' });
    const signal = AbortSignal.timeout(20);
    await expect(reader.readCard({ timeoutMs: 9_000, signal })).rejects.toMatchObject({
      code: 'reader.wait-aborted',
    });
  });

  test('a module that falls silent is given up: its answer would be taken for another', async () => {
    const [host, device] = bytePortPair();
    const virtual = new VirtualIdCardReader(device);
    let isMuffled = false;
    const muffled: BytePort = {
      ...host,
      onBytes: (listener) => host.onBytes((bytes) => isMuffled || listener(bytes)),
      onClose: (listener) => host.onClose(listener),
      write: (bytes) => host.write(bytes),
      close: () => host.close(),
    };
    const reader = await IdCardReader.open({ path: 'pair', openPort: async () => muffled });
    opened.push(reader);
    virtual.lay(CARD);
    isMuffled = true;
    await expect(reader.moduleNumber()).rejects.toMatchObject({ code: 'reader.call-timed-out' });
    isMuffled = false;
    await expect(reader.readCard({ timeoutMs: 0 })).rejects.toMatchObject({
      code: 'reader.connection-poisoned',
      detail: { call: 'find', poisonedBy: 'module-number' },
    });
  });

  test('a card lifted while it is read', async () => {
    const { reader, virtual } = await desk();
    virtual.lay(CARD);
    virtual.inject('lifted');
    await expect(reader.readCard({ timeoutMs: 0 })).rejects.toMatchObject({
      code: 'reader.id-reader-failed',
      detail: { call: 'read', status: '000041' },
    });
  });

  test('a damaged answer is no answer, and the next one is right', async () => {
    const { reader, virtual } = await desk();
    virtual.lay(CARD);
    virtual.inject('bad-checksum');
    await expect(reader.readCard({ timeoutMs: 0 })).rejects.toMatchObject({
      code: 'reader.malformed-message',
    });
    expect((await reader.readCard({ timeoutMs: 0 })).outcome).toBe('read');
  });

  test('two callers get an answer each', async () => {
    const { reader, virtual } = await desk();
    virtual.lay(CARD);
    const [first, second] = await Promise.all([
      reader.readCard({ timeoutMs: 0 }),
      reader.moduleNumber(),
    ]);
    expect([first.outcome, second.length]).toEqual(['read', 16]);
  });

  test('the cable is pulled', async () => {
    const { reader, virtual } = await desk();
    virtual.inject('unplug');
    const removed = { code: 'reader.reader-removed' };
    await expect(reader.readCard({ timeoutMs: 0 })).rejects.toMatchObject(removed);
    await expect(reader.readCard({ timeoutMs: 0 })).rejects.toMatchObject(removed);
  });

  test('nothing on the line', async () => {
    const [host] = bytePortPair();
    const open = IdCardReader.open({ path: 'pair', openPort: async () => host });
    await expect(open).rejects.toMatchObject({ code: 'reader.serial-reader-not-found' });
  });

  test('a rate the modules do not have', async () => {
    const baudRate = 300 as 9_600;
    await expect(IdCardReader.open({ path: 'pair', baudRate })).rejects.toThrow(RangeError);
  });
});

test('every command is ten bytes', () => {
  for (const command of Object.keys(ID_COMMANDS) as IdCommand[]) {
    expect(encodeIdCommand(command)).toHaveLength(10);
  }
});
