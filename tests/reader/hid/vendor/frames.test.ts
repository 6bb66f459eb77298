/** The frames of the profiles against bytes written by hand, so that both ends cannot err alike. */

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../../src/bytes.ts';
import {
  encodeFragments,
  encodeMessage,
  FragmentAssembly,
  type HidProfile,
  parseMessage,
} from '../../../../src/reader/hid/index.ts';
import { pattern } from '../../../virtual/hid/cards.ts';
import { otherProfile, shipped } from './profiles.ts';

let feature: HidProfile;
let interrupt: HidProfile;
let other: HidProfile;

beforeAll(async () => {
  feature = await shipped('feature-32-xor');
  interrupt = await shipped('interrupt-64-ack');
  other = await otherProfile();
});

function request(profile: HidProfile, command: string, slot: string, body: Uint8Array): string[] {
  const parts = { command: fromHex(command), slot: fromHex(slot), body };
  const message = encodeMessage(profile.request, parts);
  return encodeFragments(profile, message, profile.send.bytes).map((report) => toHex(report));
}

function assembled(profile: HidProfile, reports: readonly string[]): Uint8Array | undefined {
  const assembly = new FragmentAssembly(profile);
  const results = reports.map((report) => assembly.push(fromHex(report), profile.receive.bytes));
  expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
  return results.at(-1);
}

function rule(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { detail?: { rule?: unknown } }).detail?.rule ?? error;
  }
  return 'accepted';
}

function filled(hex: string, bytes: number, fill = '00'): string {
  return hex + fill.repeat(bytes - hex.length / 2);
}

describe('feature reports of 32 bytes with XOR', () => {
  test('powering the holder’s card up: 02 | 08 00 | 0200 | 75 0C | XOR', () => {
    // 08 ^ 00 ^ 02 ^ 00 ^ 75 ^ 0C = 73
    expect(request(feature, '75', '0c', new Uint8Array(0))).toEqual([
      filled('0208000200750c73', 32),
    ]);
  });

  test('an APDU counts three bytes more than itself, and XOR follows it', () => {
    const apdu = fromHex('0084000008');
    // 08 ^ 08 ^ 72 ^ 0C ^ 00 ^ (84 ^ 08) = F2
    expect(request(feature, '72', '0c', concat([Uint8Array.of(0), apdu]))).toEqual([
      filled('0208000800720c000084000008f2', 32),
    ]);
  });

  test('23 APDU bytes fit one report, 24 fill the first and leave the checksum to a second', () => {
    const body = (count: number) => concat([Uint8Array.of(0), pattern(count)]);
    const short = request(feature, '72', '0c', body(23));
    expect(short).toHaveLength(1);
    expect(short[0]!.slice(0, 2)).toBe('02');
    const long = request(feature, '72', '0c', body(24));
    expect(long).toHaveLength(2);
    expect(long[0]).toBe(`8208001b00720c00${toHex(pattern(24))}`);
    expect(long[1]).toMatch(/^02..(00){30}$/);
    expect(request(feature, '72', '0c', body(24 + 30))).toHaveLength(2);
    expect(request(feature, '72', '0c', body(24 + 31))).toHaveLength(3);
  });

  test('an answer carries 27 bytes in its first report and 31 in each other', () => {
    const data = pattern(60);
    const reports = [
      `8202003c00${toHex(data.slice(0, 27))}`,
      `82${toHex(data.slice(27, 58))}`,
      filled(`02${toHex(data.slice(58))}`, 32),
    ];
    const message = assembled(feature, reports);
    const limits = { framing: 'x', fillBytesMax: 30 };
    expect(parseMessage(feature.reply, message!, limits)).toEqual({
      status: Uint8Array.of(0),
      body: data,
    });
    const wholeReportUnused = [...reports.slice(0, 2).map((r) => r), `82${reports[2]!.slice(2)}`];
    const tooLong = assembled(feature, [...wholeReportUnused, filled('02', 32)]);
    expect(rule(() => parseMessage(feature.reply, tooLong!, limits))).toBe('message-too-long');
  });

  test('the answer to powering up has one length byte before the answer to reset', () => {
    const reply = feature.commands.get('powerOn')!.reply!;
    const message = assembled(feature, [filled('020200043b800181', 32)])!;
    const parsed = parseMessage(reply, message, { framing: 'x', fillBytesMax: 30 });
    expect(toHex(parsed.body)).toBe('3b800181');
  });
});

