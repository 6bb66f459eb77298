/** 参合登记: who is insured, which cards are theirs. */

import { equalBytes } from '../bytes.ts';
import { suiteOfKey } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import {
  type CardSerial,
  MEMBER_CATEGORIES,
  type MemberNumber,
  type Participation,
} from '../model/index.ts';
import { fields } from '../settlement/journal/fields.ts';
import { PUBLIC_KEY_BYTES_MAX } from '../settlement/journal/limits.ts';
import {
  CARD_SERIAL,
  DATE,
  MEMBER_NUMBER,
  NAME,
  YEAR,
} from '../settlement/journal/payload/names.ts';
import { bytesUpTo, encodeAs, list, oneOf, type Shape } from '../settlement/journal/shape.ts';
import type { PlainDate } from '../time.ts';
import type { CentreStore } from './store.ts';

export interface CardRegistration {
  readonly serial: CardSerial;
  /** COSE_Key bytes of the card's key 0x82. */
  readonly settlementKey: Uint8Array;
}

type Sex = 0 | 1 | 2 | 9;

export interface MemberRegistration {
  readonly memberNumber: MemberNumber;
  /** As on the card and on bills. */
  readonly name: string;
  readonly bornOn: PlainDate;
  /** GB/T 2261.1; unknown when absent: controls that ask for it find nothing then. */
  readonly sex?: Sex;
  /** Every insurance year that was paid for. */
  readonly participation: readonly Participation[];
  readonly cards: readonly CardRegistration[];
}

/** Years of one member: nobody pays for more than a life. */
const YEARS_MAX = 150;
/** Cards of one member over a life: one a few years, and some are lost. */
const CARDS_MAX = 100;

const PUBLIC_KEY = bytesUpTo(PUBLIC_KEY_BYTES_MAX);
const MEMBER: Shape<MemberRegistration> = fields(
  {
    memberNumber: MEMBER_NUMBER,
    name: NAME,
    bornOn: DATE,
    participation: list(
      fields({ year: YEAR, category: oneOf(MEMBER_CATEGORIES), paidOn: DATE }),
      YEARS_MAX,
    ),
    cards: list(fields({ serial: CARD_SERIAL, settlementKey: PUBLIC_KEY }), CARDS_MAX),
  },
  { sex: oneOf([0, 1, 2, 9]) },
);
/** Registers a member, or brings name, years and cards up to date; years are never taken away. */
export function registerMember(store: CentreStore, member: MemberRegistration): void {
  encodeAs(MEMBER, member, 'member');
  const { memberNumber, name, bornOn, sex = 0, participation, cards } = member;
  const { database, county } = store;
  database
    .prepare(
      `INSERT INTO member (home_county, member_number, name, born_on, sex) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET name = excluded.name, born_on = excluded.born_on, sex = excluded.sex`,
    )
    .run(county, memberNumber, name, bornOn, sex);
  const year = database.prepare(
    `INSERT INTO participation (home_county, member_number, year, category, paid_on)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET category = excluded.category, paid_on = excluded.paid_on`,
  );
  for (const each of participation) {
    year.run(county, memberNumber, each.year, each.category, each.paidOn);
  }
  for (const card of cards) registerCard(store, memberNumber, card);
}

function registerCard(
  { database, county }: CentreStore,
  memberNumber: MemberNumber,
  { serial, settlementKey }: CardRegistration,
): void {
  suiteOfKey(settlementKey);
  const known = database
    .prepare(
      'SELECT member_number, settlement_key FROM card WHERE home_county = ? AND card_serial = ?',
    )
    .get(county, serial);
  if (known) {
    const isSame =
      known.member_number === memberNumber && equalBytes(known.settlement_key, settlementKey);
    if (!isSame) throw new OneCardError('centre.registered-otherwise', { county, what: 'card' });
    return;
  }
  database
    .prepare(
      'INSERT INTO card (home_county, card_serial, member_number, settlement_key) VALUES (?, ?, ?, ?)',
    )
    .run(county, serial, memberNumber, settlementKey);
}

/** A member as the holder of one of their cards. */
export interface RegisteredHolder {
  readonly memberNumber: MemberNumber;
  readonly name: string;
  readonly bornOn: PlainDate;
  readonly sex: Sex;
  readonly participation: readonly Participation[];
  readonly settlementKey: Uint8Array;
}

/** The member whose card it is; undefined when either is unknown or they do not belong together. */
export function findHolder(
  store: CentreStore,
  memberNumber: MemberNumber,
  serial: CardSerial,
): RegisteredHolder | undefined {
  const name = `holder ${memberNumber} ${serial}`;
  return store.memory.of(name, () => readHolder(store, memberNumber, serial));
}

function readHolder(
  { database, county }: CentreStore,
  memberNumber: MemberNumber,
  serial: CardSerial,
): RegisteredHolder | undefined {
  const row = database
    .prepare(
      `SELECT name, born_on, sex, settlement_key FROM card JOIN member USING (home_county, member_number)
       WHERE home_county = ? AND card_serial = ? AND member_number = ?`,
    )
    .get(county, serial, memberNumber);
  if (!row) return undefined;
  const years = database
    .prepare(
      `SELECT year, category, paid_on FROM participation
       WHERE home_county = ? AND member_number = ? ORDER BY year`,
    )
    .all(county, memberNumber);
  return {
    memberNumber,
    name: row.name,
    bornOn: row.born_on,
    sex: Number(row.sex) as Sex,
    participation: years.map(({ year, category, paid_on }) => ({
      year: Number(year),
      category,
      paidOn: paid_on,
    })),
    settlementKey: row.settlement_key,
  };
}
