import { OneCardError } from '../../src/errors/index.ts';

/** The code a call fails with; `resolved` when it does not, the failure itself when it has no code. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'resolved',
    (error: unknown) => (error instanceof OneCardError ? error.code : error),
  );
}
