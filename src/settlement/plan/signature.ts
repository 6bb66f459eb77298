/**
 * 方案签名: the home county signs a plan. Detached: a file of its own beside the document, a COSE_Sign1 for
 * the context `OneCard/PLAN/1` with the county's certificate in its header, over canonical CBOR
 *
 *     { 1: plan id, 2: county code, 3: digest of the document (docs/plans.md), 4: signed at, seconds }
 *
 * so that comments and layout may change, and no value may.
 */

import { equalBytes } from '../../bytes.ts';
import {
  type CborValue,
  type Certificate,
  type ChainCheck,
  type CoseContext,
  checkChain,
  decodeCbor,
  encodeCbor,
  keyIdOf,
  type PrivateKey,
  parseCose,
  type Suite,
  signCose,
  suiteOf,
  type TrustStore,
  verifyCose,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { type Instant, instant } from '../../time.ts';
import type { Plan } from './plan.ts';

export const PLAN_CONTEXT: CoseContext = 'OneCard/PLAN/1';

const KEYS = { id: 1, county: 2, hash: 3, signedAt: 4 } as const;

/**
 * Signs a plan for its county.
 * @param certificate of the county's key, which travels with the signature
 */
export function signPlan(
  plan: Plan,
  signer: {
    readonly suite: Suite;
    readonly countyKey: PrivateKey;
    readonly certificate: Uint8Array;
    readonly signedAt: Instant;
  },
): Uint8Array {
  const { suite, countyKey, certificate, signedAt } = signer;
  const payload = new Map<number, string | Uint8Array | number>([
    [KEYS.id, plan.id],
    [KEYS.county, plan.county.code],
    [KEYS.hash, plan.hash],
    [KEYS.signedAt, Math.floor(signedAt / 1000)],
  ]);
  return signCose(suite, countyKey, {
    keyId: keyIdOf(countyKey.publicKey),
    payload: encodeCbor(payload),
    context: PLAN_CONTEXT,
    certificates: [certificate],
  });
}

/** Why a signature does not count. */
export type PlanSignatureCause =
  /** Not a signature of this kind at all. */
  | 'malformed'
  /** The county's certificate is not trusted; `checks` says why. */
  | 'untrusted-county'
  | 'bad-signature'
  /** A county signed that is not the plan's. */
  | 'wrong-county'
  /** The signature is good, and another document's. */
  | 'another-plan';

export type PlanSignatureVerification =
  | { readonly outcome: 'valid'; readonly county: Certificate; readonly signedAt: Instant }
  | {
      readonly outcome: 'invalid';
      readonly cause: PlanSignatureCause;
      readonly checks: readonly ChainCheck[];
    };

/**
 * Whether the plan's county signed exactly this plan. Nothing about a signature throws.
 * @throws OneCardError `crypto.trust-store-invalid`: the caller's own roots
 */
export function verifyPlanSignature(
  plan: Plan,
  signature: Uint8Array,
  trust: TrustStore,
  now: Instant,
): PlanSignatureVerification {
  const parts = partsOf(signature);
  if (!parts) return invalid('malformed');
  const chain = checkChain(parts.certificates, trust, now);
  if (chain.outcome !== 'trusted') return invalid('untrusted-county', chain.checks);
  const { county, checks } = chain;
  const suite = suiteOf(county.suite);
  const { outcome } = verifyCose(signature, county.publicKey, suite, PLAN_CONTEXT);
  if (outcome !== 'valid') return invalid('bad-signature', checks);
  const { id, code, hash, signedAt } = parts;
  if (county.subject !== plan.county.code || code !== county.subject) {
    return invalid('wrong-county', checks);
  }
  if (id !== plan.id || !equalBytes(hash, plan.hash)) return invalid('another-plan', checks);
  return { outcome: 'valid', county, signedAt };
}

function invalid(
  cause: PlanSignatureCause,
  checks: readonly ChainCheck[] = [],
): PlanSignatureVerification {
  return { outcome: 'invalid', cause, checks };
}

/** What a signature says, unproven; undefined when it is none. */
function partsOf(signature: Uint8Array) {
  try {
    const { certificates, payload } = parseCose(signature);
    const fields = decodeCbor(payload);
    if (!(fields instanceof Map) || fields.size !== Object.keys(KEYS).length) return undefined;
    const map = fields as ReadonlyMap<number | string, CborValue>;
    const [id, code, hash, seconds] = Object.values(KEYS).map((key) => map.get(key));
    const isWhole = typeof id === 'string' && typeof code === 'string';
    if (!isWhole || !(hash instanceof Uint8Array) || typeof seconds !== 'number') return undefined;
    return { certificates, id, code, hash, signedAt: instant(seconds * 1000) };
  } catch (error) {
    if (error instanceof OneCardError || error instanceof RangeError) return undefined;
    throw error;
  }
}
