/** The county's signature under its off-line limits. */

import {
  type ChainCheck,
  type CoseContext,
  checkChain,
  keyIdOf,
  type PrivateKey,
  parseCose,
  type Suite,
  sha256,
  signCose,
  suiteOf,
  type TrustStore,
  verifyCose,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { OfflineLimits, VerifiedOfflineLimits } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { encodeOfflineLimits, parseOfflineLimits } from './limits.ts';

export const OFFLINE_CONTEXT: CoseContext = 'OneCard/OFFLINE/1';

/**
 * Signs limits for their county.
 * @param signer.certificate of the county's key, which travels with the signature
 * @throws TypeError, RangeError for limits out of their form
 */
export function signOfflineLimits(
  limits: OfflineLimits,
  signer: {
    readonly suite: Suite;
    readonly countyKey: PrivateKey;
    readonly certificate: Uint8Array;
  },
): Uint8Array {
  const { suite, countyKey, certificate } = signer;
  return signCose(suite, countyKey, {
    keyId: keyIdOf(countyKey.publicKey),
    payload: encodeOfflineLimits(limits),
    context: OFFLINE_CONTEXT,
    certificates: [certificate],
  });
}

/** Why signed limits do not count. */
export type OfflineLimitsCause =
  /** Not limits at all. */
  | 'malformed'
  /** The certificate is not trusted; `checks` says why. */
  | 'untrusted-county'
  | 'bad-signature'
  /** A county signed for another. */
  | 'wrong-county';

export type OfflineLimitsVerification =
  | { readonly outcome: 'valid'; readonly limits: VerifiedOfflineLimits }
  | {
      readonly outcome: 'invalid';
      readonly cause: OfflineLimitsCause;
      readonly checks: readonly ChainCheck[];
    };

/**
 * Whether a county signed these limits for itself. Nothing about the bytes throws; how old the limits
 * may be is for `judgeOffline`.
 * @throws OneCardError `crypto.trust-store-invalid`: the caller's own roots
 */
export function verifyOfflineLimits(
  bytes: Uint8Array,
  trust: TrustStore,
  now: Instant,
): OfflineLimitsVerification {
  const parts = partsOf(bytes);
  if (!parts) return invalid('malformed');
  const chain = checkChain(parts.certificates, trust, now);
  if (chain.outcome !== 'trusted') return invalid('untrusted-county', chain.checks);
  const { county, checks } = chain;
  const { outcome } = verifyCose(bytes, county.publicKey, suiteOf(county.suite), OFFLINE_CONTEXT);
  if (outcome !== 'valid') return invalid('bad-signature', checks);
  if (county.subject !== parts.limits.county) return invalid('wrong-county', checks);
  const limits = { ...parts.limits, hash: sha256(bytes) } as VerifiedOfflineLimits;
  return { outcome: 'valid', limits };
}

function invalid(
  cause: OfflineLimitsCause,
  checks: readonly ChainCheck[] = [],
): OfflineLimitsVerification {
  return { outcome: 'invalid', cause, checks };
}

function partsOf(bytes: Uint8Array) {
  try {
    const { certificates, payload } = parseCose(bytes);
    return { certificates, limits: parseOfflineLimits(payload) };
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
