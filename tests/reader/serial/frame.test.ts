import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../src/bytes.ts';
import {
  encodeFrame,
  encodeSlotChange,
  FrameDecoder,
  type FrameEvent,
  NAK_FRAME,
} from '../../../src/reader/serial/frame.ts';

const hex = (text: string) => fromHex(text.replaceAll(' ', ''));
const push = (text: string, decoder = new FrameDecoder()) => decoder.push(hex(text));

const show = (event: FrameEvent): string => {
  if (event.type === 'message') return toHex(event.message);
  if (event.type === 'broken') return `broken ${event.rule}`;
  return event.type === 'slot-change' ? `card ${event.isPresent ? 'in' : 'out'}` : event.type;
};

describe('frames as libccid sends and takes them', () => {
  test('the first command: Escape 02', () => {
    expect(toHex(encodeFrame(hex('6B 01 00 00 00 00 00 00 00 00 02')))).toBe(
      '03066b010000000000000000026d',
    );
  });

  test('echo and answer in one piece', () => {
    const line = '03 06 65 00 00 00 00 00 02 00 00 00 62 03 06 81 00 00 00 00 00 02 01 00 00 87';
    expect(push(line).map(show)).toEqual(['65000000000002000000', '81000000000002010000']);
  });

  test('slot changes, time bytes and NAK between frames', () => {
    expect(push('50 02 50 03 FF 80 03 15 16').map(show)).toEqual([
      'card out',
      'card in',
      'time-request',
      'time-request',
      'nak',
    ]);
    expect(toHex(concat([encodeSlotChange(false), encodeSlotChange(true), NAK_FRAME]))).toBe(
      '50025003031516',
    );
  });
});

test.each([
  ['03 06 65 00 00 00 00 00 02 00 00 00 63', 'broken lrc'],
  ['03 15 17', 'broken lrc'],
  ['03 07', 'broken control'],
  ['03 06 80 06 01 00 00', 'broken length'],
  ['03 06 80 FF FF FF FF', 'broken length'],
  ['50 04', 'broken slot'],
  ['00', 'broken noise'],
  ['7F 03 06', 'broken noise'],
])('%s: %s', (text, expected) => {
  expect(push(text).map(show)).toEqual([expected]);
});

test('after a wrong LRC the next frame is understood', () => {
  const bad = '03 06 65 00 00 00 00 00 02 00 00 00 63';
  const good = '03 06 81 00 00 00 00 00 02 01 00 00 87';
  expect(push(bad + good).map(show)).toEqual(['broken lrc', '81000000000002010000']);
});

test('a frame of 271 bytes is the longest', () => {
  const message = new Uint8Array(271);
  message[1] = 261 & 0xff;
  message[2] = 261 >> 8;
  const events = new FrameDecoder().push(encodeFrame(message));
  expect(events.map(show)).toEqual([toHex(message)]);
  expect(() => encodeFrame(new Uint8Array(272))).toThrow(RangeError);
  expect(() => encodeFrame(new Uint8Array(9))).toThrow(RangeError);
});

test('the same events however the bytes are cut, and never more held than a frame', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((data) => {
      const head = Uint8Array.of(0x80, data.length, 0, 0, 0, 0, 0, 0, 0, 0);
      return encodeFrame(concat([head, data]));
    }),
    fc.constantFrom(encodeSlotChange(true), NAK_FRAME, Uint8Array.of(0xff)),
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), cuts, (pieces, sizes) => {
      const line = concat(pieces);
      const whole = new FrameDecoder().push(line).map(show);
      const decoder = new FrameDecoder();
      const events: string[] = [];
      for (let offset = 0, cut = 0; offset < line.length; cut++) {
        const size = sizes[cut % sizes.length]!;
        events.push(...decoder.push(line.subarray(offset, offset + size)).map(show));
        offset += size;
      }
      expect(events).toEqual(whole);
      expect(whole).toHaveLength(pieces.length);
      expect(decoder.isWithinFrame).toBe(false);
    }),
  );
});
