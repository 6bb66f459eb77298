import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { parseAtr } from '../../../src/card/index.ts';
import { ccidErrorText } from '../../../src/reader/ccid/errorTable.ts';
import {
  announcedBytes,
  answerOf,
  type CcidCommand,
  type CcidResponse,
  encodeCcidCommand,
  encodeCcidResponse,
  parseCcidCommand,
  parseCcidResponse,
} from '../../../src/reader/ccid/message.ts';
import { parseNotification } from '../../../src/reader/ccid/notification.ts';
import {
  encodeParameters,
  parametersOf,
  parseParameters,
} from '../../../src/reader/ccid/parameters.ts';

const hex = (text: string) => fromHex(text.replaceAll(' ', ''));

describe('messages as they were recorded between libccid and a GemPC Twin', () => {
  test('power on and its answer', () => {
    expect(parseCcidCommand(hex('62 00 00 00 00 00 06 01 00 00'))).toEqual({
      type: 'icc-power-on',
      slot: 0,
      sequence: 6,
      specific: [1, 0, 0],
      data: new Uint8Array(0),
    });
    const answer = parseCcidResponse(
      hex('80 0F 00 00 00 00 06 00 00 00 3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E'),
    );
    expect(answer).toMatchObject({ type: 'data-block', icc: 'active', outcome: 'done' });
    expect(parseAtr(answer.data).protocols).toEqual([0, 1]);
  });

  test('parameters of T=1, sent and confirmed', () => {
    const command = parseCcidCommand(hex('61 07 00 00 00 00 09 01 00 00 96 11 02 65 00 FE 00'));
    const expected = {
      protocol: 1,
      fiDi: 0x96,
      isInverse: false,
      extraGuardTime: 2,
      waiting: 0x65,
      clockStop: 0,
      edc: 'crc',
      ifsc: 254,
    };
    expect(parseParameters(command.specific![0], command.data!)).toEqual(expected);
    const response = parseCcidResponse(hex('82 07 00 00 00 00 09 00 00 01 96 11 02 65 00 FE 00'));
    expect(response.specific).toBe(1);
    const atr = parseAtr(hex('3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E'));
    expect(parametersOf(atr, 1, 0x96)).toEqual(expected);
    expect(toHex(encodeParameters(parametersOf(atr, 1, 0x96)))).toBe('9611026500fe00');
    expect(toHex(encodeParameters(parametersOf(atr, 0, 0x11)))).toBe('1100020a00');
  });

  test('a failure names itself', () => {
    const response = parseCcidResponse(hex('80 00 00 00 00 00 0A 41 FB 00'));
    expect(response).toMatchObject({ icc: 'inactive', outcome: 'failed', error: 0xfb });
    expect(ccidErrorText(response.error).name).toBe('HW_ERROR');
  });

  test('a time extension: the error byte is the multiplier', () => {
    const response = parseCcidResponse(hex('80 00 00 00 00 00 0A 80 03 00'));
    expect(response).toMatchObject({ icc: 'active', outcome: 'time-extension', error: 3 });
  });
});

test.each([
  ['', 'header-too-short'],
  ['80 00 00 00 00 00 0A 80 03', 'header-too-short'],
  ['80 01 00 00 00 00 0A 00 00 00', 'length-disagrees'],
  ['80 00 00 00 00 00 0A 00 00 00 00', 'length-disagrees'],
  ['80 FF FF FF FF 00 0A 00 00 00', 'length-disagrees'],
  ['85 00 00 00 00 00 0A 00 00 00', 'message-type'],
  ['6F 00 00 00 00 00 0A 00 00 00', 'message-type'],
  ['80 00 00 00 00 00 0A 03 00 00', 'status'],
  ['80 00 00 00 00 00 0A C0 00 00', 'status'],
])('response %s is refused by rule %s', (text, rule) => {
  expect(() => parseCcidResponse(hex(text))).toThrowError(
    expect.objectContaining({
      code: 'reader.malformed-message',
      detail: expect.objectContaining({ rule }),
    }),
  );
});

test('every command is known by its answer, and parses back', () => {
  const types = [
    'set-parameters',
    'icc-power-on',
    'icc-power-off',
    'get-slot-status',
    'secure',
    't0-apdu',
    'escape',
    'get-parameters',
    'reset-parameters',
    'icc-clock',
    'xfr-block',
    'mechanical',
    'abort',
    'set-data-rate-and-clock',
  ] as const;
  const byte = fc.integer({ min: 0, max: 255 });
  const command: fc.Arbitrary<CcidCommand> = fc.record({
    type: fc.constantFrom(...types),
    slot: byte,
    sequence: byte,
    specific: fc.tuple(byte, byte, byte),
    data: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(command, (value) => {
      const bytes = encodeCcidCommand(value);
      expect(announcedBytes(bytes)).toBe(bytes.length);
      expect(parseCcidCommand(bytes)).toEqual(value);
      expect(answerOf(value.type)).toMatch(/data-block|slot-status|parameters|escape|data-rate/);
    }),
  );
  const response: fc.Arbitrary<CcidResponse> = fc.record({
    type: fc.constantFrom('data-block', 'slot-status', 'parameters', 'escape'),
    slot: byte,
    sequence: byte,
    icc: fc.constantFrom('active', 'inactive', 'absent'),
    outcome: fc.constantFrom('done', 'failed', 'time-extension'),
    error: byte,
    specific: byte,
    data: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(response, (value) => {
      expect(parseCcidResponse(encodeCcidResponse(value))).toEqual(value);
    }),
  );
});

test('misuse is the caller’s bug', () => {
  expect(() => encodeCcidCommand({ type: 'escape', slot: 256, sequence: 0 })).toThrow(RangeError);
  const data = new Uint8Array(65_547);
  expect(() => encodeCcidCommand({ type: 'escape', slot: 0, sequence: 0, data })).toThrow(
    RangeError,
  );
});

describe('notifications', () => {
  test('slot change: present and changed bits', () => {
    expect(parseNotification(hex('50 03'))).toMatchObject({
      slots: [
        { isPresent: true, hasChanged: true },
        { isPresent: false, hasChanged: false },
        {},
        {},
      ],
    });
    expect(parseNotification(hex('50 02'))).toMatchObject({
      slots: [{ isPresent: false, hasChanged: true }, {}, {}, {}],
    });
  });

  test('hardware error, and what is neither', () => {
    expect(parseNotification(hex('51 00 07 01'))).toEqual({
      type: 'hardware-error',
      slot: 0,
      sequence: 7,
      error: 1,
    });
    for (const text of ['', '50', '51 00', '52 00', `50 ${'00'.repeat(65)}`]) {
      expect(() => parseNotification(hex(text))).toThrow(/reader.malformed-message/);
    }
  });
});

test('bError of a byte that is not accepted, and of a maker', () => {
  expect(ccidErrorText(0x07).en).toContain('byte 7');
  expect(ccidErrorText(0xfe).name).toBe('ICC_MUTE');
  expect(ccidErrorText(0x90).name).toBe('ERROR_144');
});

test.each([
  [2, '11 00 00 0A 00', 'protocol'],
  [0, '11 00 00 0A', 'parameters-length'],
  [1, '11 10 00 4D 00', 'parameters-length'],
])('parameters of protocol %i in %s: rule %s', (protocol, text, rule) => {
  expect(() => parseParameters(protocol, hex(text))).toThrowError(
    expect.objectContaining({ detail: expect.objectContaining({ rule }) }),
  );
});
