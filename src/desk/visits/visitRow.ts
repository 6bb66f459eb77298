/** A visit in the store: enough to find out after a power cut what became of it. */

import type { Bill, BillFields, SettlementId } from '../../model/index.ts';
import { billStanding, encodeBill } from '../../terminal/deskParts.ts';
import { type Equipment, SAGA_STATES, type SagaState, stateOf } from '../../terminal/index.ts';
import type { DeskStore, Row } from '../storage/store.ts';
import { toldOf, type VisitView } from './visitView.ts';

export interface VisitRow {
  readonly id: string;
  readonly caller: string;
  readonly begunAt: number;
  readonly provider: string;
  readonly billNumber: string;
  /** Head of the journal when the visit began: whatever it wrote comes after. */
  readonly journalSequence: number;
  readonly settlementId?: SettlementId;
  readonly outcome?: string;
}

export function addVisit(store: DeskStore, row: VisitRow): void {
  store.run(
    'INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)',
    row.id,
    row.caller,
    row.begunAt,
    row.provider,
    row.billNumber,
    row.journalSequence,
  );
}

export function dropVisit(store: DeskStore, id: string): void {
  store.run('DELETE FROM visit WHERE id = ?', id);
}

/** Notes how a visit ended; what is settled after that is another visit's, whatever bill it was. */
export function endVisit(
  store: DeskStore,
  { journal }: Pick<Equipment, 'journal'>,
  { id, now, settlementId }: VisitView,
): void {
  const row = visitRow(store, id);
  store.run(
    'UPDATE visit SET outcome = ?, settlement_id = ? WHERE id = ?',
    now.state,
    // One that broke off may have written an intent that no step told of.
    settlementId ?? (row && settlementOf(row, journal)) ?? null,
    id,
  );
}

export function visitRow(store: DeskStore, id: string): VisitRow | undefined {
  const row = store.all('SELECT * FROM visit WHERE id = ?', id)[0];
  return row && rowOf(row);
}

/** Whoever began a visit that is kept. */
export function callersOf(store: DeskStore): readonly string[] {
  return store.all('SELECT DISTINCT caller FROM visit').map((row) => String(row.caller));
}

function rowOf(row: Row): VisitRow {
  return {
    id: String(row.id),
    caller: String(row.caller),
    begunAt: Number(row.begun_at),
    provider: String(row.provider),
    billNumber: String(row.bill_number),
    journalSequence: Number(row.journal_sequence),
    ...(row.settlement_id === null ? {} : { settlementId: row.settlement_id as SettlementId }),
    ...(row.outcome === null ? {} : { outcome: row.outcome as string }),
  };
}

/** What the journal knows of a visit that this process did not begin. */
export function viewOfRow(row: VisitRow, { journal }: Pick<Equipment, 'journal'>): VisitView {
  const isEnded = row.outcome !== undefined;
  const settlementId = isEnded ? row.settlementId : settlementOf(row, journal);
  const state = stateIn(journal, settlementId, row.outcome);
  const now = { step: 1, at: row.begunAt, state, event: 'restarted', ...toldOf(state) };
  return {
    id: row.id,
    caller: row.caller,
    provider: row.provider,
    billNumber: row.billNumber,
    steps: [],
    now,
    ...(settlementId ? { settlementId } : {}),
    isOver: true,
  };
}

type BillPlace = Pick<VisitRow, 'provider' | 'billNumber'>;

/** The settlement whose intent was written for the visit's bill since it began, if there is one. */
function settlementOf(row: VisitRow, journal: Equipment['journal']): SettlementId | undefined {
  const range = { from: row.journalSequence + 1, kinds: ['intent'] as const };
  for (const entry of journal.entries(range)) {
    if (isAt(entry, row)) return entry.id;
  }
  return undefined;
}

/** Whether a settlement of this desk is one of the bill. */
export function isOfBill(
  id: SettlementId,
  place: BillPlace,
  { journal }: Pick<Equipment, 'journal'>,
): boolean {
  return journal.entriesOf(id).some((entry) => entry.kind === 'intent' && isAt(entry, place));
}

/** The visit of the very bill that has no end yet, and where it stands. */
export function openOfBill(bill: Bill, { journal }: Pick<Equipment, 'journal'>) {
  const standing = billStanding(journal, bill);
  const state = standing.outcome === 'open' && stateOf(journal.entriesOf(standing.id));
  return state ? { id: standing.id, state } : undefined;
}

/** Whether `bill` may be the one that a visit began with: by its number, and what was settled by every line. */
export function isBillOf(
  { provider, billNumber, settlementId }: VisitView,
  bill: Bill,
  { journal }: Pick<Equipment, 'journal'>,
): boolean {
  if (!isAt({ bill }, { provider, billNumber })) return false;
  const entries = settlementId ? journal.entriesOf(settlementId) : [];
  const intent = entries.find((entry) => entry.kind === 'intent');
  return !intent || encodeBill(intent.bill) === encodeBill(bill);
}

function isAt({ bill }: { readonly bill: BillFields }, place: BillPlace): boolean {
  return bill.provider.code === place.provider && bill.billNumber === place.billNumber;
}

/** Where the journal stands; a visit without an intent wrote nothing, whatever it ended with. */
function stateIn(
  journal: Equipment['journal'],
  id: SettlementId | undefined,
  outcome: string | undefined,
): SagaState {
  const recorded = id && stateOf(journal.entriesOf(id));
  if (recorded) return recorded;
  // Settled by an earlier visit, perhaps at another terminal: only its end says so.
  return outcome === 'done' ? 'done' : 'abandoned';
}

/** A visit that ended undecided, as the journal knows it by now: a later tap may have decided it. */
export function refreshed(view: VisitView, { journal }: Pick<Equipment, 'journal'>): VisitView {
  const { now, settlementId, isOver } = view;
  if (!isOver || !settlementId) return view;
  const recorded = stateOf(journal.entriesOf(settlementId));
  if (!recorded || recorded === now.state || !SAGA_STATES[recorded].isEnd) return view;
  return { ...view, now: { ...now, state: recorded, event: 'decided-later', ...toldOf(recorded) } };
}

/** The bill's own number, as the store and the journal know it. */
export function billPlace({ provider, billNumber }: Bill) {
  return { provider: provider.code, billNumber };
}
