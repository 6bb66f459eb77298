import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { PIN_ASCII_8, PIN_FORMAT_2, type PinVerification } from '../../../src/reader/index.ts';
import { parseFeatures, parsePinProperties } from '../../../src/reader/pcsc/pinPad/features.ts';
import { pinPadOf } from '../../../src/reader/pcsc/pinPad/pinPad.ts';
import {
  encodeModification,
  encodeVerification,
} from '../../../src/reader/pcsc/pinPad/structures.ts';
import { codeOf } from '../codeOf.ts';
import { EmulatedPinPad, PinCard } from './emulatedPinPad.ts';

const VERIFY_ASCII = fromHex('0020008108FFFFFFFFFFFFFFFF');
const VERIFY_FORMAT_2 = fromHex('002000810820FFFFFFFFFFFFFF');
const CHANGE_ASCII = fromHex(`0024008110${'FF'.repeat(16)}`);
const ascii: PinVerification = { command: VERIFY_ASCII, format: PIN_ASCII_8 };

describe('the list of features', () => {
  test('gives each its control code, most significant byte first', () => {
    const list = parseFeatures(fromHex('0604423300060a0442330010'));
    expect([...list]).toEqual([
      [0x06, 0x42330006],
      [0x0a, 0x42330010],
    ]);
    expect(parseFeatures(new Uint8Array(0)).size).toBe(0);
  });

  test.each([
    ['a length that is no multiple', '0604423300'],
    ['a value of three bytes', '060342330006'],
    ['a feature twice', '060442330006060442330007'],
  ])('%s is refused', (_name, hex) => {
    expect(() => parseFeatures(fromHex(hex))).toThrow(/reader\.pin-pad-answer/);
  });

  test('the display has columns and lines, or there is none', () => {
    expect(parsePinProperties(Uint8Array.of(16, 2, 7, 0))).toEqual({ columns: 16, lines: 2 });
    expect(parsePinProperties(Uint8Array.of(0, 0, 7, 0))).toBeUndefined();
    expect(() => parsePinProperties(new Uint8Array(3))).toThrow(/pin-properties-length/);
  });
});

describe('a verification', () => {
  test('byte by byte', () => {
    const request = { ...ascii, firstKeySeconds: 30, nextKeySeconds: 15, language: 'en' } as const;
    expect(toHex(encodeVerification(request, 1))).toBe(
      ['1e', '0f', '82', '08', '00', '0804', '02', '01', '0904', '00', '000000', '0d000000']
        .concat(toHex(VERIFY_ASCII))
        .join(''),
    );
    const format2 = { command: VERIFY_FORMAT_2, format: PIN_FORMAT_2 };
    expect(toHex(encodeVerification(format2, 0)).slice(0, 38)).toBe(
      ['00', '00', '89', '47', '04', '0c04', '02', '00', '0408', '00', '000000', '0d000000'].join(
        '',
      ),
    );
  });

  test.each<[string, Partial<PinVerification>]>([
    ['a PIN in the command', { command: fromHex('002000810831323334FFFFFFFF') }],
    ['no room for the PIN', { command: fromHex('0020008104FFFFFFFF') }],
    ['no data at all', { command: fromHex('00200081') }],
    ['more than 255 seconds', { firstKeySeconds: 256 }],
    ['no second', { nextKeySeconds: 0 }],
    ['no end', { endsWith: [] }],
    ['fewer digits at most than at least', { format: { ...PIN_ASCII_8, digitsMax: 3 } }],
    ['a block of 16 bytes', { format: { ...PIN_ASCII_8, blockBytes: 16 } }],
    ['half a byte', { format: { ...PIN_ASCII_8, offsetBytes: 0.5 } }],
  ])('%s is refused', (_name, change) => {
    expect(() => encodeVerification({ ...ascii, ...change }, 0)).toThrow(RangeError);
  });
});

describe('a change', () => {
  test('byte by byte', () => {
    const request = {
      command: CHANGE_ASCII,
      format: PIN_ASCII_8,
      oldOffsetBytes: 0,
      newOffsetBytes: 8,
    };
    expect(toHex(encodeModification(request, 1))).toBe(
      ['00', '00', '82', '08', '00', '00', '08', '0804', '03', '02', '03', '0408', '000102']
        .concat('000000', '15000000', toHex(CHANGE_ASCII))
        .join(''),
    );
  });

  test('of a first PIN asks for no old one, and once if that is wanted', () => {
    const request = {
      command: VERIFY_ASCII,
      format: PIN_ASCII_8,
      newOffsetBytes: 0,
      confirms: false,
    };
    const bytes = encodeModification(request, 1);
    expect([bytes[9], bytes[11]]).toEqual([0x00, 0x01]);
  });

  test.each([
    ['the new one beyond the data', { newOffsetBytes: 9 }],
    ['the old one beyond the data', { newOffsetBytes: 8, oldOffsetBytes: 12 }],
    ['a place that is no place', { newOffsetBytes: -1 }],
  ])('%s is refused', (_name, change) => {
    const request = { command: CHANGE_ASCII, format: PIN_ASCII_8, ...change };
    expect(() => encodeModification(request, 0)).toThrow(RangeError);
  });
});

