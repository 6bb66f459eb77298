/** A visit as its caller sees it. */

import type { Bilingual, SettlementId } from '../../model/index.ts';
import {
  type Adjudicated,
  type Cancellable,
  SAGA_STATES,
  type SagaState,
  type SettleResult,
} from '../../terminal/index.ts';

/** One step of a visit. */
export interface VisitStep {
  /** Counts from 1. */
  readonly step: number;
  /** Milliseconds since 1970-01-01, UTC. */
  readonly at: number;
  /** A state of docs/settlement.md, or one of the service's own before the terminal begins. */
  readonly state: SagaState | OwnState;
  readonly event: string;
  /** What the clerk sees. */
  readonly sentence: Bilingual;
  /** What somebody has to do now. */
  readonly interaction?: string;
  readonly cancellable: Cancellable;
}

export interface VisitView {
  readonly id: string;
  /** Id of the grant that began it. */
  readonly caller: string;
  readonly provider: string;
  readonly billNumber: string;
  /** Steps so far; none of a visit from before a restart. */
  readonly steps: readonly VisitStep[];
  readonly now: VisitStep;
  readonly settlementId?: SettlementId;
  /** What was decided, once it was. */
  readonly decided?: Pick<Adjudicated, 'adjudication' | 'findings' | 'needsReview'>;
  /** What became of it. */
  readonly result?: SettleResult;
  /** What broke it off. */
  readonly failure?: { readonly error: unknown };
  readonly isOver: boolean;
}

type Told = Pick<VisitStep, 'sentence' | 'interaction' | 'cancellable'>;

/** States that the service adds to those of the terminal. */
export const OWN_STATES = {
  'waiting-for-card': {
    sentence: { zh: '请把卡放到读卡器上', en: 'put the card on the reader' },
    interaction: 'insert-card',
    cancellable: 'freely',
  },
  reading: {
    sentence: { zh: '正在读卡，请勿拔卡', en: 'reading the card; leave it where it is' },
    interaction: 'keep-card',
    cancellable: 'freely',
  },
} as const satisfies Record<string, Told>;
export type OwnState = keyof typeof OWN_STATES;

/** 留卡: of a card with an open settlement whose state cannot be read any more. */
export const KEEP_CARD = {
  sentence: {
    zh: '该卡有一笔结算未完成，卡已不能读：请留下卡片交县合管中心，请勿收费；可冲正该笔',
    en: 'a settlement of this card is open and the card cannot be read any more: keep it for the county centre, charge nothing; that settlement can be reversed',
  },
  interaction: 'keep-card',
} as const;

const ALREADY: Bilingual = {
  zh: '该账单此前已结算，未再次支付；请打印原结算单',
  en: 'this bill was settled before, nothing was paid again; print that receipt',
};

/** What a state says by itself, where no step led to it in this process. */
export function toldOf(state: SagaState): Told {
  const { zh, en, cancellable } = SAGA_STATES[state];
  // Nobody here is at work on it: only a reversal changes it now.
  return { sentence: { zh, en }, cancellable: cancellable === 'freely' ? 'no' : cancellable };
}

/** The state in which a result leaves a visit, where the terminal's own steps did not get that far. */
export function endOf(result: SettleResult): Pick<VisitStep, 'state'> & Told {
  switch (result.outcome) {
    case 'settled':
      return { state: 'done', ...toldOf('done') };
    case 'already-settled':
      return { state: 'done', sentence: ALREADY, cancellable: 'no' };
    case 'declined':
    case 'unknown':
    case 'card-pending':
    case 'voided':
    case 'reversing':
      return { state: result.outcome, ...toldOf(result.outcome) };
    default:
      return { state: 'abandoned', ...toldOf('abandoned') };
  }
}
