/**
 * Which identities were read from a card by this program, and what their checks said: kept here and
 * nowhere else, so that neither can be made up.
 */

import type { UnprovenIdentity } from '../../model/index.ts';
import type { ProfileCheckResult } from './checks.ts';

const fromCard = new WeakMap<UnprovenIdentity, readonly ProfileCheckResult[]>();

/** Freezes an identity and remembers that it was read, with its checks. */
export function rememberIdentity(
  identity: UnprovenIdentity,
  checks: readonly ProfileCheckResult[],
): void {
  for (const part of [identity.card, identity.holder, identity, checks, ...checks]) {
    Object.freeze(part);
  }
  fromCard.set(identity, checks);
}

/**
 * The checks of an identity that `readProfile` made. Undefined for any other object, however alike: it
 * came from a file or the network.
 */
export function profileChecksOf(
  identity: UnprovenIdentity,
): readonly ProfileCheckResult[] | undefined {
  return fromCard.get(identity);
}
