import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { decodeGb18030 } from '../../../src/card/index.ts';
import { encodeGbk } from '../../../src/reader/vendor/gbk.ts';

test('names and addresses', () => {
  expect(toHex(encodeGbk('测试甲, No.1'))).toBe('b2e2cad4bcd72c204e6f2e31');
  expect(decodeGb18030(encodeGbk('社会保障 镕喆堃'))).toBe('社会保障 镕喆堃');
});

test('every pair that is a character comes back as it went', () => {
  const character = fc
    .tuple(fc.integer({ min: 0xb0, max: 0xf7 }), fc.integer({ min: 0xa1, max: 0xfe }))
    .map((pair) => decodeGb18030(Uint8Array.from(pair)))
    .filter((text) => text !== undefined);
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const text = characters.join('');
      expect(decodeGb18030(encodeGbk(text))).toBe(text);
    }),
  );
});

test('what GBK does not have cannot be written, what is no GBK cannot be read', () => {
  for (const text of ['𠮷', '😀', '\ud800', 'é́']) expect(() => encodeGbk(text)).toThrow(RangeError);
  for (const bytes of [[0xb2], [0xff], [0xb2, 0x20], [0x81, 0x30, 0x81]]) {
    expect(decodeGb18030(Uint8Array.from(bytes))).toBeUndefined();
  }
});
