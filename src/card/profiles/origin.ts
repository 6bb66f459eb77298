/** Which identities were read from a card by this program: kept here and nowhere else. */

import type { UnprovenIdentity } from '../../model/index.ts';

const fromCard = new WeakSet<UnprovenIdentity>();

export function rememberIdentity(identity: UnprovenIdentity): UnprovenIdentity {
  Object.freeze(identity.card);
  Object.freeze(identity.holder);
  fromCard.add(Object.freeze(identity));
  return identity;
}

/** Whether `readProfile` made this very object. One from a file or the network is not it. */
export function isIdentityFromCard(identity: UnprovenIdentity): boolean {
  return fromCard.has(identity);
}
