/**
 * The identity code (身份二维码): `NC1:` and the Base45 of one COSE_Sign1 by the county that issued the
 * card, for the context `OneCard/IDENTITY/1`. It says who somebody is and in which years he or she took
 * part, for at most 90 days. Anybody can copy it: compare it with the person or an identity document.
 * It has no usage and no counter, and nothing is ever settled on it.
 *
 *     payload  { 1 holder's name, 2 card serial: 8 bytes, 3 county: text 6, 4 years: [year, …],
 *                5 category: index in MEMBER_CATEGORIES, 6 valid from, 7 valid until: seconds,
 *                8 purpose: 1, 9 place in the status lists: [list number, index] }
 */

import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Brand } from '../../model/brand.ts';
import {
  type CardSerial,
  type CountyCode,
  MEMBER_CATEGORIES,
  type MemberCategory,
} from '../../model/index.ts';
import { type Instant, instant } from '../../time.ts';
import { decodeCbor, encodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import type { CborInput } from '../cbor/value.ts';
import { type CoseContext, parseCose, signCose } from '../cose.ts';
import {
  AREA_CODE,
  CHIP_ID_BYTES,
  chipBytes,
  isInRange,
  matching,
  SECONDS_RANGE,
  type WholeRange,
  wholeSeconds,
  within,
} from '../forms.ts';
import type { PrivateKey } from '../secret.ts';
import type { Suite } from '../suite/suite.ts';
import { keyIdOf } from '../suite/suites.ts';
import { encodeStatusPlace, parseStatusPlace, type StatusPlace } from '../trust/statusPlace.ts';
import { decodeBase45, encodeBase45 } from './base45.ts';

export const IDENTITY_CONTEXT: CoseContext = 'OneCard/IDENTITY/1';
export const IDENTITY_PREFIX = 'NC1:';

/** A code that is copied must not be good for long. */
export const IDENTITY_DAYS_MAX = 90;
const DAY_MS = 86_400_000;

/** Five years of participation, as many as a clerk looks at, keep the code small enough for a bad camera. */
const YEARS_MAX = 5;
const YEAR_RANGE: WholeRange = { min: 1900, max: 2199 };
/** 50 characters, as on the card, that are no control characters and do not begin or end blank. */
const NAME = /^(?! )[^\p{Cc}\p{Cs}]{1,50}(?<! )$/u;
/** With the longest name: about 330 bytes. Also what a reader of codes may cost. */
const CODE_BYTES_MAX = 512;
export const IDENTITY_CHARACTERS_MAX = IDENTITY_PREFIX.length + (CODE_BYTES_MAX * 3) / 2;
/** Identity and participation, and nothing else. */
const PURPOSE = 1;
const CATEGORY_RANGE: WholeRange = { min: 0, max: MEMBER_CATEGORIES.length - 1 };
const MALFORMED = { code: 'crypto.identity-malformed', document: 'identity code' } as const;

const KEYS = {
  name: 1,
  cardSerial: 2,
  county: 3,
  years: 4,
  category: 5,
  validFrom: 6,
  validUntil: 7,
  purpose: 8,
  statusPlace: 9,
} as const;

/** What a code says, unproven. */
export interface IdentityFields {
  readonly name: string;
  readonly cardSerial: CardSerial;
  readonly county: CountyCode;
  /** Ascending, at most 5. */
  readonly participationYears: readonly number[];
  readonly category: MemberCategory;
  /** Whole seconds; valid from this instant on … */
  readonly validFrom: Instant;
  /** … until just before this one, at most 90 days later. */
  readonly validUntil: Instant;
  /** Of the card, in the county's lists of card statuses. */
  readonly statusPlace: StatusPlace;
}

/**
 * Somebody's identity, proven by the county today. It is no `VerifiedRecord`, and nothing that settles
 * takes it. Only `verifyIdentityCode` makes one.
 */
export type VerifiedIdentity = Brand<IdentityFields, 'VerifiedIdentity'>;

/**
 * Signs a code with the county's key.
 * @returns the text of the QR code, all of it in the alphanumeric set
 * @throws TypeError, RangeError for a field that has not its form, or a validity above 90 days
 */
export function issueIdentityCode(
  suite: Suite,
  countyKey: PrivateKey,
  identity: IdentityFields,
): string {
  const { validFrom, validUntil, participationYears: years } = identity;
  if (!isValidity(validFrom, validUntil)) {
    throw new RangeError(`"validUntil" expected at most ${IDENTITY_DAYS_MAX} days after validFrom`);
  }
  if (!areYears(years)) throw new RangeError('"participationYears" expected 1 to 5, ascending');
  const payload = new Map<number, CborInput>([
    [KEYS.name, matching(identity.name, 'name', NAME)],
    [KEYS.cardSerial, chipBytes(identity.cardSerial, 'cardSerial')],
    [KEYS.county, matching(identity.county, 'county', AREA_CODE)],
    [KEYS.years, years],
    [
      KEYS.category,
      within(MEMBER_CATEGORIES.indexOf(identity.category), 'category', CATEGORY_RANGE),
    ],
    [KEYS.validFrom, wholeSeconds(validFrom, 'validFrom')],
    [KEYS.validUntil, wholeSeconds(validUntil, 'validUntil')],
    [KEYS.purpose, PURPOSE],
    [KEYS.statusPlace, encodeStatusPlace(identity.statusPlace)],
  ]);
  const signed = signCose(suite, countyKey, {
    keyId: keyIdOf(countyKey.publicKey),
    payload: encodeCbor(payload),
    context: IDENTITY_CONTEXT,
  });
  return IDENTITY_PREFIX + encodeBase45(signed);
}

/**
 * What a code says; its signature is not looked at.
 * @throws OneCardError `crypto.identity-malformed`, `crypto.base45-malformed`, `crypto.cose-malformed`,
 * `crypto.cbor-…`
 */
export function parseIdentityCode(text: string): {
  readonly identity: IdentityFields;
  /** The signed object, and the key that it names. */
  readonly signed: Uint8Array;
  readonly keyId: Uint8Array;
} {
  const isCode = text.startsWith(IDENTITY_PREFIX) && text.length <= IDENTITY_CHARACTERS_MAX;
  if (!isCode) throw malformed('prefix and length', `${IDENTITY_PREFIX} and Base45`);
  const signed = decodeBase45(text.slice(IDENTITY_PREFIX.length));
  const sign1 = parseCose(signed, { bytesMax: CODE_BYTES_MAX });
  if (sign1.certificates.length > 0) throw malformed('chain', 'absent');
  return { identity: parsePayload(sign1.payload), signed, keyId: sign1.keyId };
}

function parsePayload(payload: Uint8Array): IdentityFields {
  const fields = new MapFields(decodeCbor(payload), MALFORMED);
  const name = fields.text(KEYS.name, 'name', NAME);
  const serial = fields.bytes(KEYS.cardSerial, 'cardSerial', CHIP_ID_BYTES);
  const county = fields.text<CountyCode>(KEYS.county, 'county', AREA_CODE);
  const years = fields.value(KEYS.years, 'participationYears');
  const category = fields.integer(KEYS.category, 'category', CATEGORY_RANGE);
  const validFrom = instant(fields.integer(KEYS.validFrom, 'validFrom', SECONDS_RANGE) * 1000);
  const validUntil = instant(fields.integer(KEYS.validUntil, 'validUntil', SECONDS_RANGE) * 1000);
  fields.integer(KEYS.purpose, 'purpose', { min: PURPOSE, max: PURPOSE });
  const statusPlace = parseStatusPlace(fields.value(KEYS.statusPlace, 'statusPlace'));
  fields.end();
  if (!areYears(years)) throw fields.refused('participationYears', '1 to 5 years, ascending');
  if (!statusPlace) throw fields.refused('statusPlace', 'list number and index');
  if (!isValidity(validFrom, validUntil)) {
    throw fields.refused('validUntil', `at most ${IDENTITY_DAYS_MAX} days after validFrom`);
  }
  return {
    name,
    cardSerial: toHex(serial).toUpperCase() as CardSerial,
    county,
    participationYears: years,
    category: MEMBER_CATEGORIES[category]!,
    validFrom,
    validUntil,
    statusPlace,
  };
}

function areYears(value: CborInput): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= YEARS_MAX &&
    value.every(
      (year, index) => isInRange(year, YEAR_RANGE) && (index === 0 || year > value[index - 1]),
    )
  );
}

function isValidity(from: Instant, until: Instant): boolean {
  return until > from && until - from <= IDENTITY_DAYS_MAX * DAY_MS;
}

function malformed(field: string, expected: string): OneCardError {
  return new OneCardError(MALFORMED.code, { document: MALFORMED.document, field, expected });
}
