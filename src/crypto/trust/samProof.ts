/** A security module's certificate with the county's behind it: one answer about one module. */

import type { SamId, SamProof } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import type { Certificate } from './certificate.ts';
import { type ChainCause, checkChain, type TrustStore } from './chain.ts';
import { checkSam, type SamCause } from './sam.ts';

export type SamProofVerification =
  | { readonly outcome: 'trusted'; readonly sam: Certificate }
  | { readonly outcome: 'refused'; readonly cause: SamCause | ChainCause };

/** Whether a province, and below it a county, stand behind the module today. */
export function checkSamProof(
  { certificate, chain }: SamProof,
  samId: SamId,
  trust: TrustStore,
  now: Instant,
): SamProofVerification {
  const verified = checkChain(chain, trust, now);
  if (verified.outcome === 'trusted') {
    return checkSam(certificate, samId, verified.county, trust, now);
  }
  const cause = verified.checks.flatMap((check) => ('cause' in check ? [check.cause] : []))[0];
  return { outcome: 'refused', cause: cause ?? 'malformed' };
}

/** How a module stands, in the words that a terminal and a centre refuse it by. */
export type SamStanding = 'good' | 'blocked' | 'expired' | 'not-certified';

export function samStandingOf(verification: SamProofVerification): SamStanding {
  if (verification.outcome === 'trusted') return 'good';
  switch (verification.cause) {
    case 'blocked':
    case 'suspended':
      return 'blocked';
    case 'expired':
      return 'expired';
    default:
      return 'not-certified';
  }
}
