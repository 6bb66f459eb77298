/** Whose security module it is: certified by a county that is trusted, not expired, not blocked. */

import { OneCardError } from '../../errors/index.ts';
import { STATUS_LIST_AGE_HOURS_MAX } from '../../limits.ts';
import type { Bilingual, SamId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { isSignedBy, type TrustStore, validity } from './chain.ts';
import { newestStatusList, statusAt } from './statusList.ts';

const HOUR_MS = 3_600_000;

/** Why a module is refused, in order of precedence. */
export const SAM_CAUSES = {
  malformed: {
    zh: '安全模块（SAM）证书内容不合规定',
    en: 'the certificate of the security module is malformed',
  },
  'wrong-role': {
    zh: '该证书不是安全模块证书',
    en: 'the certificate is not that of a security module',
  },
  'wrong-issuer': {
    zh: '安全模块证书写明的签发县不是该县',
    en: 'the certificate of the module names another county as its issuer',
  },
  'bad-signature': {
    zh: '县级机构对安全模块证书的签名无效',
    en: 'the county’s signature under the certificate of the module is not valid',
  },
  'wrong-module': {
    zh: '证书属于另一个安全模块',
    en: 'the certificate belongs to another security module',
  },
  'not-yet-valid': {
    zh: '安全模块证书尚未生效（请核对时间）',
    en: 'the certificate of the module is not valid yet (check the clock)',
  },
  expired: {
    zh: '安全模块证书已过期',
    en: 'the certificate of the module has expired',
  },
  'list-missing': {
    zh: '没有该县的安全模块状态名单',
    en: 'there is no list of module statuses of that county',
  },
  'list-from-future': {
    zh: '安全模块状态名单的签发时间晚于当前时间（请核对时间）',
    en: 'the list of module statuses was issued after this moment (check the clock)',
  },
  'list-too-old': {
    zh: '安全模块状态名单过旧',
    en: 'the list of module statuses is too old',
  },
  'not-in-list': {
    zh: '安全模块状态名单比该模块旧',
    en: 'the list of module statuses is older than the module',
  },
  blocked: {
    zh: '安全模块已被列入黑名单',
    en: 'the security module is blocked',
  },
  suspended: {
    zh: '安全模块已被暂停使用',
    en: 'the security module is suspended',
  },
} as const satisfies Record<string, Bilingual>;
export type SamCause = keyof typeof SAM_CAUSES;

export type SamVerification =
  | { readonly outcome: 'trusted'; readonly sam: Certificate }
  | { readonly outcome: 'refused'; readonly cause: SamCause };

/**
 * Whether a county stands behind a module's signing key today.
 * @param bytes the module's certificate
 * @param county out of `checkChain`
 * @param samId of the module that uses it
 */
export function checkSam(
  bytes: Uint8Array,
  samId: SamId,
  county: Certificate,
  trust: TrustStore,
  now: Instant,
): SamVerification {
  const sam = parsed(bytes);
  if (!sam) return { outcome: 'refused', cause: 'malformed' };
  const cause = certificateFault(sam, samId, county, now) ?? statusFault(sam, county, trust, now);
  return cause ? { outcome: 'refused', cause } : { outcome: 'trusted', sam };
}

function parsed(bytes: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

function certificateFault(
  sam: Certificate,
  samId: SamId,
  county: Certificate,
  now: Instant,
): SamCause | undefined {
  if (sam.role !== 'sam') return 'wrong-role';
  if (sam.issuer !== county.subject) return 'wrong-issuer';
  if (!isSignedBy(sam, county)) return 'bad-signature';
  if (sam.subject !== samId) return 'wrong-module';
  const days = validity(sam, now);
  return days === 'valid' ? undefined : days;
}

/** No list is no answer, and no answer is a refusal. */
function statusFault(
  sam: Certificate,
  county: Certificate,
  trust: TrustStore,
  now: Instant,
): SamCause | undefined {
  const { listNumber, index } = sam.statusPlace!;
  const { list } = newestStatusList(trust, county, listNumber, 'sams');
  if (!list) return 'list-missing';
  if (list.issuedAt > now) return 'list-from-future';
  // A list that is kept away would keep a stolen module good.
  if (now - list.issuedAt > STATUS_LIST_AGE_HOURS_MAX * HOUR_MS) return 'list-too-old';
  try {
    const status = statusAt(list, index);
    return status === 'good' ? undefined : status;
  } catch (error) {
    if (error instanceof OneCardError) return 'not-in-list';
    throw error;
  }
}
