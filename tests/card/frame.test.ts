import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { FILES, frame, SIGNED_FILES, unframe } from '../../src/card/index.ts';
import { flipped, refusal } from './refusal.ts';

const bytes = (text: string) => fromHex(text.replaceAll(' ', ''));

test('content stands behind 53 82 LLLL, and the file ends with it', () => {
  expect(toHex(frame(bytes('A10102'), 10))).toBe(toHex(bytes('53820003 A10102')));
  expect(frame(new Uint8Array(6).fill(1), 10)).toHaveLength(10);
});

test.each([0, 7])('%i bytes do not fit a file of ten', (length) => {
  expect(() => frame(new Uint8Array(length), 10)).toThrow(RangeError);
});

test.each([
  ['52820003 A10102', 0, 'tag'],
  ['53810003 A10102', 1, 'length-form'],
  ['53030003 A10102', 1, 'length-form'],
  ['53820000 000000', 2, 'length'],
  ['53820004 A10102', 2, 'length'],
  ['53820003 A1', 2, 'length'],
  ['53820003 A10102 00', 7, 'bytes-after-content'],
  ['53820003 A10102 000001', 7, 'bytes-after-content'],
  ['538200', 3, 'head-too-short'],
  ['', 0, 'tag'],
])('%s is refused at byte %i: %s', (hex, offset, rule) => {
  expect(refusal(() => unframe(bytes(hex), 'EF.HOLDER'))).toEqual({
    code: 'card.malformed-frame',
    detail: { file: 'EF.HOLDER', offset, rule },
  });
});

test('property: unframe is the inverse of frame, and no byte is free to change', () => {
  const content = fc.uint8Array({ minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(content, fc.nat(), fc.integer({ min: 1, max: 255 }), (inner, at, mask) => {
      const file = frame(inner, 64);
      expect(unframe(file, 'EF.CARD')).toEqual(inner);
      const changed = flipped(file, at % file.length, mask);
      let read: Uint8Array | undefined;
      try {
        read = unframe(changed, 'EF.CARD');
      } catch (error) {
        expect(error).toMatchObject({ code: 'card.malformed-frame' });
      }
      // Whatever is still read differs from what was written: the digest over it will not agree.
      if (read) expect(toHex(read)).not.toBe(toHex(inner));
    }),
  );
});

describe('the table of files', () => {
  test('short identifiers are legal and name one file each in their directory', () => {
    const names = Object.values(FILES).map(({ parent, sfi }) => `${parent} ${sfi}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { sfi } of Object.values(FILES)) {
      expect(sfi).toBeGreaterThanOrEqual(1);
      expect(sfi).toBeLessThanOrEqual(30);
    }
  });

  test('the signed files are those that the table marks', () => {
    const marked = Object.entries(FILES).filter(([, { isSigned }]) => isSigned);
    expect(marked.map(([name]) => name)).toEqual([...SIGNED_FILES]);
  });

  test('all files together fit the smallest card in question', () => {
    const total = Object.values(FILES).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(total).toBe(6590);
  });
});
