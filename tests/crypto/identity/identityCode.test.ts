/** The identity code: what it says, and each way to bend, borrow or keep it too long, refused by name. */

import { describe, expect, test } from 'vitest';
import {
  type CborInput,
  checkChain,
  decodeBase45,
  decodeCbor,
  encodeBase45,
  encodeCbor,
  IDENTITY_CAUSES,
  IDENTITY_CHARACTERS_MAX,
  IDENTITY_CONTEXT,
  IDENTITY_DAYS_MAX,
  type IdentityFields,
  issueIdentityCode,
  issueStatusList,
  keyIdOf,
  parseCose,
  parseIdentityCode,
  signCose,
  type TrustStore,
  verifyIdentityCode,
} from '../../../src/crypto/index.ts';
import type { CardSerial, CountyCode } from '../../../src/model/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { fixedKey, flipped, hex, refusal, SUITES } from '../support.ts';
import { at, invented, NOW, UNTIL } from '../trust/support.ts';

const DAY = 86_400_000;

describe.each(SUITES)('suite $name', (suite) => {
  const { countyKey, county, root, COUNTY, certificate } = invented(suite);
  const IDENTITY: IdentityFields = {
    name: '测试甲',
    cardSerial: '9990000000000001' as CardSerial,
    county: '999101' as CountyCode,
    participationYears: [2025, 2026],
    category: 'ordinary',
    validFrom: instant(NOW - DAY),
    validUntil: instant(NOW + 89 * DAY),
    statusPlace: { listNumber: 1, index: 7 },
  };
  const list = (change: Partial<Parameters<typeof issueStatusList>[2]> = {}, key = countyKey) =>
    issueStatusList(suite, key, {
      county: IDENTITY.county,
      listNumber: 1,
      version: 1,
      issuedAt: instant(NOW - DAY),
      cardCount: 12,
      exceptions: new Map(),
      ...change,
    });
  const trust: TrustStore = { roots: [root], counties: [county], statusLists: [list()] };
  const code = issueIdentityCode(suite, countyKey, IDENTITY);
  const refusalOf = (text: string, store = trust, now: Instant = NOW) => {
    const verification = verifyIdentityCode(text, store, { now });
    return verification.outcome === 'refused' ? verification.cause : 'valid';
  };

  test('no age of the list switches the check off', () => {
    for (const statusListAgeHoursMax of [0, 73, Number.POSITIVE_INFINITY, Number.NaN]) {
      const verify = () => verifyIdentityCode(code, trust, { now: NOW, statusListAgeHoursMax });
      expect(verify).toThrow(RangeError);
    }
    const strict = { now: NOW, statusListAgeHoursMax: 12 };
    expect(verifyIdentityCode(code, trust, strict)).toMatchObject({ cause: 'list-too-old' });
  });

  test('a renewed certificate that is not valid yet does not put the present one out', () => {
    const renewed = certificate({
      ...COUNTY,
      validFrom: instant(NOW + DAY),
      validUntil: instant(UNTIL + DAY),
    });
    for (const counties of [
      [county, renewed],
      [renewed, county],
    ]) {
      expect(refusalOf(code, { ...trust, counties })).toBe('valid');
    }
    expect(refusalOf(code, { ...trust, counties: [renewed] })).toBe('county-not-trusted');
  });

  /** The code’s payload, changed, under a correct signature. */
  const resigned = (
    change: (fields: Map<number, CborInput>) => void,
    context = IDENTITY_CONTEXT,
  ) => {
    const { payload } = parseCose(parseIdentityCode(code).signed);
    const fields = new Map(decodeCbor(payload) as ReadonlyMap<number, CborInput>);
    change(fields);
    const keyId = keyIdOf(countyKey.publicKey);
    const signed = signCose(suite, countyKey, { keyId, payload: encodeCbor(fields), context });
    return `NC1:${encodeBase45(signed)}`;
  };

  test('says who it is, and fits a small QR code', () => {
    expect(verifyIdentityCode(code, trust, { now: NOW })).toEqual({
      outcome: 'valid',
      identity: IDENTITY,
    });
    expect(code).toMatch(/^NC1:[0-9A-Z $%*+\-./:]+$/);
    // What version 9 with level M holds (ISO/IEC 18004:2015 table 7).
    expect(code.length).toBeLessThanOrEqual(262);
  });

  test('the longest of everything fits too', () => {
    const largest = issueIdentityCode(suite, countyKey, {
      ...IDENTITY,
      name: '\u{20000}'.repeat(50),
      participationYears: [2022, 2023, 2024, 2025, 2026],
      statusPlace: { listNumber: 2 ** 32 - 1, index: 2 ** 32 - 1 },
    });
    expect(largest.length).toBeLessThanOrEqual(IDENTITY_CHARACTERS_MAX);
    expect(parseIdentityCode(largest).identity.name).toHaveLength(100);
  });

  describe('the county’s own mistakes', () => {
    test.each<readonly [string, Partial<IdentityFields>]>([
      ['91 days', { validUntil: instant(IDENTITY.validFrom + 91 * DAY) }],
      ['never valid', { validUntil: IDENTITY.validFrom }],
      ['half a second', { validFrom: instant(IDENTITY.validFrom + 500) }],
      ['no name', { name: '' }],
      ['a name with a line end', { name: '测试\n' }],
      ['a name that begins blank', { name: ' 测试' }],
      ['51 characters', { name: '测'.repeat(51) }],
      ['half a character', { name: '\ud840' }],
      ['a serial of seven bytes', { cardSerial: '99900000000001' as CardSerial }],
      ['no years', { participationYears: [] }],
      ['six years', { participationYears: [2021, 2022, 2023, 2024, 2025, 2026] }],
      ['years not ascending', { participationYears: [2026, 2025] }],
      ['a year twice', { participationYears: [2026, 2026] }],
      ['an unknown category', { category: 'rich' as IdentityFields['category'] }],
      ['list 0', { statusPlace: { listNumber: 0, index: 0 } }],
    ])('%s', (_name, change) => {
      expect(() => issueIdentityCode(suite, countyKey, { ...IDENTITY, ...change })).toThrow(
        /expected/,
      );
    });

    test('90 days are the most', () => {
      const validUntil = instant(IDENTITY.validFrom + IDENTITY_DAYS_MAX * DAY);
      expect(refusalOf(issueIdentityCode(suite, countyKey, { ...IDENTITY, validUntil }))).toBe(
        'valid',
      );
    });
  });

  describe('is refused', () => {
    test.each<readonly [string, string]>([
      ['nothing', ''],
      ['another prefix', code.replace('NC1:', 'HC1:')],
      ['no prefix', code.slice(4)],
      ['lower case', code.toLowerCase()],
      ['a line end behind', `${code}\n`],
      ['cut short', code.slice(0, -2)],
      ['too long', `${code}${'0'.repeat(IDENTITY_CHARACTERS_MAX)}`],
      ['compressed, as others do', 'NC1:6BF'],
    ])('%s: malformed', (_name, text) => {
      expect(refusalOf(text)).toBe('malformed');
    });

    test.each<readonly [string, number, CborInput | undefined]>([
      ['no name', 1, undefined],
      ['name as bytes', 1, hex('41')],
      ['name with a control character', 1, 'A\u0007'],
      ['serial of 7 bytes', 2, hex('99900000000001')],
      ['county of five digits', 3, '99910'],
      ['years as a number', 4, 2026],
      ['no years', 4, []],
      ['a year as text', 4, ['2026']],
      ['category 5', 5, 5],
      ['valid for 91 days', 7, IDENTITY.validFrom / 1000 + 91 * 86_400],
      ['never valid', 7, IDENTITY.validFrom / 1000],
      ['another purpose', 8, 2],
      ['no place', 9, undefined],
      ['half a place', 9, [1]],
      ['an amount added', 10, 100],
    ])('%s, rightly signed: malformed', (_name, key, value) => {
      const text = resigned((fields) => {
        if (value === undefined) fields.delete(key);
        else fields.set(key, value);
      });
      expect(refusalOf(text)).toBe('malformed');
      expect(refusal(() => parseIdentityCode(text)).code).toBe('crypto.identity-malformed');
    });

    test('every single changed byte', () => {
      const bytes = decodeBase45(code.slice(4));
      for (let index = 0; index < bytes.length; index++) {
        const cause = refusalOf(`NC1:${encodeBase45(flipped(bytes, index))}`);
        expect(['malformed', 'unknown-county', 'bad-signature'], `byte ${index}`).toContain(cause);
      }
    });

    test('an object of another kind, rightly signed', () => {
      expect(refusalOf(resigned(() => undefined, 'OneCard/SOD/1'))).toBe('bad-signature');
    });

    test('a county that is not known, not trusted, or another', () => {
      expect(refusalOf(code, { ...trust, counties: [] })).toBe('unknown-county');
      const { counties, ...without } = trust;
      expect(counties).toHaveLength(1);
      expect(refusalOf(code, without)).toBe('unknown-county');
      const foreign = fixedKey(0x71, suite);
      expect(refusalOf(issueIdentityCode(suite, foreign, IDENTITY))).toBe('unknown-county');
      const self = certificate(COUNTY, fixedKey(0x72, suite));
      expect(verifyIdentityCode(code, { ...trust, counties: [self] }, { now: NOW })).toEqual({
        outcome: 'refused',
        cause: 'county-not-trusted',
        chainCause: 'unknown-root',
      });
      const neighbour = { ...IDENTITY, county: '999102' as CountyCode };
      expect(refusalOf(issueIdentityCode(suite, countyKey, neighbour))).toBe('wrong-county');
    });

    test('a county whose certificate has expired', () => {
      const store = { ...trust, counties: [certificate({ ...COUNTY, validUntil: NOW })] };
      expect(verifyIdentityCode(code, store, { now: NOW })).toMatchObject({
        cause: 'county-not-trusted',
        chainCause: 'expired',
      });
      // A renewed certificate of the same key beside it is the one that counts.
      expect(refusalOf(code, { ...store, counties: [...store.counties, county] })).toBe('valid');
    });

    test.each<readonly [string, number, string]>([
      ['a millisecond before', IDENTITY.validFrom - 1, 'not-yet-valid'],
      ['the first instant', IDENTITY.validFrom, 'valid'],
      ['the last millisecond', IDENTITY.validUntil - 1, 'list-too-old'],
      ['the instant of expiry', IDENTITY.validUntil, 'expired'],
      ['a year later', UNTIL - 1, 'expired'],
    ])('%s: %s', (_name, now, cause) => {
      expect(refusalOf(code, trust, now as Instant)).toBe(cause);
    });

    test('a blocked or suspended card, or no list that says', () => {
      const withList = (...lists: readonly Uint8Array[]) =>
        refusalOf(code, { ...trust, statusLists: lists });
      expect(withList(list({ exceptions: new Map([[7, 'blocked']]) }))).toBe('blocked');
      expect(withList(list({ exceptions: new Map([[7, 'suspended']]) }))).toBe('suspended');
      expect(withList()).toBe('list-missing');
      expect(withList(list({ listNumber: 2 }))).toBe('list-missing');
      expect(withList(list({}, fixedKey(0x71, suite)))).toBe('list-missing');
      expect(withList(list({ cardCount: 4 }))).toBe('not-in-list');
      expect(withList(list({ issuedAt: at('2026-06-01T00:00:01Z') }))).toBe('list-from-future');
      expect(withList(list({ issuedAt: instant(NOW - 3 * DAY) }))).toBe('valid');
      expect(withList(list({ issuedAt: instant(NOW - 3 * DAY - 1000) }))).toBe('list-too-old');
    });
  });

  test('the county is the one of the chain', () => {
    expect(checkChain([county], trust, NOW).outcome).toBe('trusted');
  });
});

test.each(Object.entries(IDENTITY_CAUSES))('%s says so in both languages', (_cause, text) => {
  expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(text.en).toMatch(/^[a-z’();, ]+$/);
});
