/** 住院登记: who lies in which hospital. Rows only grow: a stay is what its newest event says. */

import type {
  AdmissionAnswer,
  AdmissionRequest,
  OverlappingStay,
  ProviderCode,
  SettlementId,
  StayEnd,
} from '../model/index.ts';
import { settlementIdBytes, settlementIdText } from '../settlement/journal/chain.ts';
import { fields } from '../settlement/journal/fields.ts';
import {
  CARD_SERIAL,
  COUNTY_CODE,
  DATE,
  MEMBER_NUMBER,
  NAME,
  PROVIDER_CODE,
} from '../settlement/journal/payload/names.ts';
import { encodeAs, type Shape } from '../settlement/journal/shape.ts';
import { type PlainDate, yearOf } from '../time.ts';
import { findHolder } from './register.ts';
import type { CentreStore } from './store.ts';

const ADMISSION: Shape<AdmissionRequest> = fields(
  {
    home: COUNTY_CODE,
    memberNumber: MEMBER_NUMBER,
    cardSerial: CARD_SERIAL,
    provider: PROVIDER_CODE,
    inpatientNumber: NAME,
    admittedOn: DATE,
  },
  { referralNumber: NAME },
);

export const STAY_TABLES = [
  `CREATE TABLE stay (
  home_county TEXT NOT NULL,
  stay_id BLOB NOT NULL CHECK (length(stay_id) = 16),
  member_number TEXT NOT NULL,
  card_serial TEXT NOT NULL,
  provider TEXT NOT NULL,
  inpatient_number TEXT NOT NULL,
  admitted_on TEXT NOT NULL,
  referral_number TEXT,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, stay_id),
  FOREIGN KEY (home_county, member_number) REFERENCES member (home_county, member_number)
) STRICT`,
  'CREATE INDEX stay_by_member ON stay (home_county, member_number)',
  'CREATE INDEX stay_by_number ON stay (home_county, provider, inpatient_number)',
  `CREATE TABLE stay_event (
  home_county TEXT NOT NULL,
  stay_id BLOB NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  event TEXT NOT NULL CHECK (event IN ('discharged', 'cancelled', 'reopened')),
  happened_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, stay_id, number),
  FOREIGN KEY (home_county, stay_id) REFERENCES stay (home_county, stay_id)
) STRICT`,
] as const;

/** Admits once, however often it is asked. */
export function admit(
  store: CentreStore,
  id: SettlementId,
  request: AdmissionRequest,
): AdmissionAnswer {
  encodeAs(ADMISSION, request, 'admission');
  if (request.home !== store.county) return { outcome: 'unknown-county' };
  const known = findStay(store, id) ?? findByNumber(store, request);
  if (known) {
    if (!isSame(known, request)) return { outcome: 'conflict' };
    return { outcome: 'admitted', id: known.id, overlaps: overlapsOf(store, known.id, request) };
  }
  const { memberNumber, cardSerial, admittedOn } = request;
  const holder = findHolder(store, memberNumber, cardSerial);
  if (!holder?.participation.some(({ year }) => year === yearOf(admittedOn))) {
    return { outcome: 'unknown-person' };
  }
  store.database
    .prepare('INSERT INTO stay VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      store.county,
      settlementIdBytes(id),
      memberNumber,
      cardSerial,
      request.provider,
      request.inpatientNumber,
      admittedOn,
      request.referralNumber ?? null,
      store.clock.now(),
    );
  return { outcome: 'admitted', id, overlaps: overlapsOf(store, id, request) };
}

export function endStay(
  store: CentreStore,
  id: SettlementId,
  { how, on }: StayEnd,
): { readonly outcome: 'ended' | 'not-admitted' } {
  encodeAs(DATE, on, 'on');
  const stay = findStay(store, id);
  if (!stay) return { outcome: 'not-admitted' };
  if (stay.event !== how || stay.happenedOn !== on) record(store, id, how, on);
  return { outcome: 'ended' };
}

