/**
 * Lists of statuses (状态名单) of cards and of security modules: two bits each, signed by the county as
 * COSE_Sign1 for the context `OneCard/STATUS/1` (cards) or `OneCard/SAM-STATUS/1` (modules), so that a
 * list of one kind is never one of the other. The bit layout is that of the IETF Token Status List draft
 * (draft-ietf-oauth-status-list-17 §4.1, 2 bits), uncompressed: card i stands in byte i >> 2, at
 * bits 2 × (i & 3), low bits first.
 *
 *     payload  { 1 county: text 6, 2 list number, 3 version, 4 issued at: seconds, 5 statuses: bytes }
 */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Brand } from '../../model/brand.ts';
import type { CountyCode } from '../../model/index.ts';
import { type Instant, instant } from '../../time.ts';
import { decodeCbor, encodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import type { CborInput } from '../cbor/value.ts';
import { beginningOf, type CoseContext, parseCose, signCose, verifyCose } from '../cose.ts';
import {
  AREA_CODE,
  matching,
  SECONDS_RANGE,
  type WholeRange,
  wholeSeconds,
  within,
} from '../forms.ts';
import { nameOf, Recent } from '../recent.ts';
import type { PrivateKey } from '../secret.ts';
import type { Suite } from '../suite/suite.ts';
import { keyIdOf, suiteOf } from '../suite/suites.ts';
import type { Certificate } from './certificate.ts';
import type { TrustStore } from './chain.ts';

/** What a list speaks of, and the context that it is signed for. */
export const STATUS_LIST_CONTEXTS = {
  cards: 'OneCard/STATUS/1',
  sams: 'OneCard/SAM-STATUS/1',
} as const satisfies Record<string, CoseContext>;
export type StatusListKind = keyof typeof STATUS_LIST_CONTEXTS;

/** By the two bits; 3 is not assigned and refused. */
const STATUSES = ['good', 'blocked', 'suspended'] as const;
export type CardStatus = (typeof STATUSES)[number];

/** Cards in one list: the largest counties have about two million people; a second list takes the rest. */
export const STATUS_LIST_CARDS_MAX = 2_000_000;
/** A quarter of a byte a card, and 1 KB for everything around. */
const LIMITS = { bytesMax: STATUS_LIST_CARDS_MAX / 4 + 1024 };

/** Lists in a trust store: about 2,900 counties, more than one list for some. */
export const STATUS_LISTS_MAX = 4096;

const KEYS = { county: 1, listNumber: 2, version: 3, issuedAt: 4, statuses: 5 } as const;
const COUNTER_RANGE: WholeRange = { min: 1, max: 2 ** 32 - 1 };

/** What a list says, unproven. */
export interface StatusList {
  readonly county: CountyCode;
  /** Which of the county's lists; a card's signed object names it. From 1. */
  readonly listNumber: number;
  /** One higher with every issue. From 1. */
  readonly version: number;
  /** Whole seconds. */
  readonly issuedAt: Instant;
  /** Two bits a card. */
  readonly statuses: Uint8Array;
}

/** A list whose county signed it. Only `verifyStatusList` makes one. */
export type VerifiedStatusList<Kind extends StatusListKind = 'cards'> = Brand<
  StatusList & { readonly kind: Kind },
  'VerifiedStatusList'
>;

export type StatusListVerification<Kind extends StatusListKind = 'cards'> =
  | { readonly outcome: 'valid'; readonly list: VerifiedStatusList<Kind> }
  | { readonly outcome: 'invalid'; readonly cause: 'bad-signature' | 'wrong-county' };

/** What a list is made of: the statuses by their exceptions. */
export type StatusListContent = Omit<StatusList, 'statuses'> & {
  /** Rounded up to whole bytes: the cards to come are good. */
  readonly cardCount: number;
  /** Cards that are not good, by index from 0. */
  readonly exceptions: ReadonlyMap<number, Exclude<CardStatus, 'good'>>;
};

/**
 * Signs a list.
 * @throws TypeError, RangeError for content that has not its form
 */
export function issueStatusList(
  suite: Suite,
  countyKey: PrivateKey,
  content: StatusListContent,
  kind: StatusListKind = 'cards',
): Uint8Array {
  return signCose(suite, countyKey, {
    keyId: keyIdOf(countyKey.publicKey),
    payload: statusListPayload(content),
    context: STATUS_LIST_CONTEXTS[kind],
  });
}

/**
 * What a county signs for the context of the list's kind.
 * @throws TypeError, RangeError for content that has not its form
 */
export function statusListPayload(content: StatusListContent): Uint8Array {
  const { county, listNumber, version, cardCount, exceptions } = content;
  within(cardCount, 'cardCount', { min: 1, max: STATUS_LIST_CARDS_MAX });
  const statuses = new Uint8Array(Math.ceil(cardCount / 4));
  for (const [index, status] of exceptions) {
    within(index, 'exceptions', { min: 0, max: cardCount - 1 });
    statuses[index >> 2]! |= STATUSES.indexOf(status) << (2 * (index & 3));
  }
  return encodeCbor(
    new Map<number, CborInput>([
      [KEYS.county, matching(county, 'county', AREA_CODE)],
      [KEYS.listNumber, within(listNumber, 'listNumber', COUNTER_RANGE)],
      [KEYS.version, within(version, 'version', COUNTER_RANGE)],
      [KEYS.issuedAt, wholeSeconds(content.issuedAt, 'issuedAt')],
      [KEYS.statuses, statuses],
    ]),
  );
}

/**
 * What a list says; its signature is not looked at.
 * @throws OneCardError `crypto.status-list-malformed`, `crypto.cose-malformed`, `crypto.cbor-…`
 */
export function parseStatusList(bytes: Uint8Array): StatusList {
  const sign1 = parseCose(bytes, LIMITS);
  const fields = new MapFields(decodeCbor(sign1.payload, LIMITS), {
    code: 'crypto.status-list-malformed',
    document: 'status list',
  });
  const list: StatusList = {
    county: fields.text<CountyCode>(KEYS.county, 'county', AREA_CODE),
    listNumber: fields.integer(KEYS.listNumber, 'listNumber', COUNTER_RANGE),
    version: fields.integer(KEYS.version, 'version', COUNTER_RANGE),
    issuedAt: instant(fields.integer(KEYS.issuedAt, 'issuedAt', SECONDS_RANGE) * 1000),
    statuses: fields.bytesWithin(KEYS.statuses, 'statuses', {
      min: 1,
      max: STATUS_LIST_CARDS_MAX / 4,
    }),
  };
  fields.end();
  if (sign1.certificates.length > 0) throw fields.refused('chain', 'absent');
  // Both bits of a pair set: the status 3 that is not assigned.
  if (list.statuses.some((byte) => (byte & (byte >> 1) & 0x55) !== 0)) {
    throw fields.refused('statuses', 'statuses 0, 1 or 2');
  }
  return list;
}

/**
 * Valid when the county of the certificate signed the list, and it is a list of that county.
 * @param county out of `checkChain`
 * @throws OneCardError as `parseStatusList`
 */
export function verifyStatusList<Kind extends StatusListKind = 'cards'>(
  bytes: Uint8Array,
  county: Certificate,
  kind: Kind = 'cards' as Kind,
): StatusListVerification<Kind> {
  const list = parseStatusList(bytes);
  const { outcome } = verifyCose(
    bytes,
    county.publicKey,
    suiteOf(county.suite),
    STATUS_LIST_CONTEXTS[kind],
    LIMITS,
  );
  if (outcome !== 'valid') return { outcome: 'invalid', cause: 'bad-signature' };
  if (list.county !== county.subject) return { outcome: 'invalid', cause: 'wrong-county' };
  return { outcome: 'valid', list: { ...list, kind } as VerifiedStatusList<Kind> };
}

/**
 * The list of highest version with that number that the county signed, out of all that are
 * installed; of two of one version the one that was issued later. Lists that do not parse or verify
 * count in `refusedCount`. How old a list may be is for the caller to judge by `issuedAt`.
 * @throws RangeError above STATUS_LISTS_MAX
 */
export function newestStatusList<Kind extends StatusListKind = 'cards'>(
  trust: TrustStore,
  county: Certificate,
  listNumber: number,
  kind: Kind = 'cards' as Kind,
): { readonly list: VerifiedStatusList<Kind> | undefined; readonly refusedCount: number } {
  const installed = kind === 'cards' ? trust.statusLists : (trust.samStatusLists ?? []);
  within(installed.length, 'statusLists', { min: 0, max: STATUS_LISTS_MAX });
  const beginning = beginningOf(county.publicKey, suiteOf(county.suite));
  let list: VerifiedStatusList<Kind> | undefined;
  let refusedCount = 0;
  for (const bytes of installed) {
    if (!equalBytes(bytes.subarray(0, beginning.length), beginning)) continue;
    const candidate = listWithin(bytes, county, kind);
    if (!candidate) refusedCount += 1;
    else if (candidate.listNumber === listNumber && isNewer(candidate, list)) list = candidate;
  }
  return { list, refusedCount };
}

/** A county that went back to an older copy of its register signs a version twice: the later one counts. */
function isNewer(candidate: StatusList, list: StatusList | undefined): boolean {
  if (!list || candidate.version !== list.version) return candidate.version > (list?.version ?? 0);
  return candidate.issuedAt > list.issuedAt;
}

/**
 * The status of one card or module.
 * @param index of it in the list, from 0
 * @throws OneCardError `crypto.status-index-outside` when the list does not reach that far
 */
export function statusAt(list: VerifiedStatusList<StatusListKind>, index: number): CardStatus {
  // Not index >> 2, which wraps round at 2^32 and would answer for another card.
  const byte = list.statuses[Math.floor(index / 4)];
  if (byte === undefined || !Number.isSafeInteger(index)) {
    throw new OneCardError('crypto.status-index-outside', {
      index,
      cards: list.statuses.length * 4,
    });
  }
  return STATUSES[(byte >> (2 * (index % 4))) & 3]!;
}

function listWithin<Kind extends StatusListKind>(
  bytes: Uint8Array,
  county: Certificate,
  kind: Kind,
): VerifiedStatusList<Kind> | undefined {
  const name = `${kind} ${county.suite} ${nameOf(county.publicKey)} ${county.subject} ${nameOf(bytes)}`;
  const known = verified.get(name);
  if (known) return known as VerifiedStatusList<Kind>;
  try {
    const verification = verifyStatusList(bytes, county, kind);
    if (verification.outcome !== 'valid') return undefined;
    verified.set(name, verification.list);
    return verification.list;
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

/** Lists that a key was found to have signed: every visit asks the same few. */
const VERIFIED_MAX = 64;
const verified = new Recent<VerifiedStatusList<StatusListKind>>(VERIFIED_MAX);
