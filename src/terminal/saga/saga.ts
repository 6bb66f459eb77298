/** One visit on its way through the table. */

import type { SettlementId } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Adjudicated } from '../equipment.ts';
import type { SagaEvent, SagaState } from './states.ts';
import { type Edge, edgeOf } from './table.ts';
import { shown, type Transition, type VisitState } from './visitState.ts';

/** Who is told of transitions, after they are durable. */
export interface SagaObservers {
  readonly onTransition?: ((transition: Transition) => void) | undefined;
  /** The desk that runs this visit. */
  readonly onState?: ((state: VisitState) => void) | undefined;
}

export interface SagaStart {
  readonly state: SagaState;
  readonly id?: SettlementId;
}

/**
 * The state of one visit. It moves by `take` alone, and only when the entry of the edge is durable: a
 * reply is in the journal before anything else is done with it.
 */
export class Saga {
  #state: SagaState;
  #id: SettlementId | undefined;
  #adjudication: Adjudicated['adjudication'] | undefined;
  readonly #observers: SagaObservers;

  constructor({ state, id }: SagaStart, observers: SagaObservers) {
    this.#state = state;
    this.#id = id;
    this.#observers = observers;
  }

  get state(): SagaState {
    return this.#state;
  }

  /** Shown from now on. */
  decided(adjudication: Adjudicated['adjudication']): void {
    this.#adjudication = adjudication;
  }

  /** Takes an edge that writes nothing. @throws TypeError when the table has none such. */
  take(event: SagaEvent): void {
    const edge = edgeOf(this.#state, event);
    if (edge.entry) throw new TypeError(`"${event}" from "${this.#state}" writes "${edge.entry}"`);
    this.#move(edge, undefined);
  }

  /**
   * Takes an edge that writes an entry, once it is durable. When writing fails the visit stays where
   * it was, and the journal says later how far it really got.
   * @throws TypeError when the table has no such edge, or another kind of entry; what `append` throws
   */
  async record<Entry extends JournalEntry>(
    event: SagaEvent,
    append: () => Promise<Entry>,
  ): Promise<Entry> {
    const edge = edgeOf(this.#state, event);
    const entry = await append();
    const { kind, id } = entry;
    if (edge.entry !== kind) {
      throw new TypeError(`"${event}" from "${this.#state}" writes "${edge.entry}", not "${kind}"`);
    }
    this.#id = id;
    this.#move(edge, entry);
    return entry;
  }

  #move(edge: Edge, entry: JournalEntry | undefined): void {
    this.#state = edge.to;
    const id = this.#id;
    const adjudication = this.#adjudication;
    const details = { ...(id && { id }), ...(entry && { entry }) };
    const { from, event, to } = edge;
    this.#observers.onTransition?.({ from, event, to, ...details });
    this.#observers.onState?.(shown(edge, { ...details, ...(adjudication && { adjudication }) }));
  }
}
