/** The proof of a settlement: the one place that makes a `SignedSettlement`. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Bilingual, SignedSettlement, SignedSettlementFields } from '../../model/index.ts';
import { putArray, putBytes, putEnd, putInteger } from '../cbor/write.ts';
import { hashBy } from '../digest/digest.ts';
import type { Suite } from '../suite/suite.ts';
import { suiteOf } from '../suite/suites.ts';
import { amountsAddUp } from './amounts.ts';
import { cardMessage, settlementHash, terminalMessage } from './messages.ts';
import { encodeStatement } from './statement.ts';

/** Every check of `verifySettlement`, in the order of its report, and what failing it means. */
export const SETTLEMENT_CHECKS = {
  amounts: {
    zh: '各支付方金额之和与总额不符，或出现负数',
    en: 'the amounts by payer do not add up to the total, or one is negative',
  },
  'card-signature': {
    zh: '卡片对该笔结算的签名无效',
    en: 'the signature of the card under this settlement is not valid',
  },
  'terminal-signature': {
    zh: '终端安全模块（SAM）对该笔结算的签名无效',
    en: 'the signature of the terminal’s security module under this settlement is not valid',
  },
} as const satisfies Record<string, Bilingual>;

export type SettlementCheck = keyof typeof SETTLEMENT_CHECKS;

export type SettlementVerification =
  | { readonly outcome: 'valid'; readonly settlement: SignedSettlement }
  | { readonly outcome: 'invalid'; readonly failed: readonly SettlementCheck[] };

/**
 * Runs every check, whatever the others said. That `cardKey` and `terminalKey` are the right keys
 * (out of the issuer-signed object, of a known security module) is for the caller to know.
 * @throws TypeError, RangeError when a field of the statement has not its form: `parseStatement`
 * comes first for whatever comes from outside
 */
export function verifySettlement(
  fields: SignedSettlementFields,
  suite: Suite,
): SettlementVerification {
  const { statement, signatures } = fields;
  const hash = settlementHash(suite, statement);
  const passed: Record<SettlementCheck, boolean> = {
    amounts: amountsAddUp(statement.byPayer, statement.total),
    'card-signature': isSignedBy(suite, fields.cardKey, signatures.card, () =>
      cardMessage(statement.cardSerial, signatures.atc, hash),
    ),
    'terminal-signature': isSignedBy(suite, fields.terminalKey, signatures.terminal, () =>
      terminalMessage(hash, signatures.atc, signatures.card),
    ),
  };
  const failed = (Object.keys(SETTLEMENT_CHECKS) as SettlementCheck[]).filter(
    (check) => !passed[check],
  );
  if (failed.length > 0) return { outcome: 'invalid', failed };
  // A suite of somebody's own making proves nothing to anybody else.
  if (suite === suiteOf(suite.id)) proven.set(fields, digestOf(fields));
  return { outcome: 'valid', settlement: fields as SignedSettlement };
}

/** What came out valid here, with the digest of what it was then. */
const proven = new WeakMap<object, Uint8Array>();

/**
 * Whether this very object came out of `verifySettlement` as valid and is what it was then: what a
 * brand promises, kept at run time, and without a second verification.
 */
export function isProvenSettlement(fields: SignedSettlementFields): boolean {
  const digest = proven.get(fields);
  return digest !== undefined && equalBytes(digest, digestOf(fields));
}

function digestOf(fields: SignedSettlementFields): Uint8Array {
  return hashBy(putProven, fields);
}

function putProven({ statement, signatures, cardKey, terminalKey }: SignedSettlementFields): void {
  const { atc, card, terminal } = signatures;
  putArray(6);
  putBytes(encodeStatement(statement));
  putInteger(atc);
  for (const bytes of [card, terminal, cardKey, terminalKey]) putBytes(bytes);
  putEnd();
}

/** A key or signature that is none proves nothing: false, not an exception. */
function isSignedBy(
  suite: Suite,
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: () => Uint8Array,
): boolean {
  try {
    return suite.verify(publicKey, message(), signature);
  } catch (error) {
    if (error instanceof OneCardError || error instanceof RangeError) return false;
    throw error;
  }
}
