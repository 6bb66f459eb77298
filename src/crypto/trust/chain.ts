/** What a terminal trusts: the roots of the provinces, and from there the county that issued a card. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Bilingual } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { verifyCose } from '../cose.ts';
import { nameOf, Recent } from '../recent.ts';
import { suiteOf } from '../suite/suites.ts';
import { CERTIFICATE_CONTEXT, type Certificate, parseCertificate } from './certificate.ts';

/** What is installed at a terminal. */
export interface TrustStore {
  /** Self-signed province certificates. */
  readonly roots: readonly Uint8Array[];
  /**
   * Certificates of counties whose identity codes are read here: a code names the key that signed it,
   * and has no room for the certificate. Each is proven by the roots, as that of a card is.
   */
  readonly counties?: readonly Uint8Array[];
  /** Signed lists of card statuses, of any county and version. */
  readonly statusLists: readonly Uint8Array[];
  /** Signed lists of SAM statuses, likewise. */
  readonly samStatusLists?: readonly Uint8Array[];
}

/** 34 provinces and regions, three generations of keys each, and a few to spare. */
export const ROOTS_MAX = 128;

/** Why a chain is refused, in order of precedence. */
export const CHAIN_CAUSES = {
  malformed: {
    zh: '证书链为空、多于一张或内容不合规定',
    en: 'the chain is empty, has more than one certificate, or one that is malformed',
  },
  'suite-not-available': {
    zh: '证书使用本终端不支持的算法套件',
    en: 'the certificate uses an algorithm suite that this terminal does not have',
  },
  'unknown-root': {
    zh: '签发省份不在本终端信任的省级根证书之内',
    en: 'the province that signed is not among the roots of this terminal',
  },
  'bad-signature': {
    zh: '省级机构对县级证书的签名无效',
    en: 'the province’s signature under the county certificate is not valid',
  },
  'wrong-role': {
    zh: '该证书不是县级证书',
    en: 'the certificate is not that of a county',
  },
  'wrong-issuer': {
    zh: '签发者名称与根证书不符，或该县不属于该省',
    en: 'the issuer is not the one of the root, or the county does not lie in that province',
  },
  'not-yet-valid': {
    zh: '县级证书尚未生效',
    en: 'the county certificate is not valid yet',
  },
  expired: {
    zh: '县级证书已过期',
    en: 'the county certificate has expired',
  },
  'root-not-yet-valid': {
    zh: '省级根证书尚未生效（请核对终端时间）',
    en: 'the province root is not valid yet (check the clock of the terminal)',
  },
  'root-expired': {
    zh: '省级根证书已过期（请更新终端的信任库）',
    en: 'the province root has expired (update the trust store of the terminal)',
  },
} as const satisfies Record<string, Bilingual>;
export type ChainCause = keyof typeof CHAIN_CAUSES;

export type ChainCheck = {
  readonly name: 'certificate-chain' | 'certificate-dates';
} & ({ readonly outcome: 'passed' } | { readonly outcome: 'failed'; readonly cause: ChainCause });

export type ChainVerification =
  | {
      readonly outcome: 'trusted';
      readonly county: Certificate;
      readonly checks: readonly ChainCheck[];
    }
  | { readonly outcome: 'refused'; readonly checks: readonly ChainCheck[] };

/**
 * From a root of the store to the county that issued a card. Both checks are always reported:
 * `certificate-chain` (who signed whom) and `certificate-dates` (county and root valid at `now`).
 * @param chain the county's certificate, and no other: roots come from the store alone
 * @throws OneCardError `crypto.trust-store-invalid` when a root is none: the terminal's own fault
 */
export function checkChain(
  chain: readonly Uint8Array[],
  trust: TrustStore,
  now: Instant,
): ChainVerification {
  const roots = parseRoots(trust.roots);
  const county = parseCounty(chain);
  if (typeof county === 'string') return refused(county, county);
  const root = rootOf(county, roots, now);
  const chainCause = root ? chainFault(county, root) : 'unknown-root';
  const datesCause = datesFault(county, root, now);
  if (chainCause || datesCause) return refused(chainCause, datesCause);
  return { outcome: 'trusted', county, checks: report(undefined, undefined) };
}

