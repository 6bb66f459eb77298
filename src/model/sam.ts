/**
 * The security module (SAM, 安全模块): keeps the county's keys and a terminal's signing key, and
 * decides for itself what it does with them. Keys and session keys never leave it.
 */

import type { Amount } from '../money.ts';
import type { PlainDate } from '../time.ts';
import type { SuiteId } from './card.ts';
import type { CardSerial, SamId } from './identity.ts';
import type { JournalHead } from './ports.ts';
import type { SecretPin } from './secretPin.ts';

/**
 * Which card keys a module has: `READ` opens the holder's files, `SETTLE` those and writes state and
 * log, `ISSUE` everything; ISSUE modules stay at the county's desk.
 */
export const SAM_ROLES = ['READ', 'SETTLE', 'ISSUE'] as const;
export type SamRole = (typeof SAM_ROLES)[number];

/** Who stands behind a module: its certificate (role `sam`) and the county's that signed it. */
export interface SamProof {
  readonly certificate: Uint8Array;
  /** The certificates of the county, its own first, as on a card. */
  readonly chain: readonly Uint8Array[];
}

/** Bytes of challenges, cryptograms and MACs in the channel: 8 or 16. */
export type ChannelSize = 'S8' | 'S16';

export interface SamStatus {
  readonly id: SamId;
  readonly role: SamRole;
  /** The suite of the key that `sign` uses. */
  readonly suite: SuiteId;
  /** Key versions of the channels it can open, ascending. */
  readonly keyVersions: readonly number[];
  /** Its last day. */
  readonly expiresOn: PlainDate;
  readonly pin: 'not-needed' | 'needed' | 'verified' | 'blocked';
  /** Absent when it has no PIN. */
  readonly pinTriesLeft?: number;
  /** Channels, state codes and signatures that it will still make. */
  readonly usesLeft: number;
  /** What the funds may still pay under its signature on the day it saw last. */
  readonly dailySumLeft: Amount;
}

export type SamPinResult =
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'blocked' };

/**
 * The terminal's end of a secure channel to one card, whose keys stay in the module. The terminal
 * carries bytes: INITIALIZE UPDATE to the card, its answer to `finish`, what comes out to the card,
 * then every command through `wrap` and every answer through `unwrap`. After any failure it is dead.
 */
export interface SamChannel {
  /** INITIALIZE UPDATE with the module's challenge. */
  readonly hostChallengeCommand: Uint8Array;
  /**
   * @param answer the card's whole answer, status word included
   * @returns EXTERNAL AUTHENTICATE
   * @throws OneCardError `crypto.channel-…` when the card does not prove itself
   */
  finish(answer: Uint8Array): Promise<Uint8Array>;
  wrap(command: Uint8Array): Promise<Uint8Array>;
  /** Data and status word, unprotected. @throws OneCardError `crypto.channel-…`. */
  unwrap(response: Uint8Array): Promise<Uint8Array>;
  /** Forgets the session keys. A second call does nothing. */
  close(): Promise<void>;
}

/** Every method may refuse with a `sam.…` code: role, expiry, PIN, use counter, daily sum. */
export interface Sam {
  id(): Promise<SamId>;
  /** COSE_Key bytes of the key that `sign` uses. */
  publicKey(): Promise<Uint8Array>;
  status(): Promise<SamStatus>;
  verifyPin(pin: SecretPin): Promise<SamPinResult>;
  /** @param request.serial the card whose keys the module derives */
  openChannel(request: {
    readonly keyVersion: number;
    readonly serial: CardSerial;
    readonly size: ChannelSize;
  }): Promise<SamChannel>;
  /**
   * Data of the PUT KEY command that gives the card a key set: role ISSUE alone.
   * @param request.keyVersion of the open channel, whose Key-DEK wraps the new keys
   * @param request.newKeyVersion of the key set to load
   */
  keyBlock(request: {
    readonly serial: CardSerial;
    readonly keyVersion: number;
    readonly newKeyVersion: number;
  }): Promise<Uint8Array>;
  /**
   * CMAC, 16 bytes, over the card's serial and a state body under the card's own state key: roles
   * SETTLE and ISSUE.
   */
  macState(suite: SuiteId, serial: CardSerial, body: Uint8Array): Promise<Uint8Array>;
  checkState(
    suite: SuiteId,
    serial: CardSerial,
    body: Uint8Array,
    mac: Uint8Array,
  ): Promise<boolean>;
  /**
   * Signs `OneCard/TERM/1` ‖ hash ‖ ATC(4) ‖ card signature. The module reads the statement, counts
   * its amounts and computes the hash by itself, so that it never signs bytes of somebody else's
   * choosing and its daily limit means something. Role SETTLE.
   * @param statement canonical bytes of the settlement
   * @returns r ‖ s, 64 bytes
   */
  sign(statement: Uint8Array, atc: number, cardSignature: Uint8Array): Promise<Uint8Array>;
  /**
   * Signs `OneCard/JOURNAL-CHECKPOINT/1` ‖ sequence(8) ‖ hash(32), which the module puts together by
   * itself: where the journal of its terminal stood. Role SETTLE.
   * @returns r ‖ s, 64 bytes
   */
  signHead(head: JournalHead): Promise<Uint8Array>;
}
