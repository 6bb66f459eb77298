/**
 * The roots that a terminal trusts as one signed list with a version that never goes back: whoever
 * brings an old list, which still holds a root that was taken out since, is refused. COSE_Sign1 by the
 * publisher whose key was installed with the terminal, for the context `OneCard/TRUST/1`:
 *
 *     payload  { 1 version, 2 issued at: seconds, 3 roots: [certificate, …] }
 */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Brand } from '../../model/brand.ts';
import type { Bilingual } from '../../model/index.ts';
import { type Instant, instant } from '../../time.ts';
import { decodeCbor, encodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import type { CborInput, CborValue } from '../cbor/value.ts';
import { type CoseContext, parseCose, signCose, verifyCose } from '../cose.ts';
import {
  HASH_BYTES,
  SECONDS_RANGE,
  sized,
  type WholeRange,
  wholeSeconds,
  within,
} from '../forms.ts';
import type { PrivateKey } from '../secret.ts';
import type { Suite } from '../suite/suite.ts';
import { keyIdOf, suiteOfKey } from '../suite/suites.ts';
import { parseRoots } from './chain.ts';

export const TRUST_LIST_CONTEXT: CoseContext = 'OneCard/TRUST/1';

const KEYS = { version: 1, issuedAt: 2, roots: 3 } as const;
const VERSION_RANGE: WholeRange = { min: 1, max: 2 ** 32 - 1 };

/** Why a list is refused, in order of precedence. */
export const TRUST_LIST_CAUSES = {
  malformed: {
    zh: '信任名单内容不合规定，或其中有无效的根证书',
    en: 'the trust list is malformed, or one of its roots is none',
  },
  'bad-signature': {
    zh: '信任名单不是本终端认可的发布者签发的',
    en: 'the trust list was not signed by the publisher that this terminal knows',
  },
  'older-version': {
    zh: '信任名单的版本低于本终端已用过的版本',
    en: 'the version of the trust list is lower than one that this terminal has used',
  },
  'other-contents': {
    zh: '信任名单与本终端已用过的同一版本内容不同',
    en: 'this version of the trust list says something else than the one that this terminal has used',
  },
  'from-future': {
    zh: '信任名单的签发时间晚于当前时间（请核对终端时间）',
    en: 'the trust list was issued after this moment (check the clock of the terminal)',
  },
} as const satisfies Record<string, Bilingual>;
export type TrustListCause = keyof typeof TRUST_LIST_CAUSES;

export interface TrustListFields {
  /** One higher with every issue. From 1. */
  readonly version: number;
  /** Whole seconds. */
  readonly issuedAt: Instant;
  /** Self-signed province certificates, at most ROOTS_MAX. */
  readonly roots: readonly Uint8Array[];
}

/** A list that its publisher signed and that is not older than the last. Only `verifyTrustList` makes one. */
export type TrustList = Brand<TrustListFields, 'TrustList'>;

/** What a terminal keeps of the list it accepted last: one version says one thing for ever. */
export interface TrustListMark {
  readonly version: number;
  /** Digest of what the list says, by the publisher's suite: 32 bytes. */
  readonly digest: Uint8Array;
}

export type TrustListVerification =
  | { readonly outcome: 'accepted'; readonly list: TrustList; readonly mark: TrustListMark }
  | { readonly outcome: 'refused'; readonly cause: TrustListCause };

/**
 * Signs a list.
 * @throws RangeError for a version or an instant that has not its form, OneCardError
 * `crypto.trust-store-invalid` for a root that is none
 */
export function issueTrustList(
  suite: Suite,
  publisherKey: PrivateKey,
  content: TrustListFields,
): Uint8Array {
  parseRoots(content.roots);
  const payload = new Map<number, CborInput>([
    [KEYS.version, within(content.version, 'version', VERSION_RANGE)],
    [KEYS.issuedAt, wholeSeconds(content.issuedAt, 'issuedAt')],
    [KEYS.roots, content.roots],
  ]);
  return signCose(suite, publisherKey, {
    keyId: keyIdOf(publisherKey.publicKey),
    payload: encodeCbor(payload),
    context: TRUST_LIST_CONTEXT,
  });
}

/**
 * Accepts a list of the publisher's, of a later version than the last or the very same again. The
 * caller stores the mark before it uses the roots, and gives it back next time.
 * @param expected.publisherKey COSE_Key bytes, installed with the terminal
 * @param expected.last mark of the list last accepted here; absent before the first
 * @throws OneCardError `crypto.key-malformed`, `crypto.cbor-…` when `publisherKey` is no key
 */
export function verifyTrustList(
  bytes: Uint8Array,
  expected: {
    readonly publisherKey: Uint8Array;
    readonly last?: TrustListMark | undefined;
    readonly now: Instant;
  },
): TrustListVerification {
  const { last } = expected;
  if (last) assertMark(last);
  const suite = suiteOfKey(expected.publisherKey);
  const list = parsed(() => parseTrustList(bytes));
  if (!list) return { outcome: 'refused', cause: 'malformed' };
  const { outcome } = verifyCose(bytes, expected.publisherKey, suite, TRUST_LIST_CONTEXT);
  if (outcome !== 'valid') return { outcome: 'refused', cause: 'bad-signature' };
  // Behind the signature: proving 128 roots for any stranger would cost half a second.
  if (!parsed(() => parseRoots(list.roots))) return { outcome: 'refused', cause: 'malformed' };
  const mark = { version: list.version, digest: suite.digest(parseCose(bytes).payload) };
  const cause = markFault(mark, last) ?? (list.issuedAt > expected.now ? 'from-future' : undefined);
  if (cause) return { outcome: 'refused', cause };
  return { outcome: 'accepted', list: list as TrustList, mark };
}

function assertMark({ version, digest }: TrustListMark): void {
  within(version, 'last.version', VERSION_RANGE);
  sized(digest, 'last.digest', HASH_BYTES);
}

/** A publisher who signs two lists of one version lets a root come back that was taken out. */
function markFault(mark: TrustListMark, last: TrustListMark | undefined) {
  if (!last || mark.version > last.version) return undefined;
  if (mark.version < last.version) return 'older-version';
  return equalBytes(mark.digest, last.digest) ? undefined : 'other-contents';
}

/** What `parse` gives, or nothing when the bytes are at fault. */
function parsed<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

function parseTrustList(bytes: Uint8Array): TrustListFields | undefined {
  const sign1 = parseCose(bytes);
  const fields = new MapFields(decodeCbor(sign1.payload), {
    code: 'crypto.trust-store-invalid',
    document: 'trust list',
  });
  const version = fields.integer(KEYS.version, 'version', VERSION_RANGE);
  const issuedAt = instant(fields.integer(KEYS.issuedAt, 'issuedAt', SECONDS_RANGE) * 1000);
  const roots = fields.value(KEYS.roots, 'roots');
  fields.end();
  if (sign1.certificates.length > 0 || !isListOfBytes(roots)) return undefined;
  return { version, issuedAt, roots };
}

function isListOfBytes(value: CborValue): value is readonly Uint8Array[] {
  return Array.isArray(value) && value.every((each) => each instanceof Uint8Array);
}
