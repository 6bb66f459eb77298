import { expect, test } from 'vitest';
import { GuardedBuffer } from '../../../src/reader/vendor/child/guardedBuffer.ts';

/** The memory around the pointer, as a C function sees it. */
function around(buffer: GuardedBuffer): { memory: Uint8Array; start: number } {
  const { pointer } = buffer;
  return { memory: new Uint8Array(pointer.buffer), start: pointer.byteOffset };
}

test('one byte of any common value, anywhere near either end, is seen', () => {
  for (const value of [0x00, 0x20, 0x30, 0x41, 0x7f, 0x80, 0xff]) {
    for (let distance = 1; distance <= 300; distance++) {
      for (const side of ['before', 'after'] as const) {
        const buffer = new GuardedBuffer(16);
        const { memory, start } = around(buffer);
        memory[side === 'before' ? start - distance : start + 15 + distance] = value;
        expect(buffer.isIntact(), `${value} ${side} ${distance}`).toBe(false);
      }
    }
  }
});

test('what stays within the buffer is no overrun', () => {
  const buffer = new GuardedBuffer(16);
  buffer.pointer.fill(0x41);
  expect(buffer.isIntact()).toBe(true);
  expect(buffer.text()).toBeUndefined();
  buffer.pointer[3] = 0;
  expect(buffer.text()).toEqual(Uint8Array.of(0x41, 0x41, 0x41));
  expect(buffer.bytes(2)).toEqual(Uint8Array.of(0x41, 0x41));
  expect(buffer.bytes(16)).toHaveLength(16);
  expect(buffer.bytes(17)).toBeUndefined();
  expect(buffer.bytes(-5)).toHaveLength(0);
});
