import {
  checkSamProof,
  type SamStanding,
  samStandingOf,
  type TrustStore,
} from '../crypto/index.ts';
import type { SamId, SamProof } from '../model/index.ts';
import type { Instant } from '../time.ts';

/**
 * How modules stand by their certificates and their counties' lists. A module without a certificate is
 * not certified.
 * @param proofs certificates by module
 * @param trust asked each time, so that a new list counts at once
 */
export function samStandings(
  proofs: ReadonlyMap<SamId, SamProof>,
  trust: () => TrustStore,
): (samId: SamId, now: Instant) => SamStanding {
  return (samId, now) => {
    const proof = proofs.get(samId);
    return proof ? samStandingOf(checkSamProof(proof, samId, trust(), now)) : 'not-certified';
  };
}
