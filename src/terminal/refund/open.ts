import type { SettlementId } from '../../model/index.ts';
import { type Amount, add, ZERO } from '../../money.ts';
import type { Journal, JournalEntry } from '../../settlement/index.ts';

/** The refund of `id` that was planned and has not come to its end. */
export function openRefund(
  journal: Journal,
  id: SettlementId,
): JournalEntry<'refunding'> | undefined {
  const last = journal
    .entriesOf(id)
    .findLast(({ kind }) => kind === 'refunding' || kind === 'refunded');
  return last?.kind === 'refunding' ? last : undefined;
}

/** What the hospital handed out of the cash of `id`, settlement and all standing as they did. */
export function handedOut(journal: Journal, id: SettlementId): Amount {
  let sum: Amount = ZERO;
  let isByHospital = false;
  for (const entry of journal.entriesOf(id)) {
    if (entry.kind === 'refunding') isByHospital = entry.bill === undefined;
    if (entry.kind === 'refunded' && isByHospital) sum = add(sum, entry.cashBack);
  }
  return sum;
}
