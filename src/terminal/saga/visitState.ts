import type { Bilingual, SettlementId } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Adjudicated } from '../equipment.ts';
import { type Cancellable, SAGA_STATES, type SagaEvent, type SagaState } from './states.ts';
import type { Edge, Interaction } from './table.ts';

/** One step of a visit as the desk shows it. */
export interface VisitState {
  readonly state: SagaState;
  /** What led here; `begun` for the first. */
  readonly event: SagaEvent | 'begun';
  /** Absent before the intent. */
  readonly id?: SettlementId;
  /** What the clerk sees. */
  readonly sentence: Bilingual;
  /** What somebody has to do now. */
  readonly interaction?: Interaction;
  readonly cancellable: Cancellable;
  /** Once it is decided. */
  readonly adjudication?: Adjudicated['adjudication'];
  /** The journal entry that this step wrote. */
  readonly entry?: JournalEntry;
}

/** A transition of any visit of a terminal, for observers: the simulation counts them. */
export interface Transition {
  readonly id?: SettlementId;
  readonly from: SagaState;
  readonly event: SagaEvent;
  readonly to: SagaState;
  readonly entry?: JournalEntry;
}

const BEGUN = {
  zh: '正在读卡、核实、试算',
  en: 'the card is being read and proven, the bill decided',
} as const;

export function begunState(): VisitState {
  const { cancellable } = SAGA_STATES.opened;
  return { state: 'opened', event: 'begun', sentence: BEGUN, cancellable };
}

/** What an edge shows. */
export function shown(edge: Edge, details: Pick<VisitState, 'id' | 'adjudication' | 'entry'>) {
  const { event, to, zh, en, interaction } = edge;
  const { cancellable } = SAGA_STATES[to];
  return {
    state: to,
    event,
    sentence: { zh, en },
    cancellable,
    ...(interaction && { interaction }),
    ...details,
  } satisfies VisitState;
}
