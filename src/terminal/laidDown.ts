/**
 * 账单去向: which bills refunds and stays of a journal have laid down. A bill that is to be settled is compared with
 * them, so that each entry is read once in the life of a process, however many bills come.
 */

import type { ProviderCode, SettlementId } from '../model/index.ts';
import type { Journal } from '../settlement/index.ts';
import { addDays, chinaDate, type PlainDate } from '../time.ts';

/** A bill that a refund or a stay laid down; its entry says all of it. */
export interface LaidDown {
  readonly kind: 'refunding' | 'interim' | 'discharged';
  readonly sequence: number;
  /** Of the settlement that was refunded, or of the stay. */
  readonly id: SettlementId;
  readonly provider: ProviderCode;
  readonly billNumber: string;
}

/** What is known of a journal, from one entry through another. */
interface Known {
  readonly from: number;
  readonly through: number;
  readonly bills: readonly LaidDown[];
}

const known = new WeakMap<Journal, Known>();

/** Those that were laid down on `day` or later, ascending. */
export function laidDownSince(journal: Journal, day: PlainDate): readonly LaidDown[] {
  const from = firstOf(journal, day);
  const head = journal.head().sequence;
  const before = known.get(journal) ?? { from, through: from - 1, bills: [] };
  const now: Known = {
    from: Math.min(from, before.from),
    through: head,
    bills: [
      ...read(journal, from, before.from - 1),
      ...before.bills,
      ...read(journal, before.through + 1, head),
    ],
  };
  known.set(journal, now);
  return now.bills.filter(({ sequence }) => sequence >= from);
}

/**
 * By how much a clock may have fallen back when a day was signed off. Dates of sign-offs only rise: where days are
 * signed off, none is dated further back.
 */
const CLOCK_BEHIND_DAYS = 7;

/** The first entry that `day` or a later one may hold: what came before a much older sign-off is not looked through. */
function firstOf(journal: Journal, day: PlainDate): number {
  const before = addDays(day, -CLOCK_BEHIND_DAYS);
  for (const { at, sequence } of journal.closedDays()) {
    if (chinaDate(at) < before) return sequence + 1;
  }
  return 1;
}

function read(journal: Journal, from: number, to: number): readonly LaidDown[] {
  if (from > to) return [];
  const found: LaidDown[] = [];
  const kinds = ['refunding', 'interim', 'discharged'] as const;
  for (const entry of journal.entries({ from, to, kinds })) {
    const { kind, sequence, id } = entry;
    const bill = kind === 'refunding' || entry.step === 'due' ? entry.bill : undefined;
    if (!bill) continue;
    const { provider, billNumber } = bill;
    found.push({ kind, sequence, id, provider: provider.code, billNumber });
  }
  return found;
}
