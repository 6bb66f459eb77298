/**
 * Certificates as CWT claims (RFC 8392) with the certified key in `cnf` (RFC 8747 §3.2), signed as
 * COSE_Sign1 for the context `OneCard/CERT/1`: about 200 bytes, a third of X.509.
 *
 * A province signs itself and its counties; a county signs cards, its security modules (SAMs) and
 * lists of statuses.
 */

import type { SuiteId } from '../../model/index.ts';
import { type Instant, instant } from '../../time.ts';
import { decodeCbor, encodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import type { CborInput } from '../cbor/value.ts';
import { type CoseContext, parseCose, signCose } from '../cose.ts';
import { AREA_CODE, CHIP_ID, matching, SECONDS_RANGE, wholeSeconds } from '../forms.ts';
import { nameOf, Recent } from '../recent.ts';
import type { PrivateKey } from '../secret.ts';
import type { Suite } from '../suite/suite.ts';
import { keyIdOf, suiteOf } from '../suite/suites.ts';
import { encodeStatusPlace, parseStatusPlace, type StatusPlace } from './statusPlace.ts';

export const CERTIFICATE_CONTEXT: CoseContext = 'OneCard/CERT/1';

/** Twice what a certificate of either suite takes. */
export const CERTIFICATE_BYTES_MAX = 512;

/** The number stands in signed bytes. */
const ROLES = { province: 1, county: 2, sam: 3 } as const;
export type CertificateRole = keyof typeof ROLES;
const ROLE_NAMES = Object.keys(ROLES) as readonly CertificateRole[];

/** Claim keys: RFC 8392 §4, RFC 8747 §3.1; the last three are private use, below -65536. */
export const CLAIMS = {
  issuer: 1,
  subject: 2,
  expiration: 4,
  notBefore: 5,
  confirmation: 8,
  role: -70_005,
  suite: -70_006,
  statusPlace: -70_007,
} as const;
/** COSE_Key inside cnf, RFC 8747 §3.2. */
const CONFIRMATION_COSE_KEY = 1;

/** Those to come too, so that a newer certificate is not called malformed. */
const SUITE_RANGE = { min: 1, max: 255 };

export interface CertificateContent {
  /** Six-digit area code of the signing province, of the county for a SAM. */
  readonly issuer: string;
  /** The key's owner: six-digit area code, or the 16 digits of a SAM's id. */
  readonly subject: string;
  readonly role: CertificateRole;
  /** Whole seconds; valid from this instant on … */
  readonly validFrom: Instant;
  /** … until just before this one. */
  readonly validUntil: Instant;
  /** COSE_Key bytes of the certified key. */
  readonly publicKey: Uint8Array;
  /** Suite of the certified key. */
  readonly suite: SuiteId;
  /** Of a SAM, and of nobody else: where its county's lists say whether it is blocked. */
  readonly statusPlace?: StatusPlace;
}

/** What a certificate says, unproven: `checkChain` proves it. */
export interface Certificate extends CertificateContent {
  /** `keyIdOf` the certified key. */
  readonly keyId: Uint8Array;
  /** Key that the certificate says it was signed with. */
  readonly issuerKeyId: Uint8Array;
  /** The whole signed object. */
  readonly bytes: Uint8Array;
}

/**
 * Signs a certificate; issuer and subject the same make it a root.
 * @throws TypeError, RangeError for content that has not its form
 */
export function issueCertificate(
  issuerSuite: Suite,
  issuerKey: PrivateKey,
  content: CertificateContent,
): Uint8Array {
  return signCose(issuerSuite, issuerKey, {
    keyId: keyIdOf(issuerKey.publicKey),
    payload: certificatePayload(content),
    context: CERTIFICATE_CONTEXT,
  });
}

/**
 * What an issuer signs for CERTIFICATE_CONTEXT.
 * @throws TypeError, RangeError for content that has not its form
 */
export function certificatePayload(content: CertificateContent): Uint8Array {
  matching(content.issuer, 'issuer', AREA_CODE);
  matching(content.subject, 'subject', subjectForm(content.role));
  const place = content.statusPlace;
  if ((place !== undefined) !== (content.role === 'sam')) {
    throw new TypeError('"statusPlace" expected for a SAM, and for nobody else');
  }
  if (content.validUntil <= content.validFrom) {
    throw new RangeError('"validUntil" expected an instant after "validFrom"');
  }
  suiteOf(content.suite).assertPublicKey(content.publicKey);
  const placeClaim: [number, CborInput][] = place
    ? [[CLAIMS.statusPlace, encodeStatusPlace(place)]]
    : [];
  const claims = new Map<number, CborInput>([
    [CLAIMS.issuer, content.issuer],
    [CLAIMS.subject, content.subject],
    [CLAIMS.expiration, wholeSeconds(content.validUntil, 'validUntil')],
    [CLAIMS.notBefore, wholeSeconds(content.validFrom, 'validFrom')],
    [CLAIMS.confirmation, new Map([[CONFIRMATION_COSE_KEY, decodeCbor(content.publicKey)]])],
    [CLAIMS.role, ROLES[content.role]],
    [CLAIMS.suite, content.suite],
    ...placeClaim,
  ]);
  return encodeCbor(claims);
}

/**
 * What a certificate says; its signature is not looked at.
 * @throws OneCardError `crypto.certificate-malformed`, `crypto.cose-malformed`,
 * `crypto.key-malformed`, `crypto.suite-not-available`, `crypto.cbor-…`
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const name = nameOf(bytes);
  const known = parsed.get(name);
  if (known) return known;
  const certificate = parsedCertificate(bytes);
  parsed.set(name, certificate);
  return certificate;
}

/** A hall of modules and the counties of its patients. */
const PARSED_MAX = 256;
const parsed = new Recent<Certificate>(PARSED_MAX);

function parsedCertificate(bytes: Uint8Array): Certificate {
  const sign1 = parseCose(bytes, { bytesMax: CERTIFICATE_BYTES_MAX });
  const fields = new MapFields(decodeCbor(sign1.payload), {
    code: 'crypto.certificate-malformed',
    document: 'certificate',
  });
  const issuer = fields.text(CLAIMS.issuer, 'iss', AREA_CODE);
  const roleNumber = fields.integer(CLAIMS.role, 'role', { min: 1, max: 3 });
  const role = ROLE_NAMES[roleNumber - 1]!;
  const subject = fields.text(CLAIMS.subject, 'sub', subjectForm(role));
  const validUntil = fields.integer(CLAIMS.expiration, 'exp', SECONDS_RANGE);
  const validFrom = fields.integer(CLAIMS.notBefore, 'nbf', SECONDS_RANGE);
  const confirmation = fields.map(CLAIMS.confirmation, 'cnf');
  const publicKey = encodeCbor(confirmation.value(CONFIRMATION_COSE_KEY, 'cnf.COSE_Key'));
  confirmation.end();
  const suite = fields.integer(CLAIMS.suite, 'suite', SUITE_RANGE) as SuiteId;
  const place = role === 'sam' ? { statusPlace: placeOf(fields) } : {};
  fields.end();
  if (validUntil <= validFrom) throw fields.refused('exp', 'an instant after nbf');
  if (sign1.certificates.length > 0) throw fields.refused('chain', 'absent');
  suiteOf(suite).assertPublicKey(publicKey);
  return {
    issuer,
    subject,
    role,
    validFrom: instant(validFrom * 1000),
    validUntil: instant(validUntil * 1000),
    publicKey,
    suite,
    ...place,
    keyId: keyIdOf(publicKey),
    issuerKeyId: sign1.keyId,
    bytes: new Uint8Array(bytes),
  };
}

function subjectForm(role: CertificateRole): RegExp {
  return role === 'sam' ? CHIP_ID : AREA_CODE;
}

function placeOf(fields: MapFields): StatusPlace {
  const place = parseStatusPlace(fields.value(CLAIMS.statusPlace, 'status'));
  if (!place) throw fields.refused('status', 'list number and index');
  return place;
}
