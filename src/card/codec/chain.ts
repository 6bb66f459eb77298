import { CERTIFICATES_MAX, encodeCbor } from '../../crypto/index.ts';
import { decodeFile, inside, listOf, malformed } from './fields.ts';

const FILE = 'EF.CHAIN';

/** EF.CHAIN: a CBOR list of certificates as byte strings, the issuing county's first. */
export function parseChain(bytes: Uint8Array): readonly Uint8Array[] {
  const root = { file: FILE, field: '' };
  return listOf(decodeFile(bytes, FILE), root, 1, CERTIFICATES_MAX).map((item, index) => {
    if (!(item instanceof Uint8Array)) throw malformed(inside(root, index), 'not-bytes');
    if (item.length === 0) throw malformed(inside(root, index), 'byte-count');
    return item;
  });
}

/** @throws RangeError unless there are one or two certificates. */
export function encodeChain(certificates: readonly Uint8Array[]): Uint8Array {
  if (certificates.length < 1 || certificates.length > CERTIFICATES_MAX) {
    throw new RangeError(`"certificates" expected 1 to ${CERTIFICATES_MAX}`);
  }
  return encodeCbor(certificates);
}
