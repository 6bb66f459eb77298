import { expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { parseHistoricalBytes } from '../../src/card/index.ts';

const parse = (text: string) => parseHistoricalBytes(fromHex(text.replaceAll(' ', '')));
const bytes = (...values: number[]) => Uint8Array.from(values);

test('no historical bytes', () => {
  expect(parse('')).toEqual({ kind: 'none' });
});

test('category 80: objects, the last of them the status', () => {
  // 31: card service data, 73: card capabilities, 83: life cycle and status word.
  expect(parse('80 31 80 73 C0 21 40 83 07 90 00')).toEqual({
    kind: 'compact-tlv',
    objects: [
      { tag: 3, value: bytes(0x80) },
      { tag: 7, value: bytes(0xc0, 0x21, 0x40) },
      { tag: 8, value: bytes(0x07, 0x90, 0x00) },
    ],
    status: { lifeCycle: 7, sw: 0x9000 },
  });
});

test('a status of two bytes is a status word, of one byte a life cycle', () => {
  expect(parse('80 82 90 00')).toMatchObject({ status: { lifeCycle: undefined, sw: 0x9000 } });
  expect(parse('80 81 05')).toMatchObject({ status: { lifeCycle: 5, sw: undefined } });
  expect(parse('80 31 80')).toMatchObject({ status: undefined });
});

test('category 00: the last three bytes are the status', () => {
  expect(parse('00 31 B8 00 90 00')).toEqual({
    kind: 'compact-tlv',
    objects: [{ tag: 3, value: bytes(0xb8) }],
    status: { lifeCycle: 0, sw: 0x9000 },
  });
  expect(parse('00 90 00')).toEqual({ kind: 'malformed', rule: 'status-missing' });
});

test('category 10 refers to DIR, others are the maker’s own', () => {
  expect(parse('10 01')).toEqual({ kind: 'dir-reference', reference: bytes(1) });
  expect(parse('4F 73 45 49 44')).toEqual({ kind: 'proprietary', category: 0x4f });
});

test('an object longer than the historical bytes', () => {
  expect(parse('80 35 01')).toEqual({ kind: 'malformed', rule: 'object-too-long' });
});
