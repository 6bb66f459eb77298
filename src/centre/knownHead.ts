/** 流水已知位置: how far the centre has seen a terminal's journal go, in whatever request it came. */

import type { JournalHead, TerminalHead, TerminalId } from '../model/index.ts';
import { fields } from '../settlement/journal/fields.ts';
import { HASH, TERMINAL_ID } from '../settlement/journal/payload/names.ts';
import { encodeAs, integer, type Shape } from '../settlement/journal/shape.ts';
import type { CentreStore } from './store.ts';

/** One row a terminal: the register of how far each has come, which only rises. */
export const KNOWN_HEAD_TABLES = [
  `CREATE TABLE terminal_head (
  home_county TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (home_county, terminal_id),
  FOREIGN KEY (home_county, terminal_id) REFERENCES terminal (home_county, terminal_id)
) STRICT`,
  `CREATE TRIGGER terminal_head_only_rises BEFORE UPDATE ON terminal_head
WHEN NEW.sequence <= OLD.sequence
BEGIN SELECT RAISE(ABORT, 'terminal_head only rises'); END`,
  `CREATE TRIGGER terminal_head_no_delete BEFORE DELETE ON terminal_head
BEGIN SELECT RAISE(ABORT, 'terminal_head only rises'); END`,
] as const;

const FROM: Shape<TerminalHead> = fields({
  terminalId: TERMINAL_ID,
  head: fields({ sequence: integer(1, Number.MAX_SAFE_INTEGER), hash: HASH }),
});

/**
 * Remembers the head of a request when it goes beyond what is known. The first one of a sequence counts: a
 * second journal of the same name is found out by its own terminal, which asks. Of a terminal that nobody
 * registered nothing is kept.
 * @throws TypeError, RangeError when it has not its form
 */
export function noteHead(
  store: Pick<CentreStore, 'database' | 'county'>,
  from: TerminalHead,
): void {
  encodeAs(FROM, from, 'from');
  const { database, county } = store;
  const { terminalId, head } = from;
  database
    .prepare(
      `INSERT INTO terminal_head (home_county, terminal_id, sequence, hash)
       SELECT home_county, terminal_id, ?, ? FROM terminal WHERE home_county = ? AND terminal_id = ?
       ON CONFLICT DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
       WHERE excluded.sequence > terminal_head.sequence`,
    )
    .run(head.sequence, head.hash, county, terminalId);
}

/** The newest head that the terminal sent: with a request, or with signatures. */
export function knownHeadOf(
  store: Pick<CentreStore, 'database' | 'county'>,
  terminalId: TerminalId,
): JournalHead | undefined {
  const { database, county } = store;
  // Of the same sequence what was signed for is right.
  const row = database
    .prepare(
      `SELECT sequence, hash FROM (
         SELECT * FROM (
           SELECT sequence, hash, 1 AS is_signed FROM journal_head
           WHERE home_county = ?1 AND terminal_id = ?2 ORDER BY sequence DESC LIMIT 1)
         UNION ALL
         SELECT sequence, hash, 0 FROM terminal_head WHERE home_county = ?1 AND terminal_id = ?2)
       ORDER BY sequence DESC, is_signed DESC LIMIT 1`,
    )
    .get(county, terminalId);
  return row && { sequence: Number(row.sequence), hash: row.hash };
}
