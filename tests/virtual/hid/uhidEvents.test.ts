/** Events of linux/uhid.h against offsets that were taken from the header. */

import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  encodeCreate,
  encodeDestroy,
  encodeGetReportReply,
  encodeInput,
  encodeSetReportReply,
  parseUhidEvent,
  UHID_EVENT_BYTES_MAX,
} from '../../../src/virtual/hid/uhid/events.ts';

/** An event as the kernel hands it over: filled up to its full size. */
function event(...parts: readonly (readonly [offset: number, hex: string])[]): Uint8Array {
  const bytes = new Uint8Array(UHID_EVENT_BYTES_MAX);
  for (const [offset, hex] of parts) bytes.set(fromHex(hex), offset);
  return bytes;
}

function rule(bytes: Uint8Array): unknown {
  try {
    parseUhidEvent(bytes);
  } catch (error) {
    return (error as { detail?: { rule?: unknown } }).detail?.rule;
  }
  return 'accepted';
}

describe('what the kernel says', () => {
  test.each([
    ['02000000', 'start'],
    ['03000000', 'stop'],
    ['04000000', 'open'],
    ['05000000', 'close'],
  ])('%s is %s', (hex, type) => {
    expect(parseUhidEvent(event([0, hex]))).toEqual({ type });
    expect(parseUhidEvent(fromHex(hex))).toEqual({ type });
  });

  test('OUTPUT: data, then size and kind behind 4096 bytes', () => {
    const bytes = event([0, '06000000'], [4, '00aabbcc'], [4 + 4096, '040001']);
    expect(parseUhidEvent(bytes)).toEqual({
      type: 'output',
      kind: 'output',
      report: fromHex('00aabbcc'),
    });
  });

  test('GET_REPORT and SET_REPORT', () => {
    expect(parseUhidEvent(event([0, '09000000'], [4, '78563412'], [8, '0500']))).toEqual({
      type: 'get-report',
      id: 0x12345678,
      reportId: 5,
      kind: 'feature',
    });
    const set = event([0, '0d000000'], [4, '01000000'], [8, '0500'], [10, '0300'], [12, '05aabb']);
    expect(parseUhidEvent(set)).toEqual({
      type: 'set-report',
      id: 1,
      reportId: 5,
      kind: 'feature',
      report: fromHex('05aabb'),
    });
  });

  test('what is cut off, unknown, or counts more than is there is refused', () => {
    expect(rule(fromHex('060000'))).toBe('too-short');
    expect(rule(fromHex('06000000'))).toBe('too-short');
    expect(rule(fromHex('0900000001000000'))).toBe('too-short');
    expect(rule(event([0, '08000000']))).toBe('type');
    expect(rule(event([0, 'ffffffff']))).toBe('type');
    expect(rule(event([0, '06000000'], [4 + 4096, '011001']))).toBe('size');
    expect(rule(event([0, '0d000000'], [10, 'ffff']))).toBe('size');
    expect(rule(event([0, '09000000'], [9, '03']))).toBe('report-kind');
  });
});

describe('what the device says', () => {
  test('CREATE2: name at 4, serial number at 196, sizes and ids from 260, descriptor at 280', () => {
    const identity = {
      vendorId: 0x1209,
      productId: 0x0c01,
      product: '读卡器',
      serialNumber: 'A1',
      usagePage: 1,
      usage: 1,
    };
    const bytes = encodeCreate(identity, fromHex('06d0f1'));
    expect(bytes).toHaveLength(283);
    expect(toHex(bytes.slice(0, 14))).toBe('0b000000e8afbbe58da1e599a800');
    expect(toHex(bytes.slice(196, 199))).toBe('413100');
    expect(toHex(bytes.slice(260))).toBe('0300030009120000010c0000000000000000000006d0f1');
    const long = encodeCreate({ ...identity, product: 'x'.repeat(500) }, new Uint8Array(1));
    expect(toHex(long.slice(4 + 126, 4 + 129))).toBe('780000');
    expect(() => encodeCreate(identity, new Uint8Array(4_097))).toThrow(RangeError);
  });

  test('INPUT2, the replies, DESTROY', () => {
    expect(toHex(encodeInput(fromHex('aabb')))).toBe('0c0000000200aabb');
    expect(toHex(encodeGetReportReply(7, fromHex('00aa')))).toBe('0a000000070000000000020000aa');
    expect(toHex(encodeGetReportReply(7, undefined))).toBe('0a0000000700000005000000');
    expect(toHex(encodeSetReportReply(7, true))).toBe('0e000000070000000000');
    expect(toHex(encodeSetReportReply(7, false))).toBe('0e000000070000000500');
    expect(toHex(encodeDestroy())).toBe('01000000');
    expect(() => encodeInput(new Uint8Array(4_097))).toThrow(RangeError);
  });
});
