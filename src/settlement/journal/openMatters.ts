/** What is open, in memory beside its table (`open_entry`): every visit asks, and few change it. */

import type { SettlementId } from '../../model/index.ts';
import { settlementIdText } from './chain.ts';
import type { Database } from './database.ts';
import type { Matter } from './matters.ts';

export class OpenMatters {
  readonly #database: Database;
  /** By matter and id, the entry that opened it; read from the table when it is asked for first. */
  #known: Map<Matter, Map<SettlementId, number>> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  has(id: SettlementId, matter: Matter): boolean {
    return this.#read().get(matter)?.has(id) === true;
  }

  open(id: SettlementId, matter: Matter, sequence: number): void {
    const known = this.#read();
    const ids = known.get(matter) ?? new Map<SettlementId, number>();
    known.set(matter, ids.set(id, sequence));
  }

  close(id: SettlementId, matter: Matter): void {
    this.#read().get(matter)?.delete(id);
  }

  /** The table is right, whatever was thought of it. */
  forget(): void {
    this.#known = undefined;
  }

  /** Ids for which one of `matters` is open, by the entry that opened it first. Few at any time. */
  ids(matters: readonly Matter[]): readonly SettlementId[] {
    const known = this.#read();
    const since = new Map<SettlementId, number>();
    for (const matter of matters) {
      for (const [id, sequence] of known.get(matter) ?? []) {
        since.set(id, Math.min(sequence, since.get(id) ?? sequence));
      }
    }
    return [...since].sort(([, a], [, b]) => a - b).map(([id]) => id);
  }

  #read(): Map<Matter, Map<SettlementId, number>> {
    if (this.#known) return this.#known;
    const known = new Map<Matter, Map<SettlementId, number>>();
    const rows = this.#database
      .prepare('SELECT settlement_id, matter, sequence FROM open_entry')
      .all();
    for (const row of rows) {
      const matter = row.matter as Matter;
      const ids = known.get(matter) ?? new Map<SettlementId, number>();
      known.set(
        matter,
        ids.set(settlementIdText(row.settlement_id) as SettlementId, Number(row.sequence)),
      );
    }
    this.#known = known;
    return known;
  }
}
