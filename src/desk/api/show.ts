/** What the service tells of cards, decisions and visits: the fields named here and no others. */

import type { Language } from '../../errors/index.ts';
import type { AdjudicationFields, CardRecord, SettlementId } from '../../model/index.ts';
import type { ReverseResult, SettleResult, TrialResult } from '../../terminal/index.ts';
import { type Instant, instantText } from '../../time.ts';
import { problemOf } from '../http/problem.ts';
import type { Caller } from '../routes.ts';
import type { VisitStep, VisitView } from '../visits/visitView.ts';
import { shownTo } from './mask.ts';

/** Of the card what a visit needs; numbers as the caller may see them, the address to who may see those. */
export function cardShown({ card, holder, insurance }: CardRecord, caller: Caller) {
  const maySeeAll = caller.scopes.has('identity');
  return {
    card: {
      serial: shownTo(caller, card.serial),
      issuer: card.issuer,
      expiresOn: card.expiresOn,
    },
    holder: {
      name: holder.name,
      sex: holder.sex,
      bornOn: holder.bornOn,
      identityNumber: shownTo(caller, holder.identityNumber),
      ...(maySeeAll ? { address: holder.address } : {}),
    },
    // The bill names the member, so it is told in full.
    insurance: {
      county: insurance.county,
      memberNumber: insurance.memberNumber,
      participation: insurance.participation,
    },
  };
}

export function adjudicationShown(adjudication: AdjudicationFields) {
  const { cardSerial: _serial, memberNumber: _member, ...shown } = adjudication;
  return shown;
}

export function trialShown(result: TrialResult) {
  // A refusal names counts and codes alone.
  if (result.outcome !== 'adjudicated') return result;
  const { outcome, adjudication, findings, needsReview } = result;
  return { outcome, adjudication: adjudicationShown(adjudication), findings, needsReview };
}

/** What became of a visit, or of a reversal: ids, codes and counts; an error as the problem it is. */
export function outcomeShown(result: SettleResult | ReverseResult, language: Language) {
  const {
    entry,
    cause,
    finished,
    id,
    confirmation,
    cardSerial: _serial,
    ...shown
  } = result as SettleResult & {
    readonly entry?: { readonly id: SettlementId };
    readonly id?: SettlementId;
    readonly cause?: unknown;
    readonly confirmation?: { readonly outcome: string };
    readonly cardSerial?: string;
  };
  const settlement = id ?? entry?.id;
  return {
    ...shown,
    ...(settlement ? { settlement } : {}),
    ...(confirmation ? { confirmation: confirmation.outcome } : {}),
    // The holder's refusal names its cause; of an error the problem is told.
    ...(cause === undefined
      ? {}
      : { cause: typeof cause === 'string' ? cause : problemOf(cause, language) }),
    ...(finished ? { finished: finished.map((each) => each.id) } : {}),
  };
}

export function stepShown({ at, ...step }: VisitStep) {
  return { ...step, at: instantText(at as Instant) };
}

export function visitShown(view: VisitView, language: Language) {
  const { id, provider, billNumber, now, steps, settlementId, decided, result, failure } = view;
  return {
    id,
    provider,
    billNumber,
    now: stepShown(now),
    steps: steps.map(stepShown),
    isOver: view.isOver,
    ...(settlementId ? { settlement: settlementId } : {}),
    ...(decided
      ? {
          decided: {
            outcome: 'adjudicated',
            ...decided,
            adjudication: adjudicationShown(decided.adjudication),
          },
        }
      : {}),
    ...(result ? { result: outcomeShown(result, language) } : {}),
    ...(failure ? { failure: problemOf(failure.error, language) } : {}),
  };
}
