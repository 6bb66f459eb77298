/** What is thrown, as the interface's `message`. */

import { DocumentError, problemText } from '../../../terminal/deskParts.ts';
import { RequestInvalid } from '../../guard/shape.ts';
import { errorText } from '../shared/refusal.ts';
import { FIELD_RULES, type FieldRule } from './fields.ts';

/** Places that one message names. */
const PLACES_MAX = 5;

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
