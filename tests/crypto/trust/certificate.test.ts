/** Certificates: their claims, and every claim out of form. */

import { describe, expect, test } from 'vitest';
import {
  type CborInput,
  type CborValue,
  CERTIFICATE_CONTEXT,
  type CertificateContent,
  CLAIMS,
  decodeCbor,
  encodeCbor,
  keyIdOf,
  parseCertificate,
  parseCose,
  signCose,
} from '../../../src/crypto/index.ts';
import type { SuiteId } from '../../../src/model/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { fixedKey, hex, refusal, SUITES } from '../support.ts';
import { invented } from './support.ts';

describe.each(SUITES)('suite $name', (suite) => {
  const { COUNTY, certificate, county, countyKey, provinceKey, provinceKeyId, root } =
    invented(suite);

  test('comes back as it was issued', () => {
    expect(parseCertificate(county)).toEqual({
      ...COUNTY,
      keyId: keyIdOf(countyKey.publicKey),
      issuerKeyId: provinceKeyId,
      bytes: county,
    });
  });

  test('two fit EF.CHAIN, whose 512 bytes also hold a frame', () => {
    expect(county.length).toBeLessThanOrEqual(240);
  });

  test('carries the claims of RFC 8392 and RFC 8747 in whole seconds', () => {
    const claims = decodeCbor(parseCose(county).payload);
    expect(claims).toEqual(
      new Map<number, CborValue>([
        [1, '990000'],
        [2, '999101'],
        [4, Date.parse('2029-01-01T00:00:00Z') / 1000],
        [5, Date.parse('2026-01-01T00:00:00Z') / 1000],
        [8, new Map([[1, decodeCbor(countyKey.publicKey)]])],
        [-70_005, 2],
        [-70_006, suite.id],
      ]),
    );
  });

  describe('the issuer’s own mistakes', () => {
    const refused: readonly (readonly [string, Partial<CertificateContent>, typeof TypeError])[] = [
      ['issuer of five digits', { issuer: '99000' }, TypeError],
      ['subject with a letter', { subject: '99910A' }, TypeError],
      ['never valid', { validUntil: COUNTY.validFrom }, RangeError],
      ['half a second', { validFrom: instant(COUNTY.validFrom + 500) }, RangeError],
      ['before 1970', { validFrom: instant(-1000) }, RangeError],
      ['an instant that is none', { validUntil: Number.NaN as Instant }, RangeError],
    ];
    test.each(refused)('%s', (_name, change, error) => {
      expect(() => certificate({ ...COUNTY, ...change })).toThrow(error);
    });

    test('a key off the curve, a suite that is not there', () => {
      const offCurve = COUNTY.publicKey.with(74, COUNTY.publicKey[74]! ^ 1);
      const codeOf = (change: Partial<CertificateContent>) =>
        refusal(() => certificate({ ...COUNTY, ...change })).code;
      expect(codeOf({ publicKey: offCurve })).toBe('crypto.key-malformed');
      expect(codeOf({ suite: suite.id === 1 ? 2 : 1 })).toBe('crypto.key-malformed');
      expect(codeOf({ suite: 3 as SuiteId })).toBe('crypto.suite-not-available');
    });
  });

  /** The county's claims, changed, under a correct signature. */
  function withClaims(change: (claims: Map<number, CborInput>) => void): Uint8Array {
    const claims = new Map(decodeCbor(parseCose(county).payload) as ReadonlyMap<number, CborInput>);
    change(claims);
    return signCose(suite, provinceKey, {
      keyId: provinceKeyId,
      payload: encodeCbor(claims),
      context: CERTIFICATE_CONTEXT,
    });
  }

  describe('claims out of form', () => {
    const keyMap = decodeCbor(countyKey.publicKey);
    test.each<readonly [string, number, CborInput | undefined, string]>([
      ['issuer absent', CLAIMS.issuer, undefined, 'iss'],
      ['issuer as number', CLAIMS.issuer, 990_000, 'iss'],
      ['subject of seven digits', CLAIMS.subject, '9991011', 'sub'],
      ['subject with a line end', CLAIMS.subject, '999101\n', 'sub'],
      ['subject in full-width digits', CLAIMS.subject, '９９９１０１', 'sub'],
      ['expiration absent', CLAIMS.expiration, undefined, 'exp'],
      ['expiration before 1970', CLAIMS.expiration, -1, 'exp'],
      ['expiration in 2200', CLAIMS.expiration, 7_258_118_400, 'exp'],
      ['expiration at the beginning', CLAIMS.expiration, COUNTY.validFrom / 1000, 'exp'],
      ['not-before as text', CLAIMS.notBefore, '2026', 'nbf'],
      ['confirmation absent', CLAIMS.confirmation, undefined, 'cnf'],
      ['confirmation empty', CLAIMS.confirmation, new Map(), 'cnf.COSE_Key'],
      ['confirmation as bytes', CLAIMS.confirmation, countyKey.publicKey, 'cnf'],
      [
        'confirmation with a kid',
        CLAIMS.confirmation,
        new Map<number, CborInput>([
          [1, keyMap],
          [3, provinceKeyId],
        ]),
        'key 3',
      ],
      ['role 0', CLAIMS.role, 0, 'role'],
      ['role 4', CLAIMS.role, 4, 'role'],
      ['suite 0', CLAIMS.suite, 0, 'suite'],
      ['suite absent', CLAIMS.suite, undefined, 'suite'],
      ['audience added', 3, '999102', 'key 3'],
      ['issued-at added', 6, 1, 'key 6'],
    ])('%s', (_name, claim, value, field) => {
      const bytes = withClaims((claims) => {
        if (value === undefined) claims.delete(claim);
        else claims.set(claim, value);
      });
      const refused = refusal(() => parseCertificate(bytes));
      expect(refused).toMatchObject({ code: 'crypto.certificate-malformed', detail: { field } });
    });

    test('a key that is none, or of another suite', () => {
      const codeOf = (change: (claims: Map<number, CborInput>) => void) =>
        refusal(() => parseCertificate(withClaims(change))).code;
      const offCurve = new Map(keyMap as ReadonlyMap<number, CborValue>).set(
        -3,
        new Uint8Array(32),
      );
      expect(codeOf((claims) => claims.set(CLAIMS.confirmation, new Map([[1, offCurve]])))).toBe(
        'crypto.key-malformed',
      );
      const other = suite.id === 1 ? 2 : 1;
      expect(codeOf((claims) => claims.set(CLAIMS.suite, other))).toBe('crypto.key-malformed');
      expect(codeOf((claims) => claims.set(CLAIMS.suite, 3))).toBe('crypto.suite-not-available');
    });

    test('a chain inside a certificate', () => {
      const { payload } = parseCose(county);
      const bytes = signCose(suite, provinceKey, {
        keyId: provinceKeyId,
        payload,
        context: CERTIFICATE_CONTEXT,
        certificates: [Uint8Array.of(0)],
      });
      expect(refusal(() => parseCertificate(bytes)).detail.field).toBe('chain');
    });

    test('larger than any certificate', () => {
      const payload = new Uint8Array(600);
      const bytes = signCose(suite, provinceKey, {
        keyId: provinceKeyId,
        payload,
        context: CERTIFICATE_CONTEXT,
      });
      expect(refusal(() => parseCertificate(bytes)).code).toBe('crypto.cbor-too-large');
    });

    test('something else altogether', () => {
      expect(refusal(() => parseCertificate(hex('a0'))).code).toBe('crypto.cose-malformed');
    });
  });

  test('a root names itself, and its signature is not what parsing looks at', () => {
    expect(parseCertificate(root)).toMatchObject({ issuer: '990000', subject: '990000' });
    const foreign = certificate(COUNTY, fixedKey(0x77, suite));
    expect(parseCertificate(foreign).issuerKeyId).toEqual(keyIdOf(fixedKey(0x77, suite).publicKey));
  });
});
