/** The county's limits as a document: what goes in comes out, and nothing else is signed or read. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCbor, keyIdOf, sha256, signCose } from '../../../src/crypto/index.ts';
import type { CountyCode, OfflineLimits } from '../../../src/model/index.ts';
import { amount, type ZERO } from '../../../src/money.ts';
import {
  CARD_COUNT_MAX,
  CARD_DAYS_MAX,
  encodeOfflineLimits,
  OFFLINE_CONTEXT,
  OUTBOX_COUNT_MAX,
  parseOfflineLimits,
  signOfflineLimits,
  verifyOfflineLimits,
} from '../../../src/settlement/index.ts';
import { type Instant, instant, parseInstant } from '../../../src/time.ts';
import { CATALOGUE, PLAN } from '../../centre/visits.ts';
import { fixedKey, flipped, INT } from '../../crypto/support.ts';
import { limitsFor, limitsTrust, signedLimits } from '../../support/offlineLimits.ts';

const NOW = parseInstant('2026-03-09T00:00:00Z');
const LIMITS = limitsFor(PLAN, CATALOGUE, NOW);
const { trust, certificateOf } = limitsTrust(NOW);

test('what a county signs is what a terminal reads', () => {
  const bytes = signedLimits(LIMITS, NOW);
  const verified = verifyOfflineLimits(bytes, trust, NOW);
  expect(verified).toEqual({ outcome: 'valid', limits: { ...LIMITS, hash: sha256(bytes) } });
});

test('every limits that can be written come back the same', () => {
  const fen = fc.bigInt({ min: 0n, max: 10_000_000_000n }).map(amount);
  const second = fc.integer({ min: 0, max: 7_258_118_399 }).map((s) => instant(s * 1000));
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const document = fc.record({
    id: fc.constantFrom('a', 'yinjiang-2019', '999101'),
    hash,
    confirmedAt: second,
  });
  const limits: fc.Arbitrary<OfflineLimits> = fc.record({
    county: fc.constantFrom('999001', '110101').map((code) => code as CountyCode),
    version: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    issuedAt: second,
    card: fc.record({
      sumMax: fen,
      countMax: fc.integer({ min: 0, max: CARD_COUNT_MAX }),
      daysMax: fc.integer({ min: 0, max: CARD_DAYS_MAX }),
    }),
    samDailySumMax: fen,
    outbox: fc.record({ sumMax: fen, countMax: fc.integer({ min: 0, max: OUTBOX_COUNT_MAX }) }),
    ageHoursMax: fc.record({
      plan: fc.integer({ min: 0, max: 744 }),
      catalogue: fc.integer({ min: 0, max: 744 }),
      statusList: fc.integer({ min: 0, max: 72 }),
    }),
    familyAccount: fc.constantFrom('allowance', 'refused'),
    yearRollover: fc.constantFrom('participating', 'refused'),
    plan: document,
    catalogues: fc.array(document, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(limits, (value) => {
      expect(parseOfflineLimits(encodeOfflineLimits(value))).toEqual(value);
    }),
  );
});

describe('is not signed', () => {
  const wrong: readonly (readonly [string, Partial<OfflineLimits>])[] = [
    ['a sum below zero', { samDailySumMax: -1n as typeof ZERO }],
    ['more settlements than the log of a card holds', { card: { ...LIMITS.card, countMax: 21 } }],
    ['a list older than on line', { ageHoursMax: { ...LIMITS.ageHoursMax, statusList: 73 } }],
    ['half a second', { issuedAt: (NOW + 500) as Instant }],
    ['version 0', { version: 0 }],
    ['no county', { county: '' as CountyCode }],
    ['a hash that is none', { plan: { ...LIMITS.plan, hash: new Uint8Array(3) } }],
    ['a word that is none', { familyAccount: 'all' as 'refused' }],
  ];

  test.each(wrong)('%s', (_, change) => {
    expect(() => encodeOfflineLimits({ ...LIMITS, ...change })).toThrow(RangeError);
  });
});

describe('does not count', () => {
  const key = fixedKey(2);
  const cause = (bytes: Uint8Array, at = NOW) => {
    const verified = verifyOfflineLimits(bytes, trust, at);
    return verified.outcome === 'valid' ? 'valid' : verified.cause;
  };
  const signWith = (countyKey = key, certificate = certificateOf('999001')) =>
    signOfflineLimits(LIMITS, { suite: INT, countyKey, certificate });

  test('bytes that are none, or not canonical', () => {
    expect(cause(new Uint8Array(0))).toBe('malformed');
    expect(cause(Uint8Array.of(1, 2, 3))).toBe('malformed');
    const short = signCose(INT, key, {
      keyId: keyIdOf(key.publicKey),
      payload: encodeCbor(new Map([[1, '999001']])),
      context: OFFLINE_CONTEXT,
      certificates: [certificateOf('999001')],
    });
    expect(cause(short)).toBe('malformed');
  });

  test('a flipped bit, another key, another purpose', () => {
    const bytes = signWith();
    expect(cause(flipped(bytes, bytes.length - 1))).toBe('bad-signature');
    expect(cause(signWith(fixedKey(9)))).toBe('bad-signature');
    const asPlan = signCose(INT, key, {
      keyId: keyIdOf(key.publicKey),
      payload: encodeOfflineLimits(LIMITS),
      context: 'OneCard/PLAN/1',
      certificates: [certificateOf('999001')],
    });
    expect(cause(asPlan)).toBe('bad-signature');
  });

  test('a county for another, or one that nobody trusts now', () => {
    expect(cause(signWith(key, certificateOf('990002')))).toBe('wrong-county');
    expect(cause(signWith(), instant(NOW + 900 * 86_400_000))).toBe('untrusted-county');
  });
});
