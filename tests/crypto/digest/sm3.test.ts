/** SM3 of the runtime and our own against GB/T 32905, and the choice between them. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { sm3Native, workingSm3 } from '../../../src/crypto/digest/sm3.ts';
import { sm3Portable } from '../../../src/crypto/digest/sm3Portable.ts';
import { hex, SM } from '../support.ts';
import vectors from '../vectors/sm3.json' with { type: 'json' };

test.each(vectors.cases)('$len bits', ({ msg, md }) => {
  expect(toHex(sm3Native(hex(msg)))).toBe(md);
  expect(toHex(sm3Portable(hex(msg)))).toBe(md);
  expect(toHex(SM.digest(hex(msg)))).toBe(md);
});

test('both agree on every length up to three blocks, and on any bytes', () => {
  for (let length = 0; length <= 192; length++) {
    const message = new Uint8Array(length).fill(length);
    expect(sm3Portable(message)).toEqual(sm3Native(message));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (message) => {
      expect(sm3Portable(message)).toEqual(sm3Native(message));
    }),
  );
});

test('a runtime without SM3, or with a wrong one, is not used', () => {
  const absent = () => {
    throw new Error('Digest method not supported');
  };
  expect(workingSm3(sm3Native, sm3Portable)).toBe(sm3Native);
  expect(workingSm3(absent, sm3Portable)).toBe(sm3Portable);
  expect(workingSm3(() => new Uint8Array(32), sm3Portable)).toBe(sm3Portable);
});
