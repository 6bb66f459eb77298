/** The tables of what was settled without the centre, and of what people made of it. */

export const OFFLINE_TABLES = [
  // One row an id that was handed in after it was settled off line, posted or held.
  `CREATE TABLE upload (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  settlement_id BLOB NOT NULL CHECK (length(settlement_id) = 16),
  upload_hash BLOB NOT NULL CHECK (length(upload_hash) = 32),
  outcome TEXT NOT NULL CHECK (outcome IN ('settled', 'held')),
  review TEXT NOT NULL,
  answered_at INTEGER NOT NULL,
  card_serial TEXT NOT NULL,
  card_sequence INTEGER NOT NULL,
  sam_id TEXT NOT NULL,
  settled_on TEXT NOT NULL,
  funds INTEGER NOT NULL CHECK (funds >= 0),
  intent_sequence INTEGER NOT NULL,
  intent_hash BLOB NOT NULL,
  contents BLOB NOT NULL,
  PRIMARY KEY (home_county, settlement_id)
) STRICT`,
  'CREATE INDEX upload_by_card ON upload (home_county, card_serial, card_sequence)',
  'CREATE INDEX upload_by_module ON upload (home_county, sam_id, settled_on)',
  // What a person has to look at: what the funds paid, and what they should have.
  `CREATE TABLE review_item (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  reasons TEXT NOT NULL,
  paid INTEGER NOT NULL CHECK (paid >= 0),
  due INTEGER NOT NULL CHECK (due >= 0),
  due_usage BLOB,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id),
  FOREIGN KEY (home_county, settlement_id) REFERENCES upload (home_county, settlement_id)
) STRICT`,
  `CREATE TABLE review_resolution (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  resolution TEXT NOT NULL CHECK (resolution IN ('accepted', 'recover-from-hospital', 'corrected')),
  amount INTEGER NOT NULL,
  operator TEXT NOT NULL,
  note TEXT NOT NULL,
  resolved_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id),
  FOREIGN KEY (home_county, settlement_id) REFERENCES review_item (home_county, settlement_id)
) STRICT`,
  // Every issue: a settlement names the one that it was made under.
  `CREATE TABLE offline_limits (
  home_county TEXT NOT NULL REFERENCES county (home_county),
  version INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  signed BLOB NOT NULL,
  PRIMARY KEY (home_county, version)
) STRICT`,
  `CREATE TABLE card_standing (
  home_county TEXT NOT NULL,
  card_serial TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('good', 'blocked', 'suspended')),
  since INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, card_serial, since),
  FOREIGN KEY (home_county, card_serial) REFERENCES card (home_county, card_serial)
) STRICT`,
] as const;
