/**
 * The card's own signatures: a challenge answered by key 0x81, a settlement signed by key 0x82. What
 * the card hashes before it signs is fixed by the card (src/crypto, `authenticationMessage` and
 * `cardMessage`), so that neither command signs bytes of the sender's choosing.
 */

import { NONCE_BYTES, SIGNATURE_BYTES } from '../../crypto/index.ts';
import { KEY_AUTHENTICATION, KEY_SETTLEMENT } from '../files.ts';
import { SW_SUCCESS } from '../statusWord.ts';
import { encodeTlv } from '../tlv.ts';
import { type CardCommand, CLA_BASIC, exactly } from './command.ts';

const INS_INTERNAL_AUTHENTICATE = 0x88;
const INS_MANAGE_SECURITY_ENVIRONMENT = 0x22;
const INS_PERFORM_SECURITY_OPERATION = 0x2a;
/** ISO/IEC 7816-4:2005 §7.5.11: set, for computing a signature; control template for signatures. */
const SET_FOR_COMPUTATION = 0x41;
const DIGITAL_SIGNATURE_TEMPLATE = 0xb6;
/** Private key reference in a control template. */
const TAG_PRIVATE_KEY = 0x84;
/** ISO/IEC 7816-8:2004 §5.2: out comes a digital signature, in goes plain data. */
const OUT_SIGNATURE = 0x9e;
const IN_PLAIN = 0x9a;
const HASH_BYTES = 32;
const ATC_BYTES = 4;
/** Bytes of the card's answer: ATC ‖ r ‖ s. */
export const SIGNATURE_ANSWER_BYTES = ATC_BYTES + SIGNATURE_BYTES;

/**
 * INTERNAL AUTHENTICATE (ISO/IEC 7816-4:2005 §7.5.2), key 0x81: `00 88 00 81 20 <nonce> 40`.
 * @param nonce 32 bytes, fresh from a secure source
 * @returns r ‖ s, 64 bytes
 */
export function internalAuthenticate(nonce: Uint8Array): CardCommand<Uint8Array> {
  const name = 'INTERNAL AUTHENTICATE';
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`"nonce" expected ${NONCE_BYTES} bytes`);
  return {
    name,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_INTERNAL_AUTHENTICATE,
      p1: 0x00,
      p2: KEY_AUTHENTICATION,
      data: nonce,
      ne: SIGNATURE_BYTES,
    },
    expected: [SW_SUCCESS],
    parse: ({ data }) => exactly(data, SIGNATURE_BYTES, name),
  };
}

/** MANAGE SECURITY ENVIRONMENT, SET: `00 22 41 B6 03 84 01 82` makes 0x82 the signing key. */
export function setSettlementKey(): CardCommand<void> {
  const name = 'MANAGE SECURITY ENVIRONMENT';
  return {
    name,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_MANAGE_SECURITY_ENVIRONMENT,
      p1: SET_FOR_COMPUTATION,
      p2: DIGITAL_SIGNATURE_TEMPLATE,
      data: encodeTlv(TAG_PRIVATE_KEY, Uint8Array.of(KEY_SETTLEMENT)),
      ne: 0,
    },
    expected: [SW_SUCCESS],
    parse: (response) => {
      exactly(response.data, 0, name);
    },
  };
}

/** The card's signature over a settlement, with the counter that it raised before it signed. */
export interface CardSignature {
  /** 32 bits. */
  readonly atc: number;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
}

/**
 * PERFORM SECURITY OPERATION, COMPUTE DIGITAL SIGNATURE: `00 2A 9E 9A 20 <hash> 44` →
 * `ATC(4) ‖ r ‖ s`.
 * @param hash 32 bytes, the settlement hash
 */
export function computeSettlementSignature(hash: Uint8Array): CardCommand<CardSignature> {
  const name = 'PSO COMPUTE DIGITAL SIGNATURE';
  if (hash.length !== HASH_BYTES) throw new RangeError(`"hash" expected ${HASH_BYTES} bytes`);
  return {
    name,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_PERFORM_SECURITY_OPERATION,
      p1: OUT_SIGNATURE,
      p2: IN_PLAIN,
      data: hash,
      ne: SIGNATURE_ANSWER_BYTES,
    },
    expected: [SW_SUCCESS],
    parse: ({ data }) => parseCardSignature(exactly(data, SIGNATURE_ANSWER_BYTES, name)),
  };
}

/** ATC and signature out of the card's answer. */
export function parseCardSignature(answer: Uint8Array): CardSignature {
  const view = new DataView(answer.buffer, answer.byteOffset);
  return { atc: view.getUint32(0), signature: answer.slice(ATC_BYTES) };
}
