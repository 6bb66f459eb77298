/** What the service tells of cards, decisions and visits: the fields named here and no others. */

import type { Language } from '../../errors/index.ts';
import type { AdjudicationFields, CardRecord } from '../../model/index.ts';
import type { Refusal, SettleResult, TrialResult } from '../../terminal/index.ts';
import { type Instant, instantText } from '../../time.ts';
import { problemOf } from '../http/problem.ts';
import type { Caller } from '../routes.ts';
import type { VisitStep, VisitView } from '../work/visitView.ts';
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
  if (result.outcome !== 'adjudicated') return refusalShown(result);
  const { outcome, adjudication, findings, needsReview } = result;
  return { outcome, adjudication: adjudicationShown(adjudication), findings, needsReview };
}

/** A refusal names counts and codes alone. */
function refusalShown(refusal: Refusal) {
  return refusal;
}

export function resultShown(result: SettleResult, language: Language) {
  const finished = result.finished.map((entry) => entry.id);
  switch (result.outcome) {
    case 'settled': {
      const { entry, confirmation } = result;
      return {
        outcome: result.outcome,
        settlement: entry.id,
        confirmation: confirmation.outcome,
        finished,
      };
    }
    case 'already-settled':
      return { outcome: result.outcome, settlement: result.id, finished };
    case 'declined': {
      const { outcome, id, reasons } = result;
      return { outcome, settlement: id, reasons, finished };
    }
    case 'unknown':
    case 'card-pending': {
      const { outcome, id, cause } = result;
      return { outcome, settlement: id, cause: problemOf(cause, language), finished };
    }
    default:
      return { ...refusalShown(result), finished };
  }
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
    ...(result ? { result: resultShown(result, language) } : {}),
    ...(failure ? { failure: problemOf(failure.error, language) } : {}),
  };
}
