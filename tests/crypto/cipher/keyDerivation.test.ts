/** SP 800-108 in counter mode against NIST's figures, and diversification in both suites. */

import { describe, expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../../../src/bytes.ts';
import {
  cmac,
  deriveBytes,
  diversify,
  exportSecretKey,
  SecretKey,
} from '../../../src/crypto/index.ts';
import type { CardSerial } from '../../../src/model/index.ts';
import { hex } from '../support.ts';
import vectors from '../vectors/sp800-108.json' with { type: 'json' };

test.each(vectors.cases)('counter $counter, $counterBits bits, L = $bits: $key', (each) => {
  const input = {
    before: hex(each.before),
    after: hex(each.after),
    counterBytes: (each.counterBits / 8) as 1 | 2 | 3 | 4,
  };
  const output = deriveBytes(1, new SecretKey(hex(each.key)), input, each.bits / 8);
  expect(toHex(output)).toBe(each.output);
});

test.each([0, 255 * 16 + 1, 1.5, -1])('%d bytes cannot be derived', (byteCount) => {
  const input = { before: hex(''), after: hex(''), counterBytes: 1 } as const;
  const key = new SecretKey(new Uint8Array(16));
  expect(() => deriveBytes(1, key, input, byteCount)).toThrow(RangeError);
  expect(deriveBytes(2, key, input, 255 * 16)).toHaveLength(255 * 16);
});

describe('a card’s key in suite SM', () => {
  const master = new SecretKey(hex('0123456789abcdeffedcba9876543210'));
  const purpose = {
    serial: '9990000000000001' as CardSerial,
    aid: hex('f04f4e454341524401'),
    role: 'STATE',
  };
  const keyOf = (change: Partial<typeof purpose>, suite: 1 | 2 = 2) =>
    toHex(exportSecretKey(diversify(suite, master, { ...purpose, ...change })));

  test('is one block of SP 800-108 over role, serial and AID', () => {
    const label = concat([hex('01'), utf8('STATE'), hex('00')]);
    const block = concat([label, hex('9990000000000001 f04f4e454341524401 0080')]);
    expect(keyOf({})).toBe(toHex(cmac(2, master, block)));
  });

  test('differs by card, application, role and suite', () => {
    const keys = [
      keyOf({}),
      keyOf({ serial: '9990000000000002' as CardSerial }),
      keyOf({ aid: hex('f04f4e454341524402') }),
      keyOf({ role: 'ENC' }),
      keyOf({}, 1),
    ];
    expect(new Set(keys).size).toBe(5);
  });

  test('needs a master key of 16 bytes', () => {
    const long = new SecretKey(new Uint8Array(32));
    expect(() => diversify(2, long, purpose)).toThrow(RangeError);
  });
});
