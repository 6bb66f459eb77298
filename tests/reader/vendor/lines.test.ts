import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, utf8 } from '../../../src/bytes.ts';
import { LineCutter } from '../../../src/reader/vendor/lines.ts';

test('any cutting of the stream gives the same lines', () => {
  const line = fc
    .uint8Array({ maxLength: 20 })
    .map((bytes) => bytes.filter((byte) => byte !== 0x0a));
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.nat(9), { maxLength: 60 }),
      (lines, cuts) => {
        const stream = concat(lines.flatMap((each) => [each, utf8('\n')]));
        const cutter = new LineCutter(20);
        const found: Uint8Array[] = [];
        let at = 0;
        for (const size of [...cuts, stream.length]) {
          const cut = cutter.push(stream.subarray(at, at + size));
          if (cut === 'too-long') throw new Error('no line is too long');
          found.push(...cut);
          at += size;
        }
        expect(found).toEqual(lines);
      },
    ),
  );
});

test('a line may be as long as allowed, and not one byte longer', () => {
  const exact = new LineCutter(4);
  expect(exact.push(utf8('abcd\nab'))).toEqual([utf8('abcd')]);
  expect(exact.push(utf8('cd'))).toEqual([]);
  expect(exact.push(utf8('\n'))).toEqual([utf8('abcd')]);
  expect(new LineCutter(4).push(utf8('abcde\n'))).toBe('too-long');
  expect(new LineCutter(4).push(utf8('ok\nabcde'))).toBe('too-long');
});

test('what is kept does not change with the chunk it came in', () => {
  const cutter = new LineCutter(10);
  const chunk = utf8('ab');
  cutter.push(chunk);
  chunk.fill(0x78);
  expect(cutter.push(utf8('c\n'))).toEqual([utf8('abc')]);
});
