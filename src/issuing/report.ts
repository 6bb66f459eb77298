/**
 * The issuing report (发卡报告): what one batch made, signed by the county as COSE_Sign1 for the context
 * `OneCard/ISSUED/1`, with the county's certificate in the chain header. It names no person.
 *
 *     payload  { 1 county: text 6, 2 suite, 3 batch, 4 rows, 5 hash of the source, 6 hash of the serials,
 *                7 first serial, 8 last serial, 9 [[status list, first index, last index], …],
 *                10 key generation, 11 [key versions READ, SETTLE, ISSUE], 12 expiry: days,
 *                13 issued at, 14 finished at: seconds }
 *
 * The serials are hashed as their 8 bytes each, in the order of the rows, by the digest of the suite.
 */

import { concat, equalBytes, fromHex, toHex } from '../bytes.ts';
import {
  type CborInput,
  type CborValue,
  type CoseContext,
  checkChain,
  decodeCbor,
  encodeCbor,
  KEY_VERSIONS,
  MapFields,
  parseCose,
  signCoseWith,
  suiteOf,
  type TrustStore,
  verifyCose,
} from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import {
  type CardSerial,
  type CountyCode,
  SAM_ROLES,
  type SigningKey,
  type SuiteId,
} from '../model/index.ts';
import { dateOfDays, daysOf, type Instant, instant, type PlainDate } from '../time.ts';
import { placeOf } from './register/numbers.ts';

export const REPORT_CONTEXT: CoseContext = 'OneCard/ISSUED/1';
const COUNT_RANGE = { min: 1, max: Number.MAX_SAFE_INTEGER };
const SECONDS_RANGE = { min: 0, max: 7_258_118_399 };
/** 10,000 million cards over lists of two million are 5,000; one batch is 100,000 and touches two. */
const PLACES_MAX = 2;

/** Indexes in one status list, both ends included. */
export interface PlaceRange {
  readonly listNumber: number;
  readonly first: number;
  readonly last: number;
}

export interface IssuingReport {
  readonly county: CountyCode;
  readonly suite: SuiteId;
  readonly batch: number;
  readonly rowCount: number;
  readonly sourceHash: Uint8Array;
  readonly serialsHash: Uint8Array;
  readonly firstSerial: CardSerial;
  readonly lastSerial: CardSerial;
  readonly places: readonly PlaceRange[];
  readonly keyGeneration: 1 | 2;
  readonly keyVersions: readonly number[];
  readonly expiresOn: PlainDate;
  readonly issuedAt: Instant;
  readonly finishedAt: Instant;
}

/** @param serials in the order of the rows */
export function serialsHashOf(suite: SuiteId, serials: readonly CardSerial[]): Uint8Array {
  return suiteOf(suite).digest(concat(serials.map(fromHex)));
}

export function placesOf(firstNumber: number, count: number): readonly PlaceRange[] {
  const first = placeOf(firstNumber);
  const last = placeOf(firstNumber + count - 1);
  if (first.listNumber === last.listNumber) {
    return [{ listNumber: first.listNumber, first: first.index, last: last.index }];
  }
  const lengthOfFirst = count - last.index - 1;
  return [
    { listNumber: first.listNumber, first: first.index, last: first.index + lengthOfFirst - 1 },
    { listNumber: last.listNumber, first: 0, last: last.index },
  ];
}

export function keyVersionsOf(
  suite: SuiteId,
  generation: 1 | 2,
): readonly [read: number, settle: number, issue: number] {
  const [read, settle, issue] = SAM_ROLES.map((role) => KEY_VERSIONS[suite][role][generation - 1]!);
  return [read!, settle!, issue!];
}

export function signReport(
  key: SigningKey,
  report: IssuingReport,
  certificate: Uint8Array,
): Promise<Uint8Array> {
  const payload = new Map<number, CborInput>([
    [1, report.county],
    [2, report.suite],
    [3, report.batch],
    [4, report.rowCount],
    [5, report.sourceHash],
    [6, report.serialsHash],
    [7, fromHex(report.firstSerial)],
    [8, fromHex(report.lastSerial)],
    [9, report.places.map(({ listNumber, first, last }) => [listNumber, first, last])],
    [10, report.keyGeneration],
    [11, report.keyVersions],
    [12, daysOf(report.expiresOn)],
    [13, report.issuedAt / 1000],
    [14, report.finishedAt / 1000],
  ]);
  return signCoseWith(key, {
    payload: encodeCbor(payload),
    context: REPORT_CONTEXT,
    certificates: [certificate],
  });
}

