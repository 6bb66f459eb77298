/** What is thrown, as the interface's `message`. */

import { DocumentError, problemText } from '../../../terminal/deskParts.ts';
import { RequestInvalid } from '../../guard/shape.ts';
import type { VisitView } from '../../visits/visitView.ts';
import { errorText, refusalText } from '../shared/refusal.ts';
import { FIELD_RULES, type FieldRule } from './fields.ts';

/** Places that one message names. */
const PLACES_MAX = 5;

/** Of a bill that an earlier call left open, and this one did not bring to its end. @param why what kept it from that */
export function undecidedText(code: 'S14' | 'S25', why: string): string {
  const back = code === 'S14' ? 'S15' : 'S26';
  return `结算结果未知，请勿收费；请放回同一张卡再次结算（${code}）或冲红（${back}）。本次：${why}`;
}

/** Why a settlement came to nothing, or what broke it off. */
export function whyNot({ result, failure }: Pick<VisitView, 'result' | 'failure'>): string {
  return result ? refusalText(result) : faultText(failure?.error);
}

export function faultText(error: unknown): string {
  if (error instanceof RequestInvalid) {
    return error.problems
      .map(({ path, rule }) => `${path} ${FIELD_RULES[rule as FieldRule] ?? rule}`)
      .join('；');
  }
  if (error instanceof DocumentError) {
    const named = error.problems.slice(0, PLACES_MAX);
    return named.map((problem) => `${problem.path} ${problemText(problem, 'zh')}`).join('；');
  }
  return errorText(error);
}
