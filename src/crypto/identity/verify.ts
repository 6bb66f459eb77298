/** Whether an identity code is the county's own, of today, for a card that is not blocked. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { STATUS_LIST_AGE_HOURS_MAX } from '../../limits.ts';
import type { Bilingual } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { verifyCose } from '../cose.ts';
import { suiteOf } from '../suite/suites.ts';
import { type Certificate, parseCertificate } from '../trust/certificate.ts';
import { type ChainCause, checkChain, type TrustStore, validity } from '../trust/chain.ts';
import { newestStatusList, statusAt } from '../trust/statusList.ts';
import {
  IDENTITY_CONTEXT,
  type IdentityFields,
  parseIdentityCode,
  type VerifiedIdentity,
} from './identityCode.ts';

/** Why a code is refused, in order of precedence. */
export const IDENTITY_CAUSES = {
  malformed: {
    zh: '不是本系统的身份二维码，或扫码有误',
    en: 'it is no identity code, or was misread',
  },
  'unknown-county': {
    zh: '本终端没有签发该二维码的县级证书',
    en: 'this terminal has no certificate of the county that signed the code',
  },
  'county-not-trusted': {
    zh: '签发该二维码的县级证书不可信或不在有效期内',
    en: 'the certificate of the county that signed the code is not trusted, or not valid today',
  },
  'bad-signature': {
    zh: '县级机构对该二维码的签名无效',
    en: 'the county’s signature under the code is not valid',
  },
  'wrong-county': {
    zh: '二维码写明的县不是签名的县',
    en: 'the code names another county than the one that signed it',
  },
  'not-yet-valid': {
    zh: '二维码尚未生效（请核对终端时间）',
    en: 'the code is not valid yet (check the clock of the terminal)',
  },
  expired: {
    zh: '二维码已过期，请持卡人重新申领',
    en: 'the code has expired; the holder can get a new one',
  },
  'list-missing': {
    zh: '没有该县的卡片状态名单',
    en: 'there is no list of card statuses of that county',
  },
  'list-from-future': {
    zh: '卡片状态名单的签发时间晚于当前时间（请核对终端时间）',
    en: 'the list of card statuses was issued after this moment (check the clock of the terminal)',
  },
  'list-too-old': {
    zh: '卡片状态名单太旧，请更新',
    en: 'the list of card statuses is too old; bring it up to date',
  },
  'not-in-list': {
    zh: '卡片状态名单比该卡旧，请更新',
    en: 'the list of card statuses is older than the card; bring it up to date',
  },
  blocked: {
    zh: '该卡已挂失或注销',
    en: 'the card is blocked',
  },
  suspended: {
    zh: '该卡已暂停使用',
    en: 'the card is suspended',
  },
} as const satisfies Record<string, Bilingual>;
export type IdentityCause = keyof typeof IDENTITY_CAUSES;

export type IdentityVerification =
  | { readonly outcome: 'valid'; readonly identity: VerifiedIdentity }
  | {
      readonly outcome: 'refused';
      readonly cause: IdentityCause;
      /** With `county-not-trusted`: what is wrong with the certificate. */
      readonly chainCause?: ChainCause;
    };

const HOUR_MS = 3_600_000;

/**
 * Proves a code: the county of the trust store that it names, its signature, dates and the card's
 * status. Whoever shows it may have copied it, so look at the person or an identity document too.
 * @param trust with `counties` and `statusLists`
 * @param options.statusListAgeHoursMax 1 to 72, 72 unless told
 * @throws RangeError for other hours, OneCardError `crypto.trust-store-invalid` when a root is none: the
 * terminal's own fault
 */
export function verifyIdentityCode(
  text: string,
  trust: TrustStore,
  options: { readonly now: Instant; readonly statusListAgeHoursMax?: number },
): IdentityVerification {
  const { now, statusListAgeHoursMax = STATUS_LIST_AGE_HOURS_MAX } = options;
  if (!(statusListAgeHoursMax >= 1 && statusListAgeHoursMax <= STATUS_LIST_AGE_HOURS_MAX)) {
    throw new RangeError(`"statusListAgeHoursMax" expected 1 to ${STATUS_LIST_AGE_HOURS_MAX}`);
  }
  const code = orNothing(() => parseIdentityCode(text));
  if (!code) return { outcome: 'refused', cause: 'malformed' };
  const bytes = countyBytes(trust, code.keyId, now);
  if (!bytes) return { outcome: 'refused', cause: 'unknown-county' };
  const chain = checkChain([bytes], trust, now);
  if (chain.outcome === 'refused') {
    const [fault] = chain.checks.flatMap((check) =>
      check.outcome === 'failed' ? check.cause : [],
    );
    return { outcome: 'refused', cause: 'county-not-trusted', chainCause: fault! };
  }
  const { county } = chain;
  const cause =
    signatureFault(code.signed, code.identity, county) ??
    datesFault(code.identity, now) ??
    statusFault(code.identity, trust, county, now, statusListAgeHoursMax);
  if (cause) return { outcome: 'refused', cause };
  return { outcome: 'valid', identity: code.identity as VerifiedIdentity };
}

/** Parsed once for each array of bytes: a province's terminal may hold a hundred. Nothing is proven by it. */
const parsedCounties = new WeakMap<Uint8Array, Certificate | 'malformed'>();

/** The certificate of the county whose key the code names: one that is valid now, else the newest. */
function countyBytes(trust: TrustStore, keyId: Uint8Array, now: Instant): Uint8Array | undefined {
  const certificates = (trust.counties ?? []).flatMap((bytes) => {
    const known = parsedCounties.get(bytes) ?? orNothing(() => parseCertificate(bytes));
    parsedCounties.set(bytes, known ?? 'malformed');
    return typeof known === 'object' && equalBytes(known.keyId, keyId) ? [known] : [];
  });
  const newestFirst = certificates.sort((a, b) => b.validUntil - a.validUntil);
  const valid = newestFirst.find((certificate) => validity(certificate, now) === 'valid');
  return (valid ?? newestFirst[0])?.bytes;
}

function signatureFault(
  signed: Uint8Array,
  identity: IdentityFields,
  county: Certificate,
): IdentityCause | undefined {
  const suite = suiteOf(county.suite);
  const { outcome } = verifyCose(signed, county.publicKey, suite, IDENTITY_CONTEXT);
  if (outcome !== 'valid') return 'bad-signature';
  return identity.county === county.subject ? undefined : 'wrong-county';
}

function datesFault(identity: IdentityFields, now: Instant): IdentityCause | undefined {
  if (now < identity.validFrom) return 'not-yet-valid';
  return now < identity.validUntil ? undefined : 'expired';
}

function statusFault(
  { statusPlace }: IdentityFields,
  trust: TrustStore,
  county: Certificate,
  now: Instant,
  ageHoursMax: number,
): IdentityCause | undefined {
  const { list } = newestStatusList(trust, county, statusPlace.listNumber);
  if (!list) return 'list-missing';
  if (list.issuedAt > now) return 'list-from-future';
  if (now - list.issuedAt > ageHoursMax * HOUR_MS) return 'list-too-old';
  const status = orNothing(() => statusAt(list, statusPlace.index));
  if (!status) return 'not-in-list';
  return status === 'good' ? undefined : status;
}

/** Bytes from outside are at fault, never the program: nothing instead of an error. */
function orNothing<Value>(find: () => Value): Value | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
