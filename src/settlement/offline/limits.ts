/**
 * 脱机限额: what a county allows off line, signed by the county. A document of its own and no part of
 * the plan: it changes with the risk and not with the benefit, it dies by itself when nobody renews it,
 * and a new one leaves the plan's digest, which every settlement names, as it is. A COSE_Sign1 for the
 * context `OneCard/OFFLINE/1` with the county's certificate in its header, over canonical CBOR
 *
 *     { 1 county, 2 version, 3 issued at,
 *       4 card: [sum, count, days], 5 sum of a module's day, 6 outbox: [sum, count],
 *       7 hours: [plan, catalogue, status list],
 *       8 family account: 0 refused, 1 allowance, 9 year's roll-over: 0 refused, 1 participating,
 *       10 plan: [id, hash, confirmed at], 11 catalogues: [ [id, hash, confirmed at], … ] }
 *
 * Amounts are fen, instants seconds.
 */

import {
  type CborInput,
  type CborValue,
  decodeCbor,
  encodeCbor,
  MapFields,
} from '../../crypto/index.ts';
import { STATUS_LIST_AGE_HOURS_MAX } from '../../limits.ts';
import type { ConfirmedDocument, CountyCode, OfflineLimits } from '../../model/index.ts';
import { type Amount, amount } from '../../money.ts';
import { type Instant, instant } from '../../time.ts';

/** Catalogues that one county's limits name: members are treated in a few dozen counties. */
export const OFFLINE_CATALOGUES_MAX = 256;
/** Hours that a plan or catalogue may be unconfirmed: a link that is away for longer is not a break. */
export const DOCUMENT_HOURS_MAX = 31 * 24;
/** Days that a card may be away from its centre: a quarter, the time of migrant work between visits home. */
export const CARD_DAYS_MAX = 92;
/** Settlements in a row without the centre: the card's log holds twenty. */
export const CARD_COUNT_MAX = 20;
/** Settlements that may wait at one terminal: a week of a county hospital's desk. */
export const OUTBOX_COUNT_MAX = 5_000;
/** 100 million yuan in fen: above any figure of a desk, below every integer's end. */
const SUM_MAX = 10_000_000_000;

const KEYS = {
  county: 1,
  version: 2,
  issuedAt: 3,
  card: 4,
  samDailySum: 5,
  outbox: 6,
  hours: 7,
  family: 8,
  rollover: 9,
  plan: 10,
  catalogues: 11,
} as const;

