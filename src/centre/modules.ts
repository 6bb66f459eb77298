/**
 * 换装安全模块: a terminal's later modules, in the order in which they took each other's place. What an
 * earlier one signed stays good: it is confirmed and handed in after the change. Whether a module may
 * still settle its certificate and the list of modules say, asked each time.
 */

import { equalBytes } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';
import type { SamId, TerminalId } from '../model/index.ts';
import { assertRegistration, type TerminalRegistration } from './register.ts';
import type { CentreStore } from './store.ts';

export const MODULE_TABLES = [
  `CREATE TABLE terminal_module (
  home_county TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  sam_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (home_county, terminal_id, sam_id),
  FOREIGN KEY (home_county, terminal_id) REFERENCES terminal (home_county, terminal_id)
) STRICT`,
] as const;

/** The module of a terminal with that id: its first one, or a later one. */
export function findModule(
  { database, county }: CentreStore,
  terminalId: TerminalId,
  samId: SamId,
): TerminalRegistration | undefined {
  const row = database
    .prepare(
      `SELECT public_key FROM terminal WHERE home_county = ?1 AND terminal_id = ?2 AND sam_id = ?3
       UNION ALL
       SELECT public_key FROM terminal_module WHERE home_county = ?1 AND terminal_id = ?2 AND sam_id = ?3`,
    )
    .get(county, terminalId, samId);
  return row && { terminalId, samId, publicKey: row.public_key };
}

/**
 * Adds a module to a terminal that is registered; the same again changes nothing.
 * @throws OneCardError `centre.unknown-terminal`, `centre.registered-otherwise` for another key
 */
export function registerModule(store: CentreStore, module: TerminalRegistration): void {
  assertRegistration(module);
  const { terminalId, samId, publicKey } = module;
  const { database, county, clock } = store;
  const known = findModule(store, terminalId, samId);
  if (known) {
    if (equalBytes(known.publicKey, publicKey)) return;
    throw new OneCardError('centre.registered-otherwise', { county, what: 'module' });
  }
  const isRegistered = database
    .prepare('SELECT 1 FROM terminal WHERE home_county = ? AND terminal_id = ?')
    .get(county, terminalId);
  if (!isRegistered) throw new OneCardError('centre.unknown-terminal', { county, terminalId });
  database
    .prepare('INSERT INTO terminal_module VALUES (?, ?, ?, ?, ?)')
    .run(county, terminalId, samId, publicKey, clock.now());
}
