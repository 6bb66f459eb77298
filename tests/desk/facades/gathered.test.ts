/** Bytes in many parts: all of them, in their order, each copied a few times at most. */

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Gathered } from '../../../src/desk/facades/shared/gathered.ts';

test('what is added and dropped leaves what a text would hold', () => {
  const step = fc.oneof(fc.uint8Array({ maxLength: 2_000 }), fc.nat({ max: 3_000 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const gathered = new Gathered();
      let expected = Buffer.alloc(0);
      for (const each of steps) {
        if (typeof each === 'number') {
          const count = Math.min(each, expected.length);
          gathered.drop(count);
          expected = expected.subarray(count);
        } else {
          gathered.add(Buffer.from(each));
          expected = Buffer.concat([expected, each]);
        }
        expect(gathered.length).toBe(expected.length);
        expect(gathered.bytes.equals(expected)).toBe(true);
      }
    }),
  );
});

test('a message in a hundred thousand parts is copied in proportion to its length', () => {
  const copied = vi.spyOn(Buffer.prototype, 'copy');
  const gathered = new Gathered();
  const part = Buffer.from('0123456789');
  for (let count = 0; count < 100_000; count++) gathered.add(part);
  const bytes = copied.mock.results.reduce((sum, { value }) => sum + Number(value), 0);
  copied.mockRestore();
  expect(gathered.length).toBe(1_000_000);
  expect(bytes).toBeLessThan(4 * gathered.length);
});
