/** A journal file of version 1, made by the statements that version had. */

import type { SettlementId } from '../../../src/model/index.ts';
import { headerHash, settlementIdBytes } from '../../../src/settlement/journal/chain.ts';
import { connect, type Database } from '../../../src/settlement/journal/connection.ts';
import type { EntryFields, EntryKind } from '../../../src/settlement/journal/entry.ts';
import { encodePayload } from '../../../src/settlement/journal/payload/entries.ts';
import { instant } from '../../../src/time.ts';
import { partsOf, settlementId, signed, statementOf, TERMINAL } from './support.ts';
import { forge, rowAt } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

/** Written out, not imported: what version 1 was must not move with the sources. */
const STATEMENTS = [
  `CREATE TABLE header (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  format INTEGER NOT NULL,
  terminal_id TEXT NOT NULL
) STRICT`,
  `CREATE TABLE entry (
  sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
  settlement_id BLOB NOT NULL CHECK (length(settlement_id) IN (0, 16)),
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  payload BLOB NOT NULL
) STRICT`,
  'CREATE INDEX entry_by_settlement ON entry (settlement_id, sequence)',
  "CREATE UNIQUE INDEX entry_one_intent ON entry (settlement_id) WHERE kind = 'intent'",
  "CREATE UNIQUE INDEX entry_one_end ON entry (settlement_id) WHERE kind IN ('settled', 'declined', 'voided')",
  `CREATE TABLE open_intent (
  settlement_id BLOB PRIMARY KEY,
  sequence INTEGER NOT NULL UNIQUE REFERENCES entry (sequence)
) STRICT`,
  `CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'entry out of order'); END`,
  `CREATE TRIGGER entry_opens AFTER INSERT ON entry WHEN NEW.kind = 'intent'
BEGIN INSERT INTO open_intent VALUES (NEW.settlement_id, NEW.sequence); END`,
  `CREATE TRIGGER entry_ends AFTER INSERT ON entry WHEN NEW.kind IN ('settled', 'declined', 'voided')
BEGIN DELETE FROM open_intent WHERE settlement_id = NEW.settlement_id; END`,
  ...['entry', 'header'].flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} only grows'); END`,
    ),
  ),
  'PRAGMA application_id = 0x4f434a31',
  'PRAGMA user_version = 1',
  `INSERT INTO header VALUES (1, 1, '${TERMINAL}')`,
  'PRAGMA journal_mode = WAL',
];

/** Visits 1 to 4 settled, 5 declined, 6 open: eleven entries. */
export function versionOneFile(): string {
  const file = temporaryFile();
  const database = connect(file);
  for (const statement of STATEMENTS) database.exec(statement);
  for (const number of [1, 2, 3, 4]) {
    const { adjudication, bill, holder } = partsOf(number);
    const contents = { signed: signed(statementOf(number)), adjudication, bill, holder };
    add(database, 'intent', settlementId(number), partsOf(number));
    add(database, 'settled', settlementId(number), contents);
  }
  add(database, 'intent', settlementId(5), partsOf(5));
  add(database, 'declined', settlementId(5), { reasons: ['usage-moved'] });
  add(database, 'intent', settlementId(6), partsOf(6));
  database.close();
  return file;
}

function add<K extends EntryKind>(
  database: Database,
  kind: K,
  id: SettlementId,
  contents: EntryFields[K],
): void {
  const { count } = database.prepare('SELECT count(*) AS count FROM entry').get();
  const before = Number(count);
  forge(database, {
    sequence: before + 1,
    at: instant(1_773_021_600_000 + before),
    kind,
    settlementId: settlementIdBytes(id),
    previousHash:
      before === 0 ? headerHash({ format: 1, terminalId: TERMINAL }) : rowAt(database, before).hash,
    payload: encodePayload(kind, contents),
  });
}
