/** Keys and signatures in DER (X.690), as other programs want them: written here, read by nobody. */

import { concat } from '../../src/bytes.ts';
import { hex } from './support.ts';

/** id-ecPublicKey with the curve: sm2p256v1 (1.2.156.10197.1.301) or prime256v1 (RFC 5480 §2.1.1.1). */
const ALGORITHMS = {
  2: hex('3013 06072a8648ce3d0201 06082a811ccf5501822d'),
  1: hex('3013 06072a8648ce3d0201 06082a8648ce3d030107'),
} as const;

function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = concat(parts);
  const length = value.length < 128 ? [value.length] : [0x81, value.length];
  return concat([Uint8Array.of(tag, ...length), value]);
}

/** SubjectPublicKeyInfo (RFC 5480 §2). */
export function publicKeyDer(suite: 1 | 2, x: Uint8Array, y: Uint8Array): Uint8Array {
  return tlv(0x30, ALGORITHMS[suite], tlv(0x03, hex('0004'), x, y));
}

/** PKCS #8 (RFC 5208 §5) around an ECPrivateKey (RFC 5915 §3). */
export function privateKeyDer(
  suite: 1 | 2,
  scalar: Uint8Array,
  x: Uint8Array,
  y: Uint8Array,
): Uint8Array {
  const publicPart = tlv(0xa1, tlv(0x03, hex('0004'), x, y));
  const key = tlv(0x30, hex('020101'), tlv(0x04, scalar), publicPart);
  return tlv(0x30, hex('020100'), ALGORITHMS[suite], tlv(0x04, key));
}

/** ECDSA-Sig-Value (RFC 3279 §2.2.3); SM2's has the same form. */
export function signatureDer(signature: Uint8Array): Uint8Array {
  return tlv(0x30, integerDer(signature.slice(0, 32)), integerDer(signature.slice(32)));
}

/** r ‖ s of a signature in DER. */
export function signatureOfDer(der: Uint8Array): Uint8Array {
  const rLength = der[3]!;
  const numbers = [der.slice(4, 4 + rLength), der.slice(6 + rLength)];
  return concat(
    numbers.map((number) => {
      const significant = number[0] === 0 ? number.slice(1) : number;
      return concat([new Uint8Array(32 - significant.length), significant]);
    }),
  );
}

function integerDer(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  const significant = bytes.slice(start);
  return tlv(0x02, Uint8Array.from(significant[0]! >= 0x80 ? [0] : []), significant);
}

export function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
