/** A security module's certificate and status: each way it can be no module of this county today. */

import { describe, expect, test } from 'vitest';
import {
  type CertificateContent,
  checkChain,
  checkSam,
  issueCertificate,
  issueStatusList,
  parseCertificate,
  SAM_CAUSES,
  type TrustStore,
} from '../../../src/crypto/index.ts';
import type { CountyCode, SamId } from '../../../src/model/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { fixedKey, flipped, SUITES } from '../support.ts';
import { FROM, invented, NOW, UNTIL } from './support.ts';

const SAM_ID = '9990000000000002' as SamId;

describe.each(SUITES)('suite $name', (suite) => {
  const { countyKey, county: countyBytes, root, COUNTY, PROVINCE, certificate } = invented(suite);
  const samKey = fixedKey(0x54, suite);
  const SAM: CertificateContent = {
    issuer: '999101',
    subject: SAM_ID,
    role: 'sam',
    validFrom: FROM,
    validUntil: UNTIL,
    publicKey: samKey.publicKey,
    suite: suite.id,
    statusPlace: { listNumber: 3, index: 5 },
  };
  const sam = issueCertificate(suite, countyKey, SAM);
  const list = (
    change: Partial<Parameters<typeof issueStatusList>[2]> = {},
    kind = 'sams' as const,
  ) =>
    issueStatusList(
      suite,
      countyKey,
      {
        county: '999101' as CountyCode,
        listNumber: 3,
        version: 1,
        issuedAt: NOW,
        cardCount: 8,
        exceptions: new Map(),
        ...change,
      },
      kind,
    );
  const trust: TrustStore = { roots: [root], statusLists: [], samStatusLists: [list()] };
  const chain = checkChain([countyBytes], trust, NOW);
  if (chain.outcome !== 'trusted') throw new Error('county not trusted');
  const causeOf = (bytes: Uint8Array, store = trust, now: Instant = NOW, id = SAM_ID) => {
    const verification = checkSam(bytes, id, chain.county, store, now);
    return verification.outcome === 'refused' ? verification.cause : 'trusted';
  };

  test('one that its county certified and does not block', () => {
    const verification = checkSam(sam, SAM_ID, chain.county, trust, NOW);
    expect(verification).toEqual({ outcome: 'trusted', sam: parseCertificate(sam) });
    expect(parseCertificate(sam)).toMatchObject({ role: 'sam', statusPlace: SAM.statusPlace });
    expect(sam.length).toBeLessThan(256);
  });

  test('its certificate stands for no county, and a county’s for no module', () => {
    expect(checkChain([sam], trust, NOW).outcome).toBe('refused');
    expect(causeOf(countyBytes)).toBe('wrong-role');
  });

  test.each<readonly [string, () => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(), 'malformed'],
    ['a changed signature', () => flipped(sam, sam.length - 1), 'bad-signature'],
    [
      'another county’s',
      () => issueCertificate(suite, countyKey, { ...SAM, issuer: '999102' }),
      'wrong-issuer',
    ],
    ['signed by itself', () => issueCertificate(suite, samKey, SAM), 'bad-signature'],
    [
      'of another module',
      () => issueCertificate(suite, countyKey, { ...SAM, subject: '9990000000000003' }),
      'wrong-module',
    ],
  ])('%s', (_name, bytes, cause) => {
    expect(causeOf(bytes())).toBe(cause);
  });

  test.each<readonly [string, number, string]>([
    ['before', FROM - 1, 'not-yet-valid'],
    ['the first instant', FROM, 'trusted'],
    ['the last millisecond', UNTIL - 1, 'trusted'],
    ['after', UNTIL, 'expired'],
  ])('clock: %s', (_name, now, cause) => {
    const issuedAt = instant(now - (now % 1000));
    const store = { ...trust, samStatusLists: [list({ issuedAt })] };
    expect(causeOf(sam, store, now as Instant)).toBe(cause);
  });

  test('the county’s list of modules decides, and no other list', () => {
    const withLists = (...lists: readonly Uint8Array[]) =>
      causeOf(sam, { ...trust, samStatusLists: lists });
    expect(withLists(list({ exceptions: new Map([[5, 'blocked']]) }))).toBe('blocked');
    expect(withLists(list({ exceptions: new Map([[5, 'suspended']]) }))).toBe('suspended');
    expect(withLists(list(), list({ version: 2, exceptions: new Map([[5, 'blocked']]) }))).toBe(
      'blocked',
    );
    expect(withLists()).toBe('list-missing');
    expect(withLists(list({}, 'cards' as 'sams'))).toBe('list-missing');
    expect(withLists(list({ listNumber: 4 }))).toBe('list-missing');
    expect(withLists(list({ cardCount: 4 }))).toBe('not-in-list');
    expect(withLists(list({ issuedAt: instant(NOW + 1000) }))).toBe('list-from-future');
    const hoursAgo = (hours: number) => list({ issuedAt: instant(NOW - hours * 3_600_000) });
    expect(withLists(hoursAgo(72))).toBe('trusted');
    expect(withLists(hoursAgo(73))).toBe('list-too-old');
    const { samStatusLists, ...none } = trust;
    expect(samStatusLists).toHaveLength(1);
    expect(causeOf(sam, { ...none, statusLists: [list()] })).toBe('list-missing');
  });

  test('a place for a module, and for nobody else', () => {
    const { statusPlace, ...without } = SAM;
    expect(() => issueCertificate(suite, countyKey, without)).toThrow(TypeError);
    expect(() => certificate({ ...COUNTY, statusPlace: statusPlace! })).toThrow(TypeError);
    expect(() => certificate({ ...PROVINCE, subject: SAM_ID })).toThrow(TypeError);
    expect(() => issueCertificate(suite, countyKey, { ...SAM, subject: '999101' })).toThrow(
      TypeError,
    );
  });
});

test.each(Object.entries(SAM_CAUSES))('%s says so in both languages', (_cause, text) => {
  expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(text.en).toMatch(/^[a-z’() ]+$/);
});
