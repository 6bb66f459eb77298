/** A visit as its journal entries tell it. */

import { OneCardError } from '../../errors/index.ts';
import type { SettlementId, TerminalHead } from '../../model/index.ts';
import type { EntryKind, Journal, JournalEntry } from '../../settlement/index.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';
import { Saga } from './saga.ts';
import type { SagaState } from './states.ts';
import type { VisitState } from './visitState.ts';

/** What a run of the terminal works with. */
export interface RunContext {
  readonly equipment: Equipment;
  /** The desk that asked for the run. */
  readonly tell?: ((state: VisitState) => void) | undefined;
  /** Calls off what may still be called off. */
  readonly signal?: AbortSignal | undefined;
  readonly operator?: string | undefined;
}

/** A visit that has an intent. */
export interface RecordedVisit {
  readonly id: SettlementId;
  readonly intent: JournalEntry<'intent'>;
  readonly home: HomeCounty;
  readonly saga: Saga;
}

/** The state that an entry of each kind leads to; kinds that are not here change none. */
const STATE_AFTER: Partial<Record<EntryKind, SagaState>> = {
  intent: 'intent',
  unknown: 'unknown',
  answered: 'answered',
  'card-pending': 'card-pending',
  'card-committed': 'card-committed',
  settled: 'done',
  declined: 'declined',
  voided: 'voided',
  'without-card': 'done-without-card',
  reversing: 'reversing',
  reversed: 'reversed',
};

/** Where the entries of one id leave it; undefined when they tell of no visit. */
export function stateOf(entries: readonly JournalEntry[]): SagaState | undefined {
  let state: SagaState | undefined;
  for (const { kind } of entries) {
    // What was settled off line is answered later, and stands meanwhile.
    if (kind === 'answered' && state === 'done') continue;
    // It stood before its card came back, and goes on standing as it did.
    const isBack = state === 'card-pending' || state === 'card-committed';
    if (kind === 'card-caught-up' && isBack) state = 'done-without-card';
    state = STATE_AFTER[kind] ?? state;
  }
  return state;
}

export function intentOf(entries: readonly JournalEntry[]): JournalEntry<'intent'> | undefined {
  return entries.find((entry) => entry.kind === 'intent');
}

/** Goes on with the visit of `intent` where the journal says that it is. */
export function loadVisit(intent: JournalEntry<'intent'>, context: RunContext): RecordedVisit {
  const { equipment } = context;
  const { id } = intent;
  const county = intent.statement.home;
  const home = equipment.counties.get(county);
  if (!home) throw new OneCardError('terminal.county-gone', { id, county });
  const state = stateOf(equipment.journal.entriesOf(id)) ?? 'intent';
  return { id, intent, home, saga: sagaOf({ state, id }, context) };
}

export function sagaOf(
  start: { readonly state: SagaState; readonly id?: SettlementId },
  { equipment, tell }: RunContext,
): Saga {
  return new Saga(start, { onTransition: equipment.onTransition, onState: tell });
}

/**
 * Where the journal stands: it goes with what is asked of a centre. Before its first entry a journal has no head:
 * a new desk may meet a card that another one left in the middle.
 */
export function terminalHead({ journal, terminalId }: Equipment): TerminalHead | undefined {
  const head = journal.head();
  return head.sequence > 0 ? { terminalId, head } : undefined;
}

/** Whether the visit ever began to write its card. */
export function mayBeOnCard(journal: Journal, id: SettlementId): boolean {
  return journal.entriesOf(id).some(({ kind }) => kind === 'card-pending');
}

/** Whether it was told to anybody as settled. */
export function hasStood(journal: Journal, id: SettlementId): boolean {
  return journal.entriesOf(id).some(({ kind }) => kind === 'settled' || kind === 'without-card');
}

/** The card's answer to the visit, the newest where it was asked twice. */
export function committedOf(
  { id }: RecordedVisit,
  { equipment }: RunContext,
): JournalEntry<'card-committed'> {
  const entry = equipment.journal.entriesOf(id).findLast((each) => each.kind === 'card-committed');
  if (!entry) throw new TypeError('"visit" expected one whose card has signed');
  return entry;
}
