import { OneCardError } from '../../errors/index.ts';

/** What stands in the journal for a failure: its code, never its text. */
export function codeOfCause(cause: unknown): string {
  return cause instanceof OneCardError ? cause.code : 'no-answer';
}

/** Whether nobody answered; anything else is not excused by that. */
export function isUnreachable(cause: unknown): boolean {
  return cause instanceof OneCardError && cause.code === 'centre.unreachable';
}