describe('interrupt reports of 64 bytes with acknowledgement', () => {
  test('one report: count | 00 | command | data', () => {
    expect(request(interrupt, '6f', '', fromHex('00a40000'))).toEqual([
      filled('06006f00a40000', 64),
    ]);
  });

  test('61 data bytes fit one report; each other takes 62', () => {
    expect(request(interrupt, '6f', '', pattern(61))).toHaveLength(1);
    const reports = request(interrupt, '6f', '', pattern(61 + 62 + 1));
    expect(reports).toEqual([
      `3f026f${toHex(pattern(61))}`,
      `3fc1${toHex(pattern(123).slice(61))}`,
      filled(`02c2${toHex(pattern(124).slice(123))}`, 64),
    ]);
  });

  test('the most is 64 reports', () => {
    expect(request(interrupt, '6f', '', pattern(64 * 62 - 1))).toHaveLength(64);
    expect(() => request(interrupt, '6f', '', pattern(64 * 62))).toThrow(RangeError);
  });

  test('what breaks the order is refused', () => {
    const [first, second, third] = request(interrupt, '6f', '', pattern(150));
    const push = (...reports: readonly string[]) => rule(() => assembled(interrupt, reports));
    expect(push(first!, third!)).toBe('sequence');
    expect(push(first!, second!, second!)).toBe('sequence');
    expect(push(second!)).toBe('sequence');
    expect(push(`40${first!.slice(2)}`)).toBe('fragment-count');
    expect(push(`00${first!.slice(2)}`)).toBe('fragment-count');
    expect(push(`3e${first!.slice(2)}`)).toBe('fragment-not-full');
    expect(push(first!.slice(2))).toBe('report-length');
  });
});

describe('a third framing, to show that nothing is special to the first two', () => {
  test('numbered reports of their own sizes, filled with AA', () => {
    // Slot outside of the checksum: 02 ^ 01 ^ 00 ^ 03 ^ 01 ^ 02 = 03
    expect(request(other, '0201', '01', fromHex('0102'))).toEqual([
      filled('7e08010201000301020' + '3', 40, 'aa'),
    ]);
  });

  test('a full fragment says 80 instead of a count', () => {
    const reports = request(other, '0201', '01', pattern(50));
    expect(reports.map((report) => report.slice(0, 4))).toEqual(['7e80', '7e12']);
  });

  test('checksum, constants, lengths are checked', () => {
    const parts = { slot: Uint8Array.of(1), status: fromHex('0000'), body: pattern(9) };
    const message = encodeMessage(other.reply, parts);
    const limits = { framing: 'x', fillBytesMax: 0 };
    const parse = (bytes: Uint8Array) => rule(() => parseMessage(other.reply, bytes, limits));
    expect(parse(message)).toBe('accepted');
    expect(parse(message.with(-1, message.at(-1)! ^ 1))).toBe('checksum');
    expect(parse(message.with(6, 0x55))).toBe('checksum');
    expect(parse(message.with(2, 0xff))).toBe('message-too-short');
    expect(parse(message.with(2, 0x02))).toBe('length-too-small');
    expect(parse(message.slice(0, -1))).toBe('message-too-short');
    expect(parse(Uint8Array.of(...message, 0))).toBe('message-too-long');
    const [report] = encodeFragments(other, message, other.receive.bytes);
    const assembly = () => new FragmentAssembly(other);
    expect(rule(() => assembly().push(report!.with(0, 0x7f), 24))).toBe('fragment-constant');
    expect(rule(() => assembly().push(report!.with(1, 23), 24))).toBe('fragment-count');
  });
});

test('a reader that never ends its message is stopped at the profile’s limit', () => {
  for (const profile of [feature, other]) {
    const header = profile === feature ? '82' : '7e80';
    const report = fromHex(filled(header, profile.receive.bytes));
    const assembly = new FragmentAssembly(profile);
    const endless = () => {
      for (let count = 0; count < 10_000; count++) assembly.push(report, profile.receive.bytes);
    };
    expect(rule(endless)).toBe('message-length');
  }
});

test('any body comes back through any of the framings', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 2), fc.uint8Array({ maxLength: 1_500 }), (which, body) => {
      const profile = [feature, interrupt, other][which]!;
      const slot = profile === interrupt ? '' : '01';
      const command = profile === other ? '0201' : '72';
      const parts = { command: fromHex(command), slot: fromHex(slot), body };
      const message = encodeMessage(profile.request, parts);
      const reports = encodeFragments(profile, message, profile.send.bytes);
      const assembly = new FragmentAssembly(profile);
      const back = reports.map((report) => assembly.push(report, profile.send.bytes)).at(-1);
      const limits = { framing: 'x', fillBytesMax: profile === feature ? 30 : 0 };
      expect(toHex(parseMessage(profile.request, back!, limits).body)).toBe(toHex(body));
    }),
  );
});