/** The certificate's content, or why it has none. What a card holds never throws here. */
function parseCounty(chain: readonly Uint8Array[]): Certificate | ChainCause {
  const [bytes] = chain;
  if (!bytes || chain.length !== 1) return 'malformed';
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return error.code === 'crypto.suite-not-available' ? 'suite-not-available' : 'malformed';
  }
}

/** Roots that have proven themselves once: the same bytes need no second proof. */
const provenRoots = new Recent<Certificate>(2 * ROOTS_MAX);

/**
 * The certificates of a trust store's roots, each proven to be self-signed.
 * @throws OneCardError `crypto.trust-store-invalid`
 */
export function parseRoots(roots: readonly Uint8Array[]): readonly Certificate[] {
  if (roots.length > ROOTS_MAX) {
    throw new OneCardError('crypto.trust-store-invalid', { count: roots.length, max: ROOTS_MAX });
  }
  return roots.map((bytes, index) => {
    const name = nameOf(bytes);
    const root = provenRoots.get(name) ?? parseRoot(bytes, index);
    provenRoots.set(name, root);
    return root;
  });
}

function parseRoot(bytes: Uint8Array, index: number): Certificate {
  try {
    const root = parseCertificate(bytes);
    if (root.role === 'province' && root.issuer === root.subject && isSignedBy(root, root)) {
      return root;
    }
  } catch (cause) {
    if (!(cause instanceof OneCardError)) throw cause;
    throw new OneCardError('crypto.trust-store-invalid', { index, cause: cause.code }, { cause });
  }
  throw new OneCardError('crypto.trust-store-invalid', { index, cause: 'not self-signed' });
}

/** Of roots with the same key (a renewed certificate), one that is valid now comes first. */
function rootOf(
  county: Certificate,
  roots: readonly Certificate[],
  now: Instant,
): Certificate | undefined {
  const signers = roots.filter((root) => equalBytes(root.keyId, county.issuerKeyId));
  return signers.find((root) => validity(root, now) === 'valid') ?? signers[0];
}

function chainFault(county: Certificate, root: Certificate): ChainCause | undefined {
  if (!isSignedBy(county, root)) return 'bad-signature';
  if (county.role !== 'county') return 'wrong-role';
  // GB/T 2260: the first two digits name the province.
  const isInProvince = county.subject.slice(0, 2) === root.subject.slice(0, 2);
  if (county.issuer !== root.subject || !isInProvince) return 'wrong-issuer';
  return undefined;
}

function datesFault(
  county: Certificate,
  root: Certificate | undefined,
  now: Instant,
): ChainCause | undefined {
  const ofCounty = validity(county, now);
  if (ofCounty !== 'valid') return ofCounty;
  const ofRoot = root ? validity(root, now) : 'valid';
  return ofRoot === 'valid' ? undefined : `root-${ofRoot}`;
}

/** RFC 7519 §4.1.4, 4.1.5: from nbf on, and before exp. */
export function validity(
  certificate: Certificate,
  now: Instant,
): 'valid' | 'not-yet-valid' | 'expired' {
  if (now < certificate.validFrom) return 'not-yet-valid';
  return now < certificate.validUntil ? 'valid' : 'expired';
}

/** Whether the key of `signer` signed `certificate`. */
export function isSignedBy(certificate: Certificate, signer: Certificate): boolean {
  const suite = suiteOf(signer.suite);
  const { outcome } = verifyCose(certificate.bytes, signer.publicKey, suite, CERTIFICATE_CONTEXT);
  return outcome === 'valid';
}

function refused(chainCause?: ChainCause, datesCause?: ChainCause): ChainVerification {
  return { outcome: 'refused', checks: report(chainCause, datesCause) };
}

function report(chainCause?: ChainCause, datesCause?: ChainCause): readonly ChainCheck[] {
  return [checkOf('certificate-chain', chainCause), checkOf('certificate-dates', datesCause)];
}

function checkOf(name: ChainCheck['name'], cause: ChainCause | undefined): ChainCheck {
  return cause ? { name, outcome: 'failed', cause } : { name, outcome: 'passed' };
}
