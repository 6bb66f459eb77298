import { OneCardError } from '../../errors/index.ts';

/** What stands in the journal for a failure: its code, never its text. */
export function codeOfCause(cause: unknown): string {
  return cause instanceof OneCardError ? cause.code : 'no-answer';
}

/** Whether nobody answered; anything else is not excused by that. */
export function isUnreachable(cause: unknown): boolean {
  return cause instanceof OneCardError && cause.code === 'centre.unreachable';
}

/**
 * Whether a failure is of the centre itself or of the way to it, whatever it was asked: it passes, or somebody mends
 * it, and the same request is right then. Anything else is said of what was handed in.
 */
export function isOfCentre(cause: unknown): boolean {
  if (!(cause instanceof OneCardError)) return false;
  const { code } = cause;
  return (
    isUnreachable(cause) ||
    code.startsWith('store.') ||
    code === 'crypto.pool-full' ||
    code === 'crypto.pool-closed'
  );
}
