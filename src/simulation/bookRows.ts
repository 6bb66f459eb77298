/** What a desk's journal says of stays, refunds and days, read past the desks that wrote it. */

import type { SettlementId } from '../model/index.ts';
import type { JournalEntry } from '../settlement/index.ts';
import { settlementIdText } from '../settlement/journal/chain.ts';
import { type EntryRow, parseRow, readRow } from '../settlement/journal/row.ts';
import type { Desk } from './desk.ts';
import { glance } from './glance.ts';

/** Lines of a stay, and the settlements that its bills name. */
export interface BookedStay {
  readonly id: SettlementId;
  readonly home: string;
  state: 'in-hospital' | 'discharged' | 'cancelled';
  readonly charged: Set<string>;
  /** In the bills that were laid down and not taken back, the newest last. */
  bills: { readonly lines: readonly string[]; settlement?: SettlementId }[];
}

export interface BookedRefund {
  readonly id: SettlementId;
  readonly isByHospital: boolean;
  readonly auditedCash?: bigint;
  /** What the hospital gave back for it in earlier refunds. */
  readonly handedOut: bigint;
  end?: JournalEntry<'refunded'>;
}

export interface Movements {
  readonly settlementCount: number;
  readonly reversalCount: number;
  readonly total: bigint;
}

const KINDS = [
  'admitted',
  'charged',
  'interim',
  'discharged',
  'stay-cancelled',
  'refunding',
  'refunded',
  'day-closed',
  'intent',
  'settled',
  'without-card',
  'reversed',
] as const;

interface ReadBook {
  readonly writes: number;
  readonly book: BookRows;
}

const books = new WeakMap<Desk, ReadBook>();

/** The journal of a desk, read once as long as nobody writes. */
export function bookOf(desk: Desk): BookRows {
  const { writes } = desk.disk;
  const known = books.get(desk);
  if (known?.writes === writes) return known.book;
  const book = new BookRows(desk);
  books.set(desk, { writes, book });
  return book;
}

/** One reading of a journal from its first entry to its last. */
class BookRows {
  readonly stays = new Map<SettlementId, BookedStay>();
  readonly refunds: BookedRefund[] = [];
  readonly #totals = new Map<SettlementId, bigint>();
  readonly #stood = new Set<SettlementId>();
  readonly #undone = new Set<SettlementId>();
  #moved: Movements = { settlementCount: 0, reversalCount: 0, total: 0n };
  #closed: Movements = { settlementCount: 0, reversalCount: 0, total: 0n };

  constructor(desk: Desk) {
    const rows = desk.disk.everyYear(
      // Of a settled entry nothing is asked but that it is there.
      `SELECT sequence, at, kind, settlement_id, previous_hash, hash,
           CASE kind WHEN 'settled' THEN zeroblob(0) ELSE payload END AS payload FROM main.entry
         WHERE kind IN (${KINDS.map((kind) => `'${kind}'`).join(', ')}) ORDER BY sequence`,
    );
    for (const raw of rows) this.#take(parseRow(raw)!, () => readRow(raw, desk.terminalId));
  }

  /** Whether it, or the newest that refunds put in its place, was taken back and no refund of that one was begun. */
  #isGone(id: SettlementId): boolean {
    const own = this.refunds.filter((refund) => refund.id === id);
    const next = own.at(-1)?.end?.settlement;
    return next ? this.#isGone(next) : this.#undone.has(id) && own.length === 0;
  }

  /** Lines that stand in a bill of a stay and were never charged, or stand in two. */
  *wrongLines(): Generator<string> {
    for (const stay of this.stays.values()) yield* this.#wrongLinesOf(stay);
  }

  *#wrongLinesOf({ id, charged, bills }: BookedStay): Generator<string> {
    const billed = new Set<string>();
    const standing = bills.filter(({ settlement }) => !settlement || !this.#isGone(settlement));
    for (const line of standing.flatMap(({ lines }) => lines)) {
      if (!charged.has(line)) yield `${id}: ${line} was never charged`;
      if (billed.has(line)) yield `${id}: ${line} stands in two bills`;
      billed.add(line);
    }
  }

  /** Every settlement that came to stand, and every one of those that was taken back, once. */
  get moved(): Movements {
    return this.#moved;
  }

  /** What the days that were signed off hold together. */
  get closed(): Movements {
    return this.#closed;
  }

  #take(row: EntryRow, read: () => JournalEntry): void {
    const id = settlementIdText(row.settlementId) as SettlementId;
    switch (row.kind) {
      case 'settled':
      case 'without-card':
        if (this.#stood.has(id)) return;
        this.#stood.add(id);
        this.#moved = plus(this.#moved, { settlementCount: 1, total: this.#totals.get(id)! });
        return;
      case 'reversed':
        if (!this.#stood.has(id) || this.#undone.has(id)) return;
        this.#undone.add(id);
        this.#moved = plus(this.#moved, { reversalCount: 1, total: -this.#totals.get(id)! });
        return;
      case 'intent':
        // Kilobytes, of which one sum is asked.
        this.#totals.set(id, BigInt(glance(row.payload, 'adjudication', 'total') as number));
        return;
      default:
        this.#note(id, read());
    }
  }

  #note(id: SettlementId, entry: JournalEntry): void {
    switch (entry.kind) {
      case 'day-closed':
        this.#closed = plus(this.#closed, entry);
        return;
      case 'refunding':
        this.refunds.push({
          id,
          isByHospital: entry.bill === undefined,
          handedOut: this.refunds
            .filter((each) => each.id === id && each.isByHospital)
            .reduce((sum, { end }) => sum + (end?.cashBack ?? 0n), 0n),
          ...(entry.audit && { auditedCash: entry.audit.cash }),
        });
        return;
      case 'refunded':
        this.refunds.findLast((each) => each.id === id)!.end = entry;
        return;
      default:
        this.#noteStay(id, entry);
    }
  }

  #noteStay(id: SettlementId, entry: JournalEntry): void {
    if (entry.kind === 'admitted') {
      const { home } = entry;
      this.stays.set(id, { id, home, state: 'in-hospital', charged: new Set(), bills: [] });
    }
    const stay = this.stays.get(id)!;
    switch (entry.kind) {
      case 'charged':
        for (const { lineId } of entry.lines) stay.charged.add(lineId);
        return;
      case 'interim':
      case 'discharged':
        if (entry.step === 'due') {
          stay.bills.push({ lines: entry.bill?.lines.map(({ lineId }) => lineId) ?? [] });
          return;
        }
        if (entry.settlement) stay.bills.at(-1)!.settlement = entry.settlement;
        if (entry.kind === 'discharged') stay.state = 'discharged';
        return;
      case 'stay-cancelled':
        if (entry.part === 'admission') stay.state = 'cancelled';
        else stay.bills.pop();
        if (entry.part === 'discharge') stay.state = 'in-hospital';
        return;
      default:
    }
  }
}

function plus(sum: Movements, more: Partial<Movements>): Movements {
  return {
    settlementCount: sum.settlementCount + (more.settlementCount ?? 0),
    reversalCount: sum.reversalCount + (more.reversalCount ?? 0),
    total: sum.total + (more.total ?? 0n),
  };
}
