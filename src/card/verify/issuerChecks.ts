/** What the county says of the card, each statement checked by itself. */

import { equalBytes } from '../../bytes.ts';
import {
  type Certificate,
  type CoseSign1,
  parseCertificate,
  parseCose,
  type Suite,
  suiteOf,
  suiteOfKey,
  verifyCose,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardRecord, SuiteId } from '../../model/index.ts';
import type { PlainDate } from '../../time.ts';
import {
  DIGEST_ALGORITHMS,
  parseSecurityObject,
  SECURITY_OBJECT_CONTEXT,
  type SecurityObject,
} from '../codec/securityObject.ts';
import { fileNumberOf, type SignedFileName } from '../files.ts';
import type { CheckCause } from './checks.ts';

/**
 * What the checks look at, parsed once. Nothing in it is proven: only all checks together prove it.
 * A part that could not be parsed is absent, and the checks that need it fail.
 */
export interface IssuerView {
  readonly county: Certificate | undefined;
  readonly sign1: CoseSign1 | undefined;
  readonly object: SecurityObject | undefined;
  /** The suite that EF.CARD names. */
  readonly suite: Suite | undefined;
}

export function issuerViewOf(record: CardRecord): IssuerView {
  const [certificate] = record.chain;
  const sign1 = orAbsent(() => parseCose(record.securityObject));
  return {
    county: certificate && orAbsent(() => parseCertificate(certificate)),
    sign1,
    object: sign1 && orAbsent(() => parseSecurityObject(sign1.payload)),
    suite: orAbsent(() => suiteOf(record.card.suite)),
  };
}

/** EF.SOD is well formed and signed by the key of the certificate on the card. */
export function issuerSignatureCause(
  record: CardRecord,
  { county, sign1, object }: IssuerView,
): CheckCause | undefined {
  // The chain has a file of its own: what stands beside the signature would not be covered by it.
  if (!sign1 || !object || sign1.certificates.length > 0) return 'malformed-object';
  if (!county) return 'not-run';
  const { outcome } = verifyCose(
    record.securityObject,
    county.publicKey,
    suiteOf(county.suite),
    SECURITY_OBJECT_CONTEXT,
  );
  return outcome === 'valid' ? undefined : 'wrong-signature';
}

/** One suite everywhere: EF.CARD, certificate, signature, digests and both card keys. */
export function suiteCause(
  record: CardRecord,
  { county, sign1, object, suite }: IssuerView,
): CheckCause | undefined {
  if (!suite) return 'suite-not-available';
  if (!county || !sign1 || !object) return 'not-run';
  const isOne =
    county.suite === suite.id &&
    sign1.algorithm === suite.coseAlgorithm &&
    object.digestAlgorithm === DIGEST_ALGORITHMS[record.card.suite] &&
    isKeyOf(object.authenticationKey, suite.id) &&
    isKeyOf(object.settlementKey, suite.id);
  return isOne ? undefined : 'suite-mismatch';
}

/** Whether a key out of the security object is a point on the suite's curve. */
export function isKeyOf(key: Uint8Array, suite: SuiteId): boolean {
  return orAbsent(() => suiteOfKey(key))?.id === suite;
}

/** First and last day of the security object, both included; it was not signed in the future. */
export function objectDatesCause(
  object: SecurityObject | undefined,
  today: PlainDate,
): CheckCause | undefined {
  if (!object) return 'not-run';
  if (today < object.validFrom || today < object.signedOn) return 'dates-not-begun';
  return today > object.validUntil ? 'dates-over' : undefined;
}

export function fileDigestCause(
  record: CardRecord,
  file: SignedFileName,
  { object, suite }: IssuerView,
): CheckCause | undefined {
  const number = fileNumberOf(file);
  const bytes = record.files.get(number)?.bytes;
  const digest = object?.digests.get(number);
  if (!bytes || !digest || !suite) return 'not-run';
  return equalBytes(suite.digest(bytes), digest) ? undefined : 'digest-mismatch';
}

/** The serial of EF.CARD stands in every static file and in the security object. */
export function cardSerialCause(
  { card, files }: CardRecord,
  { object }: IssuerView,
): CheckCause | undefined {
  if (!object) return 'not-run';
  const serials = [object.serial, ...[...files.values()].map(({ serial }) => serial)];
  return serials.every((serial) => serial === card.serial) ? undefined : 'serial-mismatch';
}

/** Certificate, EF.CARD and EF.INS name one county. */
export function issuerCountyCause(
  { card, insurance }: CardRecord,
  { county }: IssuerView,
): CheckCause | undefined {
  if (!county) return 'not-run';
  const isOne = county.subject === card.issuer && card.issuer === insurance.county;
  return isOne ? undefined : 'county-mismatch';
}

/** What a card holds never throws here: what cannot be parsed is absent. */
function orAbsent<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
