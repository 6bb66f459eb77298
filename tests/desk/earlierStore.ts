/** A service's file as an earlier version left it. */

import { DatabaseSync } from '@photostructure/sqlite';

const AUDIT_IS_KEPT =
  "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit\nBEGIN SELECT RAISE(ABORT, 'entries are never removed'); END";

/** Takes out of `file`, which nobody has open, what versions after `version` added. */
export function asVersion(version: 1 | 2, file: string): void {
  const raw = new DatabaseSync(file);
  raw.exec(`DROP TRIGGER audit_is_kept; DROP TABLE audit_base; ${AUDIT_IS_KEPT}`);
  if (version < 2) raw.exec('DROP TABLE kept_record');
  raw.exec(`PRAGMA user_version = ${version}`);
  raw.close();
}
