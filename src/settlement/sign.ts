import { encodeStatement, suiteOfKey, verifySettlement } from '../crypto/index.ts';
import type {
  Sam,
  SettlementStatement,
  SignedSettlement,
  SignedSettlementFields,
} from '../model/index.ts';

export type SigningResult =
  | { readonly outcome: 'signed'; readonly settlement: SignedSettlement }
  | { readonly outcome: 'invalid'; readonly failed: readonly string[] };

/** What the card answered to PSO COMPUTE DIGITAL SIGNATURE, and the key it must have used. */
export interface CardSignature {
  readonly atc: number;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
  /** COSE_Key bytes of the card's key 0x82, out of the issuer-signed object. */
  readonly publicKey: Uint8Array;
}

/**
 * Has the terminal's security module sign below the card, then checks both signatures: a settlement
 * that is not proven never becomes a `SignedSettlement`.
 */
export async function signSettlement(
  statement: SettlementStatement,
  card: CardSignature,
  sam: Sam,
): Promise<SigningResult> {
  const suite = suiteOfKey(card.publicKey);
  const fields: SignedSettlementFields = {
    statement,
    signatures: {
      atc: card.atc,
      card: card.signature,
      terminal: await sam.sign(encodeStatement(statement), card.atc, card.signature),
    },
    cardKey: card.publicKey,
    terminalKey: await sam.publicKey(),
  };
  const verified = verifySettlement(fields, suite);
  return verified.outcome === 'valid'
    ? { outcome: 'signed', settlement: verified.settlement }
    : { outcome: 'invalid', failed: verified.failed };
}
