/** 结算单: what the receipt of a settlement is made of. */

import type { SettlementId } from '../model/index.ts';
import type { Journal, ReceiptSource } from '../settlement/index.ts';

/**
 * Of what both have signed, or of what was posted without its card: that one was paid all the same, and
 * says so until its card has signed. Undefined for what never stood.
 */
export function receiptOf(journal: Journal, id: SettlementId): ReceiptSource | undefined {
  const settled = journal.settled(id);
  if (settled) return settled;
  const entries = journal.entriesOf(id);
  const intent = entries.find((entry) => entry.kind === 'intent');
  const posted = entries.find((entry) => entry.kind === 'without-card');
  if (!intent || !posted) return undefined;
  const { adjudication, bill, holder, offline, statement } = intent;
  const { sequence, at, hash } = posted;
  const signed = { statement };
  return {
    adjudication,
    bill,
    holder,
    sequence,
    at,
    hash,
    signed,
    isWithoutCard: true,
    ...(offline && { offline }),
  };
}
