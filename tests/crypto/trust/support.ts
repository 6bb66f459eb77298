/** An invented province 990000 and its county 999101, with certificates of three years. */

import {
  type CertificateContent,
  issueCertificate,
  keyIdOf,
  parseCertificate,
  type Suite,
} from '../../../src/crypto/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { fixedKey, INT } from '../support.ts';

export const at = (text: string): Instant => instant(Date.parse(text));

export const FROM = at('2026-01-01T00:00:00Z');
export const NOW = at('2026-06-01T00:00:00Z');
export const UNTIL = at('2029-01-01T00:00:00Z');

export type Invented = ReturnType<typeof invented>;

/** Keys, contents and certificates of both, in one suite. */
export function invented(suite: Suite) {
  const provinceKey = fixedKey(0x31, suite);
  const countyKey = fixedKey(0x32, suite);
  const PROVINCE: CertificateContent = {
    issuer: '990000',
    subject: '990000',
    role: 'province',
    validFrom: FROM,
    validUntil: at('2036-01-01T00:00:00Z'),
    publicKey: provinceKey.publicKey,
    suite: suite.id,
  };
  const COUNTY: CertificateContent = {
    issuer: '990000',
    subject: '999101',
    role: 'county',
    validFrom: FROM,
    validUntil: UNTIL,
    publicKey: countyKey.publicKey,
    suite: suite.id,
  };
  /** Signed by the province unless another key is given. */
  const certificate = (content: CertificateContent, signer = provinceKey): Uint8Array =>
    issueCertificate(suite, signer, content);
  const county = certificate(COUNTY);
  return {
    provinceKey,
    countyKey,
    PROVINCE,
    COUNTY,
    certificate,
    root: certificate(PROVINCE),
    county,
    parsedCounty: parseCertificate(county),
    provinceKeyId: keyIdOf(provinceKey.publicKey),
  };
}

/** In suite INT, as docs/formats/crypto.md shows them. */
export const { PROVINCE, COUNTY } = invented(INT);
