/**
 * The centre's tables. Every one is keyed by the county that owns the row, and every primary, unique
 * and foreign key contains it, so that the tables can be distributed by that column as they are.
 */

import type { StoreFormat } from '../settlement/journal/database.ts';
import { ACCOUNT_TABLES } from './accounts.ts';
import { KNOWN_HEAD_TABLES } from './knownHead.ts';
import { REVIEWER_TABLES } from './review/reviewers.ts';
import { STAY_TABLES } from './stays.ts';
import { TERMINAL_MODULE_TABLES } from './terminals.ts';
import { OFFLINE_TABLES } from './upload/schema.ts';

/** `OCC1` in ASCII. */
const APPLICATION_ID = 0x4f434331;

/** History: rows come and never change. The register (member, participation) may. */
const GROWING = [
  'settlement',
  'posting',
  'reversal',
  'confirmation',
  'without_card',
  'catch_up',
  'journal_head',
  'stay',
  'stay_event',
  'upload',
  'review_item',
  'review_resolution',
  'offline_limits',
  'card_standing',
] as const;

function growOnly(table: string): readonly string[] {
  return ['UPDATE', 'DELETE'].map(
    (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} only grows'); END`,
  );
}

const GUARDS = GROWING.flatMap(growOnly);

/** The version before this one; files of it are migrated when they are opened. */
export const CENTRE_FORMAT_3: StoreFormat = {
  applicationId: APPLICATION_ID,
  version: 3,
  schema: [
    'CREATE TABLE county (home_county TEXT PRIMARY KEY) STRICT',
    `CREATE TABLE member (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  member_number TEXT NOT NULL,
  name TEXT NOT NULL,
  born_on TEXT NOT NULL,
  sex INTEGER NOT NULL CHECK (sex IN (0, 1, 2, 9)),
  PRIMARY KEY (home_county, member_number)
) STRICT`,
    `CREATE TABLE participation (
  home_county TEXT NOT NULL,
  member_number TEXT NOT NULL,
  year INTEGER NOT NULL,
  category TEXT NOT NULL,
  paid_on TEXT NOT NULL,
  PRIMARY KEY (home_county, member_number, year),
  FOREIGN KEY (home_county, member_number) REFERENCES member (home_county, member_number)
) STRICT`,
    `CREATE TABLE card (
  home_county TEXT NOT NULL,
  card_serial TEXT NOT NULL,
  member_number TEXT NOT NULL,
  settlement_key BLOB NOT NULL,
  PRIMARY KEY (home_county, card_serial),
  FOREIGN KEY (home_county, member_number) REFERENCES member (home_county, member_number)
) STRICT`,
    `CREATE TABLE terminal (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  terminal_id TEXT NOT NULL,
  sam_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  PRIMARY KEY (home_county, terminal_id)
) STRICT`,
    // One row an id that was ever answered. The request stands there whole when it was settled.
    `CREATE TABLE settlement (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  settlement_id BLOB NOT NULL CHECK (length(settlement_id) = 16),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  outcome TEXT NOT NULL CHECK (outcome IN ('settled', 'declined')),
  reasons TEXT NOT NULL,
  settled_as BLOB,
  answered_at INTEGER NOT NULL,
  member_number TEXT NOT NULL,
  card_serial TEXT NOT NULL,
  card_sequence INTEGER NOT NULL,
  provider TEXT NOT NULL,
  bill_number TEXT NOT NULL,
  intent_sequence INTEGER NOT NULL,
  intent_hash BLOB NOT NULL,
  statement BLOB NOT NULL,
  request BLOB,
  PRIMARY KEY (home_county, settlement_id)
) STRICT`,
    `CREATE INDEX settlement_by_card ON settlement (home_county, card_serial, card_sequence)
WHERE outcome = 'settled'`,
    `CREATE INDEX settlement_by_bill ON settlement (home_county, provider, bill_number)
WHERE outcome = 'settled'`,
    // What a member drew in a year is the sum of these, and nothing else.
    `CREATE TABLE posting (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('settlement', 'reversal', 'review')),
  account TEXT NOT NULL CHECK (
    account IN ('deductible-met', 'benefit-drawn', 'admissions') OR account GLOB 'counter:?*'
  ),
  member_number TEXT NOT NULL,
  insurance_year INTEGER NOT NULL,
  debit INTEGER NOT NULL CHECK (debit >= 0),
  credit INTEGER NOT NULL CHECK (credit >= 0 AND (debit = 0 OR credit = 0)),
  posted_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id, cause, account),
  FOREIGN KEY (home_county, settlement_id) REFERENCES settlement (home_county, settlement_id),
  FOREIGN KEY (home_county, member_number) REFERENCES member (home_county, member_number)
) STRICT`,
    'CREATE INDEX posting_by_member ON posting (home_county, member_number, insurance_year)',
    // `not-settled` pins an id that was never settled: a message that comes late finds it taken.
    `CREATE TABLE reversal (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  settlement_id BLOB NOT NULL CHECK (length(settlement_id) = 16),
  outcome TEXT NOT NULL CHECK (outcome IN ('reversed', 'not-settled')),
  reversed_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id)
) STRICT`,
    `CREATE TABLE confirmation (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  signed BLOB NOT NULL,
  confirmed_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id),
  FOREIGN KEY (home_county, settlement_id) REFERENCES settlement (home_county, settlement_id)
) STRICT`,
    // Stands though nobody saw its card written.
    `CREATE TABLE without_card (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  posted_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id),
  FOREIGN KEY (home_county, settlement_id) REFERENCES settlement (home_county, settlement_id)
) STRICT`,
    // Sequences given out for a state of a card that no settlement gave it.
    `CREATE TABLE catch_up (
  home_county TEXT NOT NULL,
  catch_up_id BLOB NOT NULL CHECK (length(catch_up_id) = 16),
  settlement_id BLOB NOT NULL,
  card_serial TEXT NOT NULL,
  card_sequence INTEGER NOT NULL,
  allowed_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, catch_up_id),
  FOREIGN KEY (home_county, settlement_id) REFERENCES settlement (home_county, settlement_id)
) STRICT`,
    'CREATE INDEX catch_up_by_card ON catch_up (home_county, card_serial, card_sequence)',
    `CREATE TABLE journal_head (
  home_county TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  acknowledged_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, terminal_id, sequence),
  FOREIGN KEY (home_county, terminal_id) REFERENCES terminal (home_county, terminal_id)
) STRICT`,
    // The end of a day asks by time.
    `CREATE INDEX settlement_by_time ON settlement (home_county, answered_at)
WHERE outcome = 'settled'`,
    'CREATE INDEX reversal_by_time ON reversal (home_county, reversed_at)',
    ...STAY_TABLES,
    ...OFFLINE_TABLES,
    ...GUARDS,
  ],
};

/** What version 4 has beside the tables of version 3. */
export const ADDED_IN_4: readonly string[] = [
  ...KNOWN_HEAD_TABLES,
  ...TERMINAL_MODULE_TABLES,
  ...growOnly('terminal_module'),
  ...REVIEWER_TABLES,
  ...growOnly('reviewer'),
  ...growOnly('review_signature'),
  ...ACCOUNT_TABLES,
  ...growOnly('account_posting'),
];

export const CENTRE_FORMAT: StoreFormat = {
  applicationId: APPLICATION_ID,
  version: 4,
  schema: [...CENTRE_FORMAT_3.schema, ...ADDED_IN_4],
};
