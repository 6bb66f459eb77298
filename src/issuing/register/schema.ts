/**
 * The issuer's register: which numbers were given, to which card, and what became of it. A card's
 * number n (from 1) is its serial and its place in the status lists at once, so that one counter
 * keeps both from being given twice.
 */

import type { StoreFormat } from '../../settlement/journal/database.ts';

/** `OCI1` in ASCII. */
const APPLICATION_ID = 0x4f434931;

export const REGISTER_FORMAT: StoreFormat = {
  applicationId: APPLICATION_ID,
  version: 2,
  schema: [
    `CREATE TABLE issuer (
  county TEXT PRIMARY KEY,
  province TEXT NOT NULL,
  suite INTEGER NOT NULL CHECK (suite IN (1, 2)),
  province_certificate BLOB NOT NULL,
  county_certificate BLOB NOT NULL,
  next_card INTEGER NOT NULL CHECK (next_card >= 1),
  next_sam INTEGER NOT NULL CHECK (next_sam >= 1)
) STRICT`,
    // The module's number places it in the SAM status list.
    `CREATE TABLE sam (
  sam_id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('READ', 'SETTLE', 'ISSUE')),
  certificate BLOB NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('good', 'blocked', 'suspended')),
  replaces INTEGER UNIQUE REFERENCES sam (number)
) STRICT`,
    // One list of persons, or one card made anew. Everything that its cards depend on is fixed here.
    `CREATE TABLE batch (
  batch INTEGER PRIMARY KEY,
  source_hash BLOB NOT NULL UNIQUE CHECK (length(source_hash) = 32),
  row_count INTEGER NOT NULL CHECK (row_count >= 1),
  first_number INTEGER NOT NULL UNIQUE,
  destination TEXT NOT NULL,
  centre TEXT NOT NULL,
  key_generation INTEGER NOT NULL CHECK (key_generation IN (1, 2)),
  issued_at INTEGER NOT NULL,
  expires_on TEXT NOT NULL,
  finished_at INTEGER,
  report BLOB
) STRICT`,
    // Whom a batch is for, before their cards are made: nobody is listed for two cards at a time.
    `CREATE TABLE listed (
  batch INTEGER NOT NULL REFERENCES batch (batch),
  row INTEGER NOT NULL,
  person_tag BLOB NOT NULL CHECK (length(person_tag) = 32),
  PRIMARY KEY (batch, row)
) STRICT`,
    'CREATE INDEX listed_by_person ON listed (person_tag)',
    // person and package are sealed; the package goes once the card is out of the house.
    `CREATE TABLE card (
  number INTEGER PRIMARY KEY,
  serial TEXT NOT NULL UNIQUE,
  batch INTEGER NOT NULL REFERENCES batch (batch),
  row INTEGER NOT NULL,
  person_tag BLOB NOT NULL CHECK (length(person_tag) = 32),
  person BLOB NOT NULL,
  authentication_key BLOB NOT NULL,
  settlement_key BLOB NOT NULL,
  package BLOB,
  status TEXT NOT NULL CHECK (status IN ('good', 'blocked', 'suspended')),
  replaces INTEGER UNIQUE REFERENCES card (number),
  UNIQUE (batch, row)
) STRICT`,
    'CREATE INDEX card_by_person ON card (person_tag)',
    'CREATE INDEX card_to_deliver ON card (batch, row) WHERE package IS NOT NULL',
    `CREATE TABLE status_list (
  kind TEXT NOT NULL CHECK (kind IN ('cards', 'sams')),
  list_number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  list BLOB NOT NULL,
  PRIMARY KEY (kind, list_number)
) STRICT`,
  ],
};
