/**
 * What this browser began and has not seen the end of: the key of each visit, kept before its first
 * request leaves. Two tabs share it. No names and no amounts are kept.
 */

const PLACE = 'onecard.pending';
/** One reader serves one card; a few more for visits that another tab began. */
const PENDING_MAX = 8;

export interface Pending {
  readonly key: string;
  readonly billNumber: string;
}

export function pendingVisits(): readonly Pending[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPending) : [];
  } catch {
    return [];
  }
}

export function keepPending(visit: Pending): void {
  save([...pendingVisits().filter(({ key }) => key !== visit.key), visit].slice(-PENDING_MAX));
}

export function dropPending(dropped: string): void {
  save(pendingVisits().filter(({ key }) => key !== dropped));
}

function save(visits: readonly Pending[]): void {
  localStorage.setItem(PLACE, JSON.stringify(visits));
}

function isPending(value: unknown): value is Pending {
  const { key, billNumber } = (value ?? {}) as Partial<Pending>;
  return typeof key === 'string' && typeof billNumber === 'string';
}