const FAMILY = ['refused', 'allowance'] as const;
const ROLLOVER = ['refused', 'participating'] as const;
const COUNTY = /^\d{6}$/;
const DOCUMENT_ID = /^[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?$/;
const HASH_BYTES = 32;
const SECONDS_MAX = 7_258_118_399;
const VERSION_MAX = 2 ** 32 - 1;

/** The canonical bytes of limits. @throws TypeError, RangeError for limits out of their form. */
export function encodeOfflineLimits(limits: OfflineLimits): Uint8Array {
  const { card, outbox, ageHoursMax, familyAccount, yearRollover, plan, catalogues } = limits;
  const bytes = encodeCbor(
    new Map<number, CborInput>([
      [KEYS.county, limits.county],
      [KEYS.version, limits.version],
      [KEYS.issuedAt, seconds(limits.issuedAt)],
      [KEYS.card, [card.sumMax, card.countMax, card.daysMax]],
      [KEYS.samDailySum, limits.samDailySumMax],
      [KEYS.outbox, [outbox.sumMax, outbox.countMax]],
      [KEYS.hours, [ageHoursMax.plan, ageHoursMax.catalogue, ageHoursMax.statusList]],
      [KEYS.family, FAMILY.indexOf(familyAccount)],
      [KEYS.rollover, ROLLOVER.indexOf(yearRollover)],
      [KEYS.plan, confirmed(plan)],
      [KEYS.catalogues, catalogues.map(confirmed)],
    ]),
  );
  // What could not be read back is not signed.
  try {
    parseOfflineLimits(bytes);
  } catch (cause) {
    throw new RangeError('"limits" expected figures within the form of off-line limits', { cause });
  }
  return bytes;
}

function seconds(at: Instant): number {
  if (at % 1000 !== 0) throw new RangeError('"issuedAt" expected whole seconds');
  return at / 1000;
}

function confirmed({ id, hash, confirmedAt }: ConfirmedDocument): CborInput {
  return [id, hash, seconds(confirmedAt)];
}

/** The inverse of `encodeOfflineLimits`. @throws OneCardError `offline.limits-malformed`, `crypto.cbor-…`. */
export function parseOfflineLimits(bytes: Uint8Array): OfflineLimits {
  const fields = new MapFields(decodeCbor(bytes), {
    code: 'offline.limits-malformed',
    document: 'off-line limits',
  });
  const take = (name: keyof typeof KEYS, ranges: readonly number[]) =>
    numbers(fields, KEYS[name], name, ranges);
  const [cardSum, countMax, daysMax] = take('card', [SUM_MAX, CARD_COUNT_MAX, CARD_DAYS_MAX]);
  const [outboxSum, outboxCount] = take('outbox', [SUM_MAX, OUTBOX_COUNT_MAX]);
  const [plan, catalogue, statusList] = take('hours', [
    DOCUMENT_HOURS_MAX,
    DOCUMENT_HOURS_MAX,
    STATUS_LIST_AGE_HOURS_MAX,
  ]);
  const limits: OfflineLimits = {
    county: fields.text<CountyCode>(KEYS.county, 'county', COUNTY),
    version: fields.integer(KEYS.version, 'version', { min: 1, max: VERSION_MAX }),
    issuedAt: instantOf(fields.integer(KEYS.issuedAt, 'issuedAt', { min: 0, max: SECONDS_MAX })),
    card: { sumMax: fen(cardSum!), countMax: countMax!, daysMax: daysMax! },
    samDailySumMax: fen(fields.integer(KEYS.samDailySum, 'samDailySum', { min: 0, max: SUM_MAX })),
    outbox: { sumMax: fen(outboxSum!), countMax: outboxCount! },
    ageHoursMax: { plan: plan!, catalogue: catalogue!, statusList: statusList! },
    familyAccount: FAMILY[fields.integer(KEYS.family, 'family', { min: 0, max: 1 })]!,
    yearRollover: ROLLOVER[fields.integer(KEYS.rollover, 'rollover', { min: 0, max: 1 })]!,
    plan: documentOf(fields, fields.value(KEYS.plan, 'plan'), 'plan'),
    catalogues: catalogueList(fields),
  };
  fields.end();
  return limits;
}

/** A list of whole numbers, each from 0 to its own maximum. */
function numbers(
  fields: MapFields,
  key: number,
  name: string,
  maxima: readonly number[],
): readonly number[] {
  const value = fields.value(key, name);
  const isInForm =
    Array.isArray(value) &&
    value.length === maxima.length &&
    maxima.every((max, at) => isWhole(value[at], max));
  if (!isInForm) throw fields.refused(name, `whole numbers from 0 to ${maxima.join(', ')}`);
  return value as readonly number[];
}

function catalogueList(fields: MapFields): readonly ConfirmedDocument[] {
  const value = fields.value(KEYS.catalogues, 'catalogues');
  if (!Array.isArray(value) || value.length > OFFLINE_CATALOGUES_MAX) {
    throw fields.refused('catalogues', `a list of at most ${OFFLINE_CATALOGUES_MAX}`);
  }
  return value.map((each: CborValue) => documentOf(fields, each, 'catalogues'));
}

function documentOf(fields: MapFields, value: CborValue, name: string): ConfirmedDocument {
  const [id, hash, confirmedAt] = Array.isArray(value) && value.length === 3 ? value : [];
  const isInForm =
    typeof id === 'string' &&
    DOCUMENT_ID.test(id) &&
    hash instanceof Uint8Array &&
    hash.length === HASH_BYTES &&
    isWhole(confirmedAt, SECONDS_MAX);
  if (!isInForm) throw fields.refused(name, '[id, hash of 32 bytes, seconds]');
  return { id, hash, confirmedAt: instantOf(confirmedAt) };
}

function isWhole(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;
}

function fen(value: number): Amount {
  return amount(BigInt(value));
}

function instantOf(value: number): Instant {
  return instant(value * 1000);
}
