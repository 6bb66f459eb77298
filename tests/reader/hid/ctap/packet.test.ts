import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../src/bytes.ts';
import {
  CTAP_MESSAGE_BYTES_MAX,
  CtapAssembly,
  type CtapMessage,
  encodeInitAnswer,
  encodePackets,
  parseInitAnswer,
  parsePacket,
} from '../../../../src/reader/hid/index.ts';

function bytes(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => index & 0xff);
}

function assembled(packets: readonly Uint8Array[]): CtapMessage | undefined {
  const assembly = new CtapAssembly();
  const messages = packets.map((packet) => assembly.push(parsePacket(packet)));
  expect(messages.slice(0, -1).every((message) => message === undefined)).toBe(true);
  return messages.at(-1);
}

function rule(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { detail?: { rule?: unknown } }).detail?.rule;
  }
  return 'accepted';
}

test('the layout of CTAP 2.1 §11.2.4, byte by byte', () => {
  const packets = encodePackets({ channel: 0x01020304, command: 0x83, data: bytes(120) });
  expect(packets.map((packet) => packet.length)).toEqual([64, 64, 64]);
  expect(toHex(packets[0]!.slice(0, 9))).toBe('010203048300780001');
  expect(toHex(packets[0]!.slice(-1))).toBe('38');
  expect(toHex(packets[1]!.slice(0, 6))).toBe('010203040039');
  expect(toHex(packets[2]!.slice(0, 10))).toBe('01020304017475767700');
  expect(packets[2]!.slice(9).every((byte) => byte === 0)).toBe(true);
});

test.each([
  [0, 1],
  [1, 1],
  [57, 1],
  [58, 2],
  [116, 2],
  [117, 3],
  [CTAP_MESSAGE_BYTES_MAX - 59, 128],
  [CTAP_MESSAGE_BYTES_MAX - 58, 129],
  [CTAP_MESSAGE_BYTES_MAX, 129],
])('%i bytes make %i packets and come back', (count, packetCount) => {
  const message = { channel: 7, command: 0x83, data: bytes(count) };
  const packets = encodePackets(message);
  expect(packets).toHaveLength(packetCount);
  expect(assembled(packets)).toEqual(message);
});

test('the longest message is 7609 bytes, and one more is the caller’s bug', () => {
  expect(CTAP_MESSAGE_BYTES_MAX).toBe(7609);
  const tooLong = { channel: 7, command: 0x83, data: bytes(7610) };
  expect(() => encodePackets(tooLong)).toThrow(RangeError);
  expect(() => encodePackets({ ...tooLong, data: bytes(1), command: 0x03 })).toThrow(RangeError);
});

test('any message comes back', () => {
  const message = fc.record({
    channel: fc.nat(0xffffffff),
    command: fc.integer({ min: 0x80, max: 0xff }),
    data: fc.uint8Array({ maxLength: 800 }),
  });
  fc.assert(
    fc.property(message, (sent) => {
      expect(assembled(encodePackets(sent))).toEqual(sent);
    }),
  );
});

describe('refused', () => {
  const [first, second, third] = encodePackets({ channel: 7, command: 0x83, data: bytes(150) });

  function push(...packets: readonly Uint8Array[]): unknown {
    const assembly = new CtapAssembly();
    return rule(() => {
      for (const packet of packets) assembly.push(parsePacket(packet));
    });
  }

  test.each([0, 63, 65])('a report of %i bytes', (count) => {
    expect(rule(() => parsePacket(bytes(count)))).toBe('report-length');
  });

  test('what breaks the order of a message', () => {
    expect(push(first!, third!)).toBe('sequence');
    expect(push(first!, second!, second!)).toBe('sequence');
    expect(push(second!)).toBe('message-without-first-packet');
    expect(push(first!, first!)).toBe('first-packet-within-message');
    expect(push(first!, second!, third!)).toBe('accepted');
  });

  test('a message of 7610 bytes, before room is made for it', () => {
    const packet = first!.with(5, 0x1d).with(6, 0xba);
    expect(push(packet)).toBe('message-length');
  });
});

describe('the answer to INIT', () => {
  const nonce = fromHex('0102030405060708');
  const answer = {
    channel: 0x11223344,
    framingVersion: 2,
    deviceVersion: [5, 4, 3] as const,
    capabilities: 5,
  };
  const encoded = fromHex('0102030405060708112233440205040305');

  test('comes back', () => {
    expect(toHex(encodeInitAnswer(nonce, answer))).toBe(toHex(encoded));
    expect(parseInitAnswer(encoded, nonce)).toEqual(answer);
    expect(parseInitAnswer(Uint8Array.of(...encoded, 9, 9), nonce)).toEqual(answer);
  });

  test('to another host is nobody’s', () => {
    expect(parseInitAnswer(encoded.with(0, 9), nonce)).toBeUndefined();
  });

  test('is refused when it is short, of another framing, or gives a channel that nobody can have', () => {
    expect(rule(() => parseInitAnswer(encoded.slice(0, 16), nonce))).toBe('init-answer-length');
    expect(rule(() => parseInitAnswer(encoded.with(12, 1), nonce))).toBe('framing-version');
    const noChannel = encodeInitAnswer(nonce, { ...answer, channel: 0 });
    expect(rule(() => parseInitAnswer(noChannel, nonce))).toBe('init-channel');
    const everybody = encodeInitAnswer(nonce, { ...answer, channel: 0xffffffff });
    expect(rule(() => parseInitAnswer(everybody, nonce))).toBe('init-channel');
  });
});
