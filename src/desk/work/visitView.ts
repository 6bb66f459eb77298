/** A visit as its caller sees it. */

import type { ErrorDetail } from '../../errors/index.ts';
import type { Bilingual, Bill, SettlementId } from '../../model/index.ts';
import type { Adjudicated, SettleResult } from '../../terminal/index.ts';

/** One step of a visit. */
export interface VisitStep {
  /** Counts from 1. */
  readonly step: number;
  /** Milliseconds since 1970-01-01, UTC. */
  readonly at: number;
  /** Name of the state (docs/settlement.md), and before a card is there: `waiting-for-card`. */
  readonly state: string;
  readonly event: string;
  /** What the clerk sees. */
  readonly sentence: Bilingual;
  /** What somebody has to do now. */
  readonly interaction?: string;
  readonly cancellable: 'freely' | 'by-reversal' | 'no';
}

export interface VisitView {
  readonly id: string;
  readonly caller: string;
  readonly provider: string;
  readonly billNumber: string;
  /** Steps so far; none of a visit from before a restart. */
  readonly steps: readonly VisitStep[];
  readonly now: VisitStep;
  readonly settlementId?: SettlementId;
  /** What was decided, once it was. */
  readonly decided?: Pick<Adjudicated, 'adjudication' | 'findings' | 'needsReview'>;
  /** Of the bill that is settled; absent after a restart. */
  readonly bill?: Bill;
  /** What became of it. */
  readonly result?: SettleResult;
  /** Code and detail of what broke it off. */
  readonly failure?: {
    readonly code: string;
    readonly detail: ErrorDetail;
    readonly error: unknown;
  };
  readonly isOver: boolean;
}

/** Steps that the service itself adds to those of the terminal. */
export const OWN_STEPS = {
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
  quoted: {
    sentence: { zh: '已试算，请核对后确认', en: 'decided; check the amounts and confirm' },
    interaction: 'confirm',
    cancellable: 'freely',
  },
  committing: {
    sentence: { zh: '正在结算，请勿拔卡', en: 'settling; leave the card where it is' },
    interaction: 'keep-card',
    cancellable: 'no',
  },
  done: {
    sentence: { zh: '结算完成', en: 'settled' },
    cancellable: 'no',
  },
  declined: {
    sentence: { zh: '未结算，原因见下', en: 'not settled, for the reasons given' },
    cancellable: 'no',
  },
  unknown: {
    sentence: {
      zh: '结果未知，请勿收费；请同一张卡再次刷卡查询',
      en: 'the outcome is unknown: do not charge; tap the same card again to find out',
    },
    interaction: 'insert-card',
    cancellable: 'no',
  },
  'card-pending': {
    sentence: {
      zh: '中心已入账，卡片未写完；请同一张卡再次刷卡',
      en: 'settled at the centre, the card is not finished: tap the same card again',
    },
    interaction: 'insert-card',
    cancellable: 'no',
  },
  abandoned: {
    sentence: { zh: '未开始结算，未写任何数据', en: 'left before anything was written' },
    cancellable: 'no',
  },
} as const satisfies Record<string, Omit<VisitStep, 'step' | 'at' | 'state' | 'event'>>;
export type OwnState = keyof typeof OWN_STEPS;

/** The state in which a result leaves a visit. */
export function stateOfResult({ outcome }: SettleResult): OwnState {
  switch (outcome) {
    case 'settled':
    case 'already-settled':
      return 'done';
    case 'unknown':
    case 'card-pending':
      return outcome;
    default:
      return 'declined';
  }
}