describe('at an emulated pad', () => {
  const card = () => new PinCard('1234');
  const padOf = async (pad: EmulatedPinPad) => (await pinPadOf(pad, 'linux'))!;

  test('the right PIN is accepted, in both formats, and nothing here ever held it', async () => {
    for (const request of [ascii, { command: VERIFY_FORMAT_2, format: PIN_FORMAT_2 }]) {
      const pad = new EmulatedPinPad(card(), ['1234']);
      const port = await padOf(pad);
      expect([port.canVerify, port.canModify, port.display]).toEqual([
        true,
        true,
        { columns: 16, lines: 2 },
      ]);
      expect(await port.verify(request)).toEqual({ outcome: 'accepted' });
      const seen = pad.received.map((bytes) => Buffer.from(bytes).toString('latin1')).join(' ');
      expect(seen).not.toContain('1234');
    }
  });

  test('wrong PINs count down to a card that is blocked', async () => {
    const port = await padOf(new EmulatedPinPad(card(), ['0000', '1111', '2222', '1234']));
    expect(await port.verify(ascii)).toEqual({ outcome: 'wrong-pin', retriesLeft: 2 });
    expect(await port.verify(ascii)).toEqual({ outcome: 'wrong-pin', retriesLeft: 1 });
    expect(await port.verify(ascii)).toEqual({ outcome: 'wrong-pin', retriesLeft: 0 });
    expect(await port.verify(ascii)).toEqual({ outcome: 'blocked' });
  });

  test.each([
    ['cancel', 'cancelled'],
    ['nothing', 'timed-out'],
    ['12', 'wrong-length'],
  ])('a person who enters %s: %s', async (entry, outcome) => {
    const port = await padOf(new EmulatedPinPad(card(), [entry]));
    expect(await port.verify(ascii)).toEqual({ outcome });
  });

  test('a change wants the old PIN, and the new one twice', async () => {
    const pinCard = card();
    const change = {
      command: CHANGE_ASCII,
      format: PIN_ASCII_8,
      oldOffsetBytes: 0,
      newOffsetBytes: 8,
    };
    const typo = await padOf(new EmulatedPinPad(pinCard, ['1234', '5678', '5679']));
    expect(await typo.modify(change)).toEqual({ outcome: 'mismatch' });
    const right = await padOf(new EmulatedPinPad(pinCard, ['1234', '5678', '5678', '5678']));
    expect(await right.modify(change)).toEqual({ outcome: 'accepted' });
    expect(await right.verify(ascii)).toEqual({ outcome: 'accepted' });
  });

  test('any other status word is handed on', async () => {
    const pad = new EmulatedPinPad(card(), ['1234']);
    pad.answer = Uint8Array.of(0x6b, 0x80);
    expect(await (await padOf(pad)).verify(ascii)).toEqual({ outcome: 'refused', sw: 0x6b80 });
    pad.answer = Uint8Array.of(0x63, 0x00);
    expect(await (await padOf(pad)).verify(ascii)).toEqual({ outcome: 'wrong-pin' });
  });

  test.each([0, 1, 259])('an answer of %i bytes is no answer', async (length) => {
    const pad = new EmulatedPinPad(card(), ['1234']);
    pad.answer = new Uint8Array(length);
    expect(await codeOf((await padOf(pad)).verify(ascii))).toBe('reader.pin-pad-answer');
  });

  test('a reader without a pad, and one that verifies only', async () => {
    const none = new EmulatedPinPad(card(), [], '');
    expect(await pinPadOf(none, 'linux')).toBeUndefined();
    const unknown = new EmulatedPinPad(card(), []);
    unknown.knowsFeatures = false;
    expect(await pinPadOf(unknown, 'linux')).toBeUndefined();
    const verifyOnly = await padOf(new EmulatedPinPad(card(), ['1234'], '060442330006'));
    expect([verifyOnly.canModify, verifyOnly.display]).toEqual([false, undefined]);
    expect(await codeOf(verifyOnly.modify({ ...ascii, newOffsetBytes: 0 }))).toBe(
      'reader.not-supported',
    );
  });

  test('on Windows the question has another number', async () => {
    const pad = new EmulatedPinPad(card(), ['1234']);
    pad.featureRequest = 0x00313520;
    expect(await pinPadOf(pad, 'win32')).toBeDefined();
  });
});
