/** What a suite of algorithms offers; its number is fixed at issue and stands inside what is signed. */

import type { SuiteId } from '../../model/index.ts';
import type { PrivateKey } from '../secret.ts';

/** A private key and the COSE_Key bytes of its public half. */
export interface KeyPair {
  readonly privateKey: PrivateKey;
  readonly publicKey: Uint8Array;
}

/** Signature and digest of one suite. Every signature is r ‖ s, 64 bytes. */
export interface Suite {
  readonly id: SuiteId;
  readonly name: string;
  /** COSE algorithm number of the signature, the only one that the suite takes. */
  readonly coseAlgorithm: number;
  /** COSE curve number in its keys. */
  readonly coseCurve: number;
  /** 32 bytes. */
  digest(bytes: Uint8Array): Uint8Array;
  generateKeyPair(): KeyPair;
  /**
   * Signs the digest of `message`.
   * @returns r ‖ s, 64 bytes
   * @throws TypeError for a key of another suite
   */
  sign(privateKey: PrivateKey, message: Uint8Array): Uint8Array;
  /**
   * @param publicKey COSE_Key bytes
   * @returns false for any signature that is not the key's, whatever its length
   * @throws OneCardError `crypto.key-malformed`, `crypto.cbor-…` when `publicKey` is no key of the suite
   */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /**
   * Makes the key ready for many signatures to come: tables of its multiples in suite SM, kept for as
   * long as not too many other keys are prepared. Nothing but time changes.
   * @throws OneCardError as `verify`
   */
  prepare(publicKey: Uint8Array): void;
  /** @throws OneCardError `crypto.key-malformed` when `publicKey` is no point of the suite's curve. */
  assertPublicKey(publicKey: Uint8Array): void;
  /** The key of a secret scalar, checked against its range. @throws OneCardError `crypto.key-malformed`. */
  privateKeyOf(scalar: Uint8Array): PrivateKey;
}

/** Bytes of r ‖ s in either suite. */
export const SIGNATURE_BYTES = 64;
