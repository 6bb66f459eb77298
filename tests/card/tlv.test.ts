import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { encodeFci, encodeTlv, ONECARD_AID, parseFci, parseTlv } from '../../src/card/index.ts';
import { refusal } from './refusal.ts';

const bytes = (text: string) => fromHex(text.replaceAll(' ', ''));

test.each([
  [0x53, 0, '5300'],
  [0x53, 1, '5301'],
  [0x53, 0x7f, '537f'],
  [0x53, 0x80, '538180'],
  [0x53, 0xff, '5381ff'],
  [0x53, 0x100, '53820100'],
  [0x7f49, 2, '7f4902'],
])('tag %i with %i bytes has the head %s', (tag, length, head) => {
  const encoded = encodeTlv(tag, new Uint8Array(length).fill(0xee));
  expect(toHex(encoded.subarray(0, head.length / 2))).toBe(head);
  expect(parseTlv(encoded, 'test')).toEqual([{ tag, value: new Uint8Array(length).fill(0xee) }]);
});

test.each([
  ['53', 1, 'length-missing'],
  ['5302AA', 1, 'length-beyond-end'],
  ['5380', 1, 'length-form'],
  ['53817FAA', 1, 'length-form'],
  ['538200FF', 1, 'length-form'],
  ['5383000001AA', 1, 'length-form'],
  ['5381', 1, 'length-missing'],
  ['538201', 1, 'length-missing'],
  ['9F', 0, 'tag'],
  ['9F1E00', 0, 'tag'],
  ['9F8101 00', 0, 'tag'],
  ['8401AA 53', 4, 'length-missing'],
  ['8401AA'.repeat(33), 96, 'too-many-objects'],
])('%s is refused at byte %i: %s', (hex, offset, rule) => {
  expect(refusal(() => parseTlv(bytes(hex), 'FCI'))).toEqual({
    code: 'card.malformed-file',
    detail: { file: 'FCI', offset, rule },
  });
});

test('a length beyond two bytes is the caller’s bug', () => {
  expect(() => encodeTlv(0x53, new Uint8Array(0x10000))).toThrow(RangeError);
});

test('the FCI names application, profile version and suites', () => {
  const fci = encodeFci(ONECARD_AID, 1, [1, 2]);
  expect(toHex(fci)).toBe(toHex(bytes('6F14 8409F04F4E454341524401 A507 800101 81020102')));
  const expected = { aid: ONECARD_AID, profileVersion: 1, suites: [1, 2], commit: 'two-slot' };
  expect(parseFci(fci)).toEqual(expected);
  const atomic = encodeFci(ONECARD_AID, 1, [1, 2], 'atomic');
  expect(parseFci(atomic)).toEqual({ ...expected, commit: 'atomic' });
  expect(toHex(atomic).slice(toHex(fci).length)).toBe('820101');
});

test.each([
  ['8409F04F4E454341524401', 'unexpected-objects'],
  ['6F0B 8409F04F4E454341524401', 'unexpected-objects'],
  ['6F13 A506 800101 810101 8409F04F4E454341524401', 'unexpected-objects'],
  ['6F0E 8404F04F4E45 A506 800101 810101', 'aid-length'],
  ['6F14 8409F04F4E454341524401 A507 80020001 810101', 'profile-version-length'],
  ['6F12 8409F04F4E454341524401 A505 800101 8100', 'suites-missing'],
])('%s is no FCI of ours: %s', (hex, rule) => {
  expect(refusal(() => parseFci(bytes(hex))).detail.rule).toBe(rule);
});
