import type { ChronicCertificate } from '../../model/index.ts';
import { daysOf } from '../../time.ts';
import { dateOf, inside, listOf, malformed } from './fields.ts';
import { textOf } from './identifiers.ts';
import { encodeStatic, type StaticContent, type StaticHead, staticParser } from './staticFile.ts';

/** dise_codg and the certificate's number in the national interface: 20 and 30 characters in use. */
const DISEASE_CODE_CHARACTERS_MAX = 20;
const CERTIFICATE_NUMBER_CHARACTERS_MAX = 30;
/** 7 certificates with the longest codes are 441 bytes: what EF.CHRONIC holds beside salt and serial. */
const CERTIFICATE_COUNT_MAX = 7;

/**
 * EF.CHRONIC:
 *
 * | key | content |
 * |---|---|
 * | 2 | list of [disease code, certificate number, first day, last day] |
 */
export const parseChronic: (bytes: Uint8Array) => StaticContent<readonly ChronicCertificate[]> =
  staticParser('EF.CHRONIC', { required: [2] }, (fields, root) =>
    listOf(fields.get(2), inside(root, 2), 0, CERTIFICATE_COUNT_MAX).map((item, index) => {
      const here = inside(inside(root, 2), index);
      const [diseaseCode, certificateNumber, validFrom, validUntil] = listOf(item, here, 4, 4);
      const certificate = {
        diseaseCode: textOf(diseaseCode, inside(here, 0), DISEASE_CODE_CHARACTERS_MAX),
        certificateNumber: textOf(
          certificateNumber,
          inside(here, 1),
          CERTIFICATE_NUMBER_CHARACTERS_MAX,
        ),
        validFrom: dateOf(validFrom, inside(here, 2)),
        validUntil: dateOf(validUntil, inside(here, 3)),
      };
      if (certificate.validUntil < certificate.validFrom)
        throw malformed(here, 'ends-before-start');
      return certificate;
    }),
  );

/** @throws RangeError when a field is out of its limits. */
export function encodeChronic(
  head: StaticHead,
  certificates: readonly ChronicCertificate[],
): Uint8Array {
  const rows = certificates.map((each) => [
    each.diseaseCode,
    each.certificateNumber,
    daysOf(each.validFrom),
    daysOf(each.validUntil),
  ]);
  return encodeStatic(head, [[2, rows]], parseChronic);
}
