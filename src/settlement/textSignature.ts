/**
 * SM3withSM2 over a text, as interfaces of the Chinese health insurance sign their messages: SM2
 * (GB/T 32918.2-2016) with SM3 under the user id `1234567812345678`, r ‖ s in 64 bytes as base64, over
 * the text's UTF-8 bytes. Keys come as the hexadecimal text that vendors pass on.
 */

import { concat, fromHex, toHex, utf8 } from '../bytes.ts';
import { decodeCbor, encodeCbor, SIGNATURE_BYTES, suiteOf } from '../crypto/index.ts';

/** Suite SM. */
const NATIONAL = 2;
/** COSE_Key labels (RFC 9052 §7, RFC 9053 §7.1.1). */
const KEY = { kty: 1, ec2: 2, crv: -1, x: -2, y: -3 } as const;
const COORDINATE_BYTES = 32;
/** 04: both coordinates follow (SEC 1 §2.3.3). */
const UNCOMPRESSED = 0x04;

export interface TextSigner {
  /** `04 ‖ x ‖ y` in hexadecimal digits, for whoever verifies. */
  readonly publicKey: string;
  /** @returns base64 of r ‖ s */
  sign(text: string): string;
}

export interface TextVerifier {
  /** @param signature base64 of r ‖ s; anything else is no signature */
  verify(text: string, signature: string): boolean;
}

/**
 * @param scalar d, 32 bytes in hexadecimal digits
 * @throws OneCardError `crypto.key-malformed` unless it is from 1 to n - 2; TypeError for no such text
 */
export function textSigner(scalar: string): TextSigner {
  const suite = suiteOf(NATIONAL);
  const key = suite.privateKeyOf(fromHex(scalar));
  return {
    publicKey: pointText(key.publicKey),
    sign: (text) => Buffer.from(suite.sign(key, utf8(text))).toString('base64'),
  };
}

/**
 * @param publicKey `04 ‖ x ‖ y`, or `x ‖ y`, in hexadecimal digits
 * @throws OneCardError `crypto.key-malformed` for no point of the curve; TypeError for no such text
 */
export function textVerifier(publicKey: string): TextVerifier {
  const suite = suiteOf(NATIONAL);
  const key = keyOf(fromHex(publicKey), suite.coseCurve);
  suite.assertPublicKey(key);
  return {
    verify(text, signature) {
      const bytes = Uint8Array.from(Buffer.from(signature, 'base64'));
      const isPlain = Buffer.from(bytes).toString('base64') === signature;
      return isPlain && bytes.length === SIGNATURE_BYTES && suite.verify(key, utf8(text), bytes);
    },
  };
}

function keyOf(bytes: Uint8Array, curve: number): Uint8Array {
  const hasPrefix = bytes.length === 1 + 2 * COORDINATE_BYTES && bytes[0] === UNCOMPRESSED;
  const point = hasPrefix ? bytes.slice(1) : bytes;
  if (point.length !== 2 * COORDINATE_BYTES) {
    throw new TypeError('"publicKey" expected 64 bytes, or 65 that begin with 04');
  }
  return encodeCbor(
    new Map<number, number | Uint8Array>([
      [KEY.kty, KEY.ec2],
      [KEY.crv, curve],
      [KEY.x, point.slice(0, COORDINATE_BYTES)],
      [KEY.y, point.slice(COORDINATE_BYTES)],
    ]),
  );
}

function pointText(publicKey: Uint8Array): string {
  const fields = decodeCbor(publicKey) as ReadonlyMap<number, Uint8Array>;
  return toHex(concat([Uint8Array.of(UNCOMPRESSED), fields.get(KEY.x)!, fields.get(KEY.y)!]));
}
