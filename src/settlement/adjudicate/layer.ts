import type {
  AmountsByPayer,
  AmountsByReason,
  ExplanationStep,
  LineDecision,
  Usage,
} from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import type { InstitutionClass } from '../plan/plan.ts';

/** What is decided so far, and what is left to decide. */
export interface LayerState {
  readonly lines: readonly LineDecision[];
  /** The part of the eligible amount that no layer has dealt with yet. */
  readonly remaining: Amount;
  readonly byPayer: AmountsByPayer;
  readonly byReason: AmountsByReason;
  readonly usage: Usage;
  readonly steps: readonly ExplanationStep[];
}

/** One layer of a plan. Pure; it deals with `remaining` or passes it on. */
export type LayerFunction = (state: LayerState, institutionClass: InstitutionClass) => LayerState;
