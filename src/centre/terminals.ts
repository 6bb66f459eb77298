/** 终端登记: which terminals may settle, and with which security modules they did. */

import { equalBytes } from '../bytes.ts';
import { type SamStanding, suiteOfKey } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import { TEXT_CHARACTERS_MAX } from '../limits.ts';
import type { SamId, TerminalId } from '../model/index.ts';
import { OPERATOR_CHARACTERS_MAX } from '../settlement/index.ts';
import { fields } from '../settlement/journal/fields.ts';
import { PUBLIC_KEY_BYTES_MAX } from '../settlement/journal/limits.ts';
import { SAM_ID, TERMINAL_ID } from '../settlement/journal/payload/names.ts';
import { bytesUpTo, encodeAs, type Shape, text } from '../settlement/journal/shape.ts';
import type { Instant } from '../time.ts';
import type { CentreStore } from './store.ts';

/** 换模块说明: who says that another module took the place of one, and why. */
export interface ModuleReplacement {
  /** The module that was in the terminal. */
  readonly samId: SamId;
  /** At most 40 characters. */
  readonly operator: string;
  readonly note: string;
}

export interface TerminalRegistration {
  readonly terminalId: TerminalId;
  readonly samId: SamId;
  /** COSE_Key bytes of the security module's key. */
  readonly publicKey: Uint8Array;
  /**
   * For another module in a terminal that is registered. Taken when the county that issued both says the
   * same: the old one is blocked or past its last day, the new one good (`issuer sam replace` makes it so).
   */
  readonly replaces?: ModuleReplacement;
}

/** Modules that were in a terminal before: rows come and never change. */
export const TERMINAL_MODULE_TABLES = [
  `CREATE TABLE terminal_module (
  home_county TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  sam_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  replaced_by TEXT NOT NULL,
  operator TEXT NOT NULL,
  note TEXT NOT NULL,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, terminal_id, sam_id),
  FOREIGN KEY (home_county, terminal_id) REFERENCES terminal (home_county, terminal_id)
) STRICT`,
] as const;

const TERMINAL: Shape<TerminalRegistration> = fields(
  {
    terminalId: TERMINAL_ID,
    samId: SAM_ID,
    publicKey: bytesUpTo(PUBLIC_KEY_BYTES_MAX),
  },
  {
    replaces: fields({
      samId: SAM_ID,
      operator: text(OPERATOR_CHARACTERS_MAX),
      note: text(TEXT_CHARACTERS_MAX),
    }),
  },
);

/** A module of a terminal and its key. */
export interface TerminalModule {
  readonly samId: SamId;
  readonly publicKey: Uint8Array;
}

/** @param samStanding what the modules' county says of them */
export function registerTerminal(
  store: CentreStore,
  terminal: TerminalRegistration,
  samStanding: (samId: SamId, now: Instant) => SamStanding,
): void {
  encodeAs(TERMINAL, terminal, 'terminal');
  const { terminalId, samId, publicKey, replaces } = terminal;
  suiteOfKey(publicKey);
  const { database, county } = store;
  const known = findTerminal(store, terminalId);
  if (!known) {
    database
      .prepare(
        'INSERT INTO terminal (home_county, terminal_id, sam_id, public_key) VALUES (?, ?, ?, ?)',
      )
      .run(county, terminalId, samId, publicKey);
    return;
  }
  if (known.samId === samId && equalBytes(known.publicKey, publicKey)) return;
  if (known.samId === samId || replaces?.samId !== known.samId) {
    throw new OneCardError('centre.registered-otherwise', { county, what: 'terminal' });
  }
  assertReplaced(store, terminal, known, samStanding);
  const { operator, note } = replaces;
  database
    .prepare('INSERT INTO terminal_module VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      county,
      terminalId,
      known.samId,
      known.publicKey,
      samId,
      operator,
      note,
      store.clock.now(),
    );
  database
    .prepare(
      'UPDATE terminal SET sam_id = ?, public_key = ? WHERE home_county = ? AND terminal_id = ?',
    )
    .run(samId, publicKey, county, terminalId);
}

/** The statement alone would let anybody put a module of their own into a terminal. */
function assertReplaced(
  store: CentreStore,
  { terminalId, samId }: TerminalRegistration,
  known: TerminalModule,
  samStanding: (samId: SamId, now: Instant) => SamStanding,
): void {
  const now = store.clock.now();
  const [before, after] = [samStanding(known.samId, now), samStanding(samId, now)];
  const isOver = before === 'blocked' || before === 'expired';
  const wasHere = modulesOf(store, terminalId).some((each) => each.samId === samId);
  if (isOver && after === 'good' && !wasHere) return;
  throw new OneCardError('centre.module-not-replaced', {
    county: store.county,
    terminalId,
    old: before,
    new: wasHere ? 'replaced before' : after,
  });
}

/** The module that is in the terminal now. */
export function findTerminal(
  { database, county }: Pick<CentreStore, 'database' | 'county'>,
  terminalId: TerminalId,
): TerminalModule | undefined {
  const row = database
    .prepare('SELECT sam_id, public_key FROM terminal WHERE home_county = ? AND terminal_id = ?')
    .get(county, terminalId);
  return row && { samId: row.sam_id, publicKey: row.public_key };
}

/** The same, of which every visit asks several times. */
export function presentModule(
  store: CentreStore,
  terminalId: TerminalId,
): TerminalModule | undefined {
  return store.memory.of(`terminal ${terminalId}`, () => findTerminal(store, terminalId));
}

/** Every module that ever was in the terminal, the present one first. */
export function modulesOf(
  store: Pick<CentreStore, 'database' | 'county'>,
  terminalId: TerminalId,
): readonly TerminalModule[] {
  const present = findTerminal(store, terminalId);
  const earlier = store.database
    .prepare(
      `SELECT sam_id, public_key FROM terminal_module WHERE home_county = ? AND terminal_id = ?
       ORDER BY replaced_at DESC`,
    )
    .all(store.county, terminalId)
    .map((row) => ({ samId: row.sam_id, publicKey: row.public_key }));
  return present ? [present, ...earlier] : earlier;
}
