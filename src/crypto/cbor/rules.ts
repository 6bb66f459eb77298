/** Every rule that the reader keeps, and the code under which breaking it is reported. */

import { OneCardError } from '../../errors/index.ts';

/**
 * RFC 8949 well-formedness (§3, appendix C), its core deterministic encoding (§4.2.1), and the
 * narrower profile of OneCard's records.
 */
export const CBOR_RULES = {
  // Not well-formed.
  truncated: 'crypto.cbor-malformed', // the item, or a length, reaches beyond the last byte
  'trailing-bytes': 'crypto.cbor-malformed', // bytes follow the item
  'reserved-head': 'crypto.cbor-malformed', // additional information 28 to 30, or 31 where none may be
  // Well-formed, but not the one deterministic form.
  'definite-length': 'crypto.cbor-not-canonical', // indefinite lengths (§4.2.1)
  'shortest-head': 'crypto.cbor-not-canonical', // integer, length or tag in more bytes than it needs
  'key-order': 'crypto.cbor-not-canonical', // map keys ascend by their encoded bytes
  'duplicate-key': 'crypto.cbor-not-canonical',
  // Deterministic, but outside the profile.
  'integer-range': 'crypto.cbor-not-allowed', // beyond ±(2^53-1)
  'no-float': 'crypto.cbor-not-allowed',
  'simple-value': 'crypto.cbor-not-allowed', // other than false, true, null
  tag: 'crypto.cbor-not-allowed',
  'key-type': 'crypto.cbor-not-allowed', // other than integer or text
  'utf-8': 'crypto.cbor-not-allowed',
  'byte-order-mark': 'crypto.cbor-not-allowed', // a text that begins with U+FEFF
  // Too costly.
  depth: 'crypto.cbor-too-large',
  items: 'crypto.cbor-too-large',
  size: 'crypto.cbor-too-large',
} as const;

export type CborRule = keyof typeof CBOR_RULES;

/** @param offset position in the bytes given, 0-based, of the head or byte that breaks the rule */
export function cborError(rule: CborRule, offset: number): OneCardError {
  return new OneCardError(CBOR_RULES[rule], { rule, offset });
}
