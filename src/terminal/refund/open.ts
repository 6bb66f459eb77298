import type { SettlementId } from '../../model/index.ts';
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
