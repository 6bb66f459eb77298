import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import {
  type CommandApdu,
  encodeCommand,
  encodeResponse,
  parseCommand,
  parseResponse,
} from '../../src/card/apdu.ts';

const HEADER = { cla: 0x00, ins: 0xb0, p1: 0x81, p2: 0x02 };
const filled = (count: number): Uint8Array => new Uint8Array(count).fill(0xa5);

function command(nc: number, ne: number, isExtended = false): CommandApdu {
  return { ...HEADER, data: filled(nc), ne, ...(isExtended && { isExtended }) };
}

/** ISO/IEC 7816-4:2005 §5.1, table 1: the body of each case at the edges of Nc and Ne. */
const BODIES: readonly [name: string, nc: number, ne: number, before: string, after: string][] = [
  ['1', 0, 0, '', ''],
  ['2S', 0, 1, '01', ''],
  ['2S', 0, 256, '00', ''],
  ['3S', 1, 0, '01', ''],
  ['3S', 255, 0, 'FF', ''],
  ['4S', 1, 1, '01', '01'],
  ['4S', 255, 256, 'FF', '00'],
  ['2E', 0, 257, '000101', ''],
  ['2E', 0, 65_536, '000000', ''],
  ['3E', 256, 0, '000100', ''],
  ['3E', 65_535, 0, '00FFFF', ''],
  ['4E', 1, 257, '000001', '0101'],
  ['4E', 256, 1, '000100', '0001'],
  ['4E', 256, 256, '000100', '0100'],
  ['4E', 65_535, 65_536, '00FFFF', '0000'],
];

test.each(BODIES)('case %s with Nc %i and Ne %i has its one form', (_, nc, ne, before, after) => {
  const bytes = fromHex(`00B08102${before}${'A5'.repeat(nc)}${after}`);
  const isExtended = nc > 255 || ne > 256;
  expect(toHex(encodeCommand(command(nc, ne)))).toBe(toHex(bytes));
  expect(parseCommand(bytes)).toEqual(command(nc, ne, isExtended));
});

test.each([
  ['2E', 0, 1, '000001'],
  ['3E', 1, 0, '000001A5'],
  ['4E', 1, 256, '000001A50100'],
])('case %s may be asked for where the short form would do', (_, nc, ne, body) => {
  const bytes = fromHex(`00B08102${body}`);
  expect(toHex(encodeCommand(command(nc, ne, true)))).toBe(toHex(bytes));
  expect(parseCommand(bytes)).toEqual(command(nc, ne, true));
});

test.each([
  ['no header', '00B081', 'header-too-short'],
  ['nothing', '', 'header-too-short'],
  ['Lc larger than the data', '00B0810203A5A5', 'lc-disagrees'],
  ['two bytes after the data', '00B0810201A50000', 'lc-disagrees'],
  ['half an extended length', '00B081020001', 'length-field-too-short'],
  ['extended Lc of zero with a byte', '00B08102000000A5', 'lc-is-zero'],
  ['extended Lc of zero and Le', '00B081020000000100', 'lc-is-zero'],
  ['extended Lc larger than the data', '00B08102000003A5A5', 'lc-disagrees'],
  ['one byte of an extended Le', '00B08102000001A501', 'lc-disagrees'],
  ['three bytes after extended data', '00B08102000001A5000000', 'lc-disagrees'],
])('refused: %s', (_, hex, rule) => {
  const bytes = fromHex(hex);
  expect(() => parseCommand(bytes)).toThrow(
    expect.objectContaining({
      code: 'card.malformed-command',
      detail: { lengthBytes: bytes.length, rule },
    }),
  );
});

test('a field that does not fit is the caller’s bug', () => {
  expect(() => encodeCommand({ ...command(0, 0), cla: 256 })).toThrow(RangeError);
  expect(() => encodeCommand({ ...command(0, 0), p2: 0.5 })).toThrow(RangeError);
  expect(() => encodeCommand({ ...command(0, 0), ins: -1 })).toThrow(RangeError);
  expect(() => encodeCommand(command(65_536, 0))).toThrow(RangeError);
  expect(() => encodeCommand(command(0, 65_537))).toThrow(RangeError);
  expect(() => encodeCommand(command(0, Number.NaN))).toThrow(RangeError);
});

test('every command comes back as it went', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const count = (max: number) =>
    fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max }));
  fc.assert(
    fc.property(byte, byte, byte, byte, count(65_535), count(65_536), fc.boolean(), (...drawn) => {
      const [cla, ins, p1, p2, nc, ne, asked] = drawn;
      const hasBody = nc > 0 || ne > 0;
      const isExtended = hasBody && (asked || nc > 255 || ne > 256);
      const before = { cla, ins, p1, p2, data: filled(nc), ne, ...(isExtended && { isExtended }) };
      expect(parseCommand(encodeCommand(before))).toEqual(before);
    }),
  );
});

test('bytes that parse are the bytes that are encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      let parsed: CommandApdu;
      try {
        parsed = parseCommand(bytes);
      } catch {
        return;
      }
      expect(encodeCommand(parsed)).toEqual(bytes);
    }),
  );
});

test.each([
  ['9000', '', 0x9000],
  ['A56282', 'a5', 0x6282],
  ['6100', '', 0x6100],
  ['6FFF', '', 0x6fff],
  ['9FFF', '', 0x9fff],
])('response %s', (hex, data, sw) => {
  const response = parseResponse(fromHex(hex));
  expect([toHex(response.data), response.sw]).toEqual([data, sw]);
  expect(toHex(encodeResponse(response))).toBe(hex.toLowerCase());
});

test.each([
  ['', 'no-status-word'],
  ['90', 'no-status-word'],
  ['60FF', 'no-such-sw1'],
  ['7000', 'no-such-sw1'],
  ['8FFF', 'no-such-sw1'],
  ['A000', 'no-such-sw1'],
  [`${'5A'.repeat(65_537)}9000`, 'too-long'],
])('no response: %s', (hex, rule) => {
  expect(() => parseResponse(fromHex(hex))).toThrow(
    expect.objectContaining({ detail: { lengthBytes: hex.length / 2, rule } }),
  );
});
