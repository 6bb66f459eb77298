import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalBytes, fromHex, toHex } from '../../src/bytes.ts';
import {
  type CommandApdu,
  encodeCommand,
  encodeResponse,
  NC_MAX,
  NE_MAX,
  parseCommand,
  parseResponse,
} from '../../src/card/index.ts';
import { refusal } from './refusal.ts';

const bytes = (text: string) => fromHex(text.replaceAll(' ', ''));
const none = new Uint8Array(0);
const header4 = { cla: 0x00, ins: 0xb0, p1: 0x81, p2: 0x00 };

const CASES: readonly (readonly [string, string, Partial<CommandApdu>])[] = [
  ['1', '00B08100', { data: none, ne: 0 }],
  ['2S', '00B08100 EF', { data: none, ne: 239 }],
  ['2S, all there is', '00B08100 00', { data: none, ne: 256 }],
  ['3S', '00B08100 03 AABBCC', { data: bytes('AABBCC'), ne: 0 }],
  ['4S', '00B08100 03 AABBCC 10', { data: bytes('AABBCC'), ne: 16 }],
  ['4S, all there is', '00B08100 01 AA 00', { data: bytes('AA'), ne: 256 }],
  ['2E', '00B08100 00 0010', { data: none, ne: 16, isExtended: true }],
  ['2E, all there is', '00B08100 00 0000', { data: none, ne: 65_536, isExtended: true }],
  ['3E', '00B08100 00 0002 AABB', { data: bytes('AABB'), ne: 0, isExtended: true }],
  ['4E', '00B08100 00 0002 AABB 0100', { data: bytes('AABB'), ne: 256, isExtended: true }],
  [
    '4E, all there is',
    '00B08100 00 0001 AA 0000',
    { data: bytes('AA'), ne: 65_536, isExtended: true },
  ],
];

function header({ cla, ins, p1, p2, ne }: CommandApdu) {
  return { cla, ins, p1, p2, ne };
}

describe('commands (ISO/IEC 7816-4:2005 §5.1)', () => {
  test.each(CASES)('case %s: %s', (_name, hex, body) => {
    const command = { ...header4, ...body } as CommandApdu;
    expect(parseCommand(bytes(hex))).toEqual(command);
    expect(toHex(encodeCommand(command))).toBe(toHex(bytes(hex)));
  });

  const MALFORMED: readonly (readonly [string, string])[] = [
    ['', 'header-too-short'],
    ['00B081', 'header-too-short'],
    ['00B08100 0000', 'length-field-too-short'],
    ['00B08100 00 0000 00', 'lc-is-zero'],
    ['00B08100 00 0000 0000', 'lc-is-zero'],
    ['00B08100 03 AABB', 'lc-disagrees'],
    ['00B08100 02 AABB 10 10', 'lc-disagrees'],
    ['00B08100 00 0003 AABB', 'lc-disagrees'],
    ['00B08100 00 0002 AABB 10', 'lc-disagrees'],
    ['00B08100 00 0002 AABB 001000', 'lc-disagrees'],
  ];
  test.each(MALFORMED)('%s is refused: %s', (hex, rule) => {
    const input = bytes(hex);
    expect(refusal(() => parseCommand(input))).toEqual({
      code: 'card.malformed-command',
      detail: { lengthBytes: input.length, rule },
    });
  });

  test.each([
    [{ ...header4, cla: 256, data: none, ne: 0 }],
    [{ ...header4, ins: -1, data: none, ne: 0 }],
    [{ ...header4, p1: 1.5, data: none, ne: 0 }],
    [{ ...header4, data: none, ne: 65_537 }],
    [{ ...header4, data: none, ne: -1 }],
    [{ ...header4, data: new Uint8Array(65_536), ne: 0 }],
  ])('a field that does not fit is the caller’s bug', (command) => {
    expect(() => encodeCommand(command)).toThrow(RangeError);
  });

  test('more than 255 bytes or more than 256 wanted take the extended form', () => {
    expect(encodeCommand({ ...header4, data: new Uint8Array(256), ne: 0 })).toHaveLength(
      4 + 3 + 256,
    );
    expect(toHex(encodeCommand({ ...header4, data: none, ne: 257 }))).toBe('00b08100000101');
  });

  test('the parsed data is a copy', () => {
    const input = bytes('00D60000 01 AA');
    const { data } = parseCommand(input);
    input[5] = 0xbb;
    expect(data).toEqual(bytes('AA'));
  });

  test('property: parse is the inverse of encode for every command', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const length = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(255, 256, NC_MAX));
    const ne = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(256, 257, NE_MAX));
    fc.assert(
      fc.property(
        byte,
        byte,
        byte,
        byte,
        length,
        ne,
        fc.boolean(),
        (cla, ins, p1, p2, nc, le, isExtended) => {
          const command = {
            cla,
            ins,
            p1,
            p2,
            data: new Uint8Array(nc).fill(0xa5),
            ne: le,
            isExtended,
          };
          const encoded = encodeCommand(command);
          const parsed = parseCommand(encoded);
          expect(header(parsed)).toEqual(header(command));
          expect(equalBytes(parsed.data, command.data)).toBe(true);
          expect(equalBytes(encodeCommand(parsed), encoded)).toBe(true);
        },
      ),
    );
  });

  test('property: whatever parses encodes to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (input) => {
        let parsed: CommandApdu;
        try {
          parsed = parseCommand(input);
        } catch {
          return;
        }
        expect(encodeCommand(parsed)).toEqual(input);
      }),
    );
  });
});

describe('responses', () => {
  test.each([
    ['9000', '', 0x9000],
    ['AABB 6282', 'AABB', 0x6282],
    ['6100', '', 0x6100],
    ['9FFF', '', 0x9fff],
  ])('%s', (hex, data, sw) => {
    const response = parseResponse(bytes(hex));
    expect(response).toEqual({ data: bytes(data), sw });
    expect(encodeResponse(response)).toEqual(bytes(hex));
  });

  test.each([
    ['', 'no-status-word'],
    ['90', 'no-status-word'],
    ['6000', 'no-such-sw1'],
    ['0000', 'no-such-sw1'],
    ['7000', 'no-such-sw1'],
    ['AA8000', 'no-such-sw1'],
    ['A000', 'no-such-sw1'],
  ])('%s is refused: %s', (hex, rule) => {
    const input = bytes(hex);
    expect(refusal(() => parseResponse(input))).toEqual({
      code: 'card.malformed-response',
      detail: { lengthBytes: input.length, rule },
    });
  });

  test('longer than any Le can ask for is refused', () => {
    const longest = new Uint8Array(NE_MAX + 2);
    longest[NE_MAX] = 0x90;
    expect(parseResponse(longest).data).toHaveLength(NE_MAX);
    const longer = new Uint8Array(NE_MAX + 3);
    expect(refusal(() => parseResponse(longer)).detail.rule).toBe('too-long');
  });

  test('a status word that is no two-byte number is the caller’s bug', () => {
    expect(() => encodeResponse({ data: none, sw: 0x10000 })).toThrow(RangeError);
  });
});