export type ReportVerification =
  | { readonly outcome: 'valid'; readonly report: IssuingReport }
  | {
      readonly outcome: 'invalid';
      readonly cause: 'certificate' | 'signature' | 'county' | 'serials' | 'row-count';
    };

/**
 * Whether a county that is trusted signed the report when it was finished, and, where serials are given,
 * whether it speaks of these very cards.
 * @param serials of the cards at hand, in any order: serials of one batch ascend by row
 * @throws OneCardError `issuing.report-malformed`, `crypto.…`
 */
export function verifyReport(
  bytes: Uint8Array,
  trust: TrustStore,
  serials?: readonly CardSerial[],
): ReportVerification {
  const { certificates } = parseCose(bytes);
  const report = parseReport(bytes);
  const chain = checkChain(certificates, trust, report.finishedAt);
  if (chain.outcome !== 'trusted') return { outcome: 'invalid', cause: 'certificate' };
  const { county } = chain;
  const { outcome } = verifyCose(bytes, county.publicKey, suiteOf(county.suite), REPORT_CONTEXT);
  if (outcome !== 'valid') return { outcome: 'invalid', cause: 'signature' };
  if (county.subject !== report.county) return { outcome: 'invalid', cause: 'county' };
  if (serials) {
    if (serials.length !== report.rowCount) return { outcome: 'invalid', cause: 'row-count' };
    const hash = serialsHashOf(report.suite, [...serials].sort());
    if (!equalBytes(hash, report.serialsHash)) return { outcome: 'invalid', cause: 'serials' };
  }
  return { outcome: 'valid', report };
}

/** What a report says, unproven. @throws OneCardError `issuing.report-malformed`, `crypto.…`. */
export function parseReport(bytes: Uint8Array): IssuingReport {
  const fields = new MapFields(decodeCbor(parseCose(bytes).payload), {
    code: 'issuing.report-malformed',
    document: 'issuing report',
  });
  const serial = (key: number, name: string) =>
    toHex(fields.bytes(key, name, 8)).toUpperCase() as CardSerial;
  const seconds = (key: number, name: string) =>
    instant(1000 * fields.integer(key, name, SECONDS_RANGE));
  const report: IssuingReport = {
    county: fields.text<CountyCode>(1, 'county', /^\d{6}$/),
    suite: fields.integer(2, 'suite', { min: 1, max: 2 }) as SuiteId,
    batch: fields.integer(3, 'batch', COUNT_RANGE),
    rowCount: fields.integer(4, 'rows', COUNT_RANGE),
    sourceHash: fields.bytes(5, 'source', 32),
    serialsHash: fields.bytes(6, 'serials', 32),
    firstSerial: serial(7, 'first serial'),
    lastSerial: serial(8, 'last serial'),
    places: placesIn(fields),
    keyGeneration: fields.integer(10, 'key generation', { min: 1, max: 2 }) as 1 | 2,
    keyVersions: versionsIn(fields),
    expiresOn: dateOfDays(fields.integer(12, 'expiry', { min: 0, max: 84_005 })),
    issuedAt: seconds(13, 'issued at'),
    finishedAt: seconds(14, 'finished at'),
  };
  fields.end();
  return report;
}

function placesIn(fields: MapFields): readonly PlaceRange[] {
  const value = fields.value(9, 'places');
  const isPlace = (each: CborValue): each is readonly [number, number, number] =>
    Array.isArray(each) && each.length === 3 && each.every((part) => typeof part === 'number');
  if (!Array.isArray(value) || value.length > PLACES_MAX || !value.every(isPlace)) {
    throw fields.refused('places', '[[list, first, last]]');
  }
  return value.map(([listNumber, first, last]) => ({ listNumber, first, last }));
}

function versionsIn(fields: MapFields): readonly number[] {
  const value = fields.value(11, 'key versions');
  const isList = Array.isArray(value) && value.length === SAM_ROLES.length;
  if (!isList || !value.every((each) => typeof each === 'number')) {
    throw new OneCardError('issuing.report-malformed', { field: 'key versions' });
  }
  return value as readonly number[];
}