export function reopenStay(
  store: CentreStore,
  id: SettlementId,
): { readonly outcome: 'open' | 'not-admitted' } {
  const stay = findStay(store, id);
  if (!stay) return { outcome: 'not-admitted' };
  if (stay.event === 'discharged')
    record(store, id, 'reopened', stay.happenedOn ?? stay.admittedOn);
  return { outcome: 'open' };
}

interface KnownStay {
  readonly id: SettlementId;
  readonly memberNumber: string;
  readonly provider: ProviderCode;
  readonly inpatientNumber: string;
  readonly admittedOn: PlainDate;
  readonly event: 'discharged' | 'cancelled' | 'reopened' | null;
  readonly happenedOn: PlainDate | null;
}

/** Each stay with its newest event. */
const STAYS = `SELECT stay.stay_id, member_number, provider, inpatient_number, admitted_on, event, happened_on
  FROM stay LEFT JOIN stay_event AS newest ON newest.home_county = stay.home_county
    AND newest.stay_id = stay.stay_id AND newest.number = (
      SELECT max(number) FROM stay_event AS each
      WHERE each.home_county = stay.home_county AND each.stay_id = stay.stay_id)
  WHERE stay.home_county = ?`;

function stayOfRow(row: Record<string, unknown>): KnownStay {
  return {
    id: settlementIdText(row.stay_id as Uint8Array) as SettlementId,
    memberNumber: String(row.member_number),
    provider: row.provider as ProviderCode,
    inpatientNumber: String(row.inpatient_number),
    admittedOn: row.admitted_on as PlainDate,
    event: row.event as KnownStay['event'],
    happenedOn: row.happened_on as PlainDate | null,
  };
}

function findStay({ database, county }: CentreStore, id: SettlementId): KnownStay | undefined {
  const row = database.prepare(`${STAYS} AND stay.stay_id = ?`).get(county, settlementIdBytes(id));
  return row && stayOfRow(row);
}

/** A number that was cancelled may be given out again. */
function findByNumber(
  { database, county }: CentreStore,
  { provider, inpatientNumber }: AdmissionRequest,
): KnownStay | undefined {
  return database
    .prepare(`${STAYS} AND provider = ? AND inpatient_number = ?`)
    .all(county, provider, inpatientNumber)
    .map(stayOfRow)
    .find(({ event }) => event !== 'cancelled');
}

function isSame(known: KnownStay, request: AdmissionRequest): boolean {
  return (
    known.memberNumber === request.memberNumber &&
    known.provider === request.provider &&
    known.inpatientNumber === request.inpatientNumber &&
    known.admittedOn === request.admittedOn
  );
}

/** Stays of the same person that share more than the day of a transfer with the new one. */
function overlapsOf(
  { database, county }: CentreStore,
  id: SettlementId,
  { memberNumber, admittedOn }: AdmissionRequest,
): readonly OverlappingStay[] {
  return database
    .prepare(`${STAYS} AND member_number = ? ORDER BY admitted_on`)
    .all(county, memberNumber)
    .map(stayOfRow)
    .filter((stay) => stay.id !== id && stay.event !== 'cancelled')
    .filter(({ event, happenedOn }) => event !== 'discharged' || admittedOn < happenedOn!)
    .map((stay) => ({
      provider: stay.provider,
      admittedOn: stay.admittedOn,
      ...(stay.event === 'discharged' ? { endedOn: stay.happenedOn! } : {}),
    }));
}

function record(
  { database, county, clock }: CentreStore,
  id: SettlementId,
  event: NonNullable<KnownStay['event']>,
  on: PlainDate,
): void {
  database
    .prepare(
      `INSERT INTO stay_event SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5
       FROM stay_event WHERE home_county = ?1 AND stay_id = ?2`,
    )
    .run(county, settlementIdBytes(id), event, on, clock.now());
}
