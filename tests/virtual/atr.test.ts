import { expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import { VIRTUAL_ATR } from '../../src/virtual/index.ts';

test('the answer to reset is the one that is documented', () => {
  expect(toHex(VIRTUAL_ATR)).toBe('3b8f8131fe458031b873962140574f4e45434152440e');
});

test('its check byte makes the sum from T0 on zero (ISO/IEC 7816-3:2006 §8.2.5)', () => {
  expect(VIRTUAL_ATR.subarray(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
});

test('T0 counts the historical bytes: TS and T0, four of the interface, 15, check byte', () => {
  expect(VIRTUAL_ATR[1]! & 0x0f).toBe(15);
  expect(VIRTUAL_ATR.length).toBe(2 + 4 + 15 + 1);
});
