import { equalBytes } from '../../bytes.ts';
import {
  checkSamProof,
  type SamProofVerification,
  type SamStanding,
  samStandingOf,
  type TrustStore,
} from '../../crypto/index.ts';
import type { Sam, SamId, SamProof } from '../../model/index.ts';
import { chinaDate, type Instant } from '../../time.ts';

export type SamVerdict =
  | { readonly outcome: 'trusted'; readonly id: SamId }
  | {
      readonly outcome: 'refused';
      readonly id: SamId;
      readonly standing: Exclude<SamStanding, 'good'>;
      /** Name of the check that failed, `SAM_CAUSES` and `CHAIN_CAUSES`. */
      readonly cause: string;
    };

/**
 * Whether the module that answers is the certified one, within its days and on no list of blocked
 * modules. Asks the module for its id, key and last day; everything else is arithmetic.
 * @throws what the module throws
 */
export async function verifySam(
  sam: Sam,
  proof: SamProof,
  trust: TrustStore,
  now: Instant,
): Promise<SamVerdict> {
  const { id, expiresOn } = await sam.status();
  const verification = checkSamProof(proof, id, trust, now);
  const publicKey = await sam.publicKey();
  const isItsKey =
    verification.outcome === 'trusted' && equalBytes(verification.sam.publicKey, publicKey);
  if (verification.outcome === 'trusted' && !isItsKey) {
    return { outcome: 'refused', id, standing: 'not-certified', cause: 'another-key' };
  }
  if (verification.outcome === 'refused') return refused(id, verification);
  if (chinaDate(now) > expiresOn) {
    return { outcome: 'refused', id, standing: 'expired', cause: 'module-expired' };
  }
  return { outcome: 'trusted', id };
}

function refused(
  id: SamId,
  verification: Extract<SamProofVerification, { outcome: 'refused' }>,
): SamVerdict {
  const standing = samStandingOf(verification);
  return {
    outcome: 'refused',
    id,
    standing: standing === 'good' ? 'not-certified' : standing,
    cause: verification.cause,
  };
}
