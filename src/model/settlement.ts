/** The statement that card and terminal sign, and what travels with it. */

import type { Amount } from '../money.ts';
import type { Instant } from '../time.ts';
import type { AmountsByPayer } from './adjudication.ts';
import type { Brand } from './brand.ts';
import type {
  CardSerial,
  CountyCode,
  ProviderCode,
  SamId,
  SettlementId,
  TerminalId,
} from './identity.ts';

/** The canonical settlement: every field is inside the bytes that both signatures cover (docs/formats/crypto.md). */
export interface SettlementStatement {
  readonly id: SettlementId;
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  /** Sequence that the card's new state carries. */
  readonly sequence: number;
  readonly attempt: number;
  /** Digest of the body of the card's new state, 32 bytes. */
  readonly stateHash: Uint8Array;
  readonly planId: string;
  readonly planVersion: string;
  /** Digest of the bill's canonical bytes, 32 bytes. */
  readonly billHash: Uint8Array;
  readonly total: Amount;
  /** Adds up to `total`. */
  readonly byPayer: AmountsByPayer;
  readonly provider: ProviderCode;
  readonly terminalId: TerminalId;
  readonly samId: SamId;
  /** Whole seconds. */
  readonly settledAt: Instant;
  /** The settlement that this one undoes. */
  readonly reverses?: SettlementId;
}

/** Both signatures over one statement. */
export interface SettlementSignatures {
  /** The card's transaction counter, 32 bits, incremented before it signed. */
  readonly atc: number;
  /** r ‖ s, 64 bytes, key 0x82 of the card. */
  readonly card: Uint8Array;
  /** r ‖ s, 64 bytes, the security module of the terminal. */
  readonly terminal: Uint8Array;
}

export interface SignedSettlementFields {
  readonly statement: SettlementStatement;
  readonly signatures: SettlementSignatures;
  /** COSE_Key bytes of the card's key 0x82, out of the issuer-signed object. */
  readonly cardKey: Uint8Array;
  /** COSE_Key bytes of the security module's key. */
  readonly terminalKey: Uint8Array;
}

/** A settlement whose both signatures were checked. */
export type SignedSettlement = Brand<SignedSettlementFields, 'SignedSettlement'>;
