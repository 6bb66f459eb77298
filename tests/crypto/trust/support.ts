/** An invented province 990000 and its county 999101, with certificates of three years. */

import {
  type CertificateContent,
  issueCertificate,
  keyIdOf,
  parseCertificate,
} from '../../../src/crypto/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { fixedKey, INT } from '../support.ts';

export const at = (text: string): Instant => instant(Date.parse(text));

export const FROM = at('2026-01-01T00:00:00Z');
export const NOW = at('2026-06-01T00:00:00Z');
export const UNTIL = at('2029-01-01T00:00:00Z');

export const provinceKey = fixedKey(0x31);
export const countyKey = fixedKey(0x32);

export const PROVINCE: CertificateContent = {
  issuer: '990000',
  subject: '990000',
  role: 'province',
  validFrom: FROM,
  validUntil: at('2036-01-01T00:00:00Z'),
  publicKey: provinceKey.publicKey,
  suite: 1,
};
export const COUNTY: CertificateContent = {
  issuer: '990000',
  subject: '999101',
  role: 'county',
  validFrom: FROM,
  validUntil: UNTIL,
  publicKey: countyKey.publicKey,
  suite: 1,
};

/** Signed by the province unless another key is given. */
export function certificate(content: CertificateContent, signer = provinceKey): Uint8Array {
  return issueCertificate(INT, signer, content);
}

export const root = certificate(PROVINCE);
export const county = certificate(COUNTY);
export const parsedCounty = parseCertificate(county);
export const provinceKeyId = keyIdOf(provinceKey.publicKey);
