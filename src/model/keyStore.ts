/**
 * Where an issuer's keys are kept. Two ports, because there are two kinds of secrets: signature keys
 * need never leave where they were made (a token, an HSM), while master keys of the cards are bytes
 * that this process derives from.
 */

import type { SuiteId } from './card.ts';

/** A private key that signs where it is: in this process, or in a token that it never leaves. */
export interface SigningKey {
  readonly suite: SuiteId;
  /** COSE_Key bytes. */
  readonly publicKey: Uint8Array;
  /** Signs the suite's digest of `message`. @returns r ‖ s, 64 bytes */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export interface SigningKeyStore {
  /** Undefined when there is no key of this name. */
  find(name: string): Promise<SigningKey | undefined>;
  /**
   * A fresh key, kept before it is handed out.
   * @throws OneCardError `issuing.key-exists`: a key is never replaced
   */
  create(name: string, suite: SuiteId): Promise<SigningKey>;
}

export interface SecretStore {
  /** Undefined when there is no secret of this name. */
  load(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the secret whole: when it resolves the new bytes survive a power cut, until then the old ones do. */
  save(name: string, bytes: Uint8Array): Promise<void>;
}
