/** The register's rows of security modules: numbers that were taken, certificates, what became of them. */

import type { CardStatus } from '../../crypto/index.ts';
import type { SamId, SamRole } from '../../model/index.ts';
import type { Database } from '../../settlement/journal/database.ts';

export interface ModuleRow {
  /** Places it in the county's lists of modules. */
  readonly number: number;
  readonly id: SamId;
  readonly role: SamRole;
  readonly certificate: Uint8Array;
  readonly status: CardStatus;
  /** Number of the module that it stands for. */
  readonly replaces?: number;
}

export class ModuleRows {
  readonly #database: Database;
  readonly #write: <T>(work: () => T) => T;

  constructor(database: Database, write: <T>(work: () => T) => T) {
    this.#database = database;
    this.#write = write;
  }

  /** Takes the next module's number; a number that was taken is never given again. */
  takeNumber(): number {
    return this.#write(() => {
      const { next_sam: next } = this.#database
        .prepare('UPDATE issuer SET next_sam = next_sam + 1 RETURNING next_sam')
        .get();
      return Number(next) - 1;
    });
  }

  add(row: Omit<ModuleRow, 'status'>): void {
    this.#write(() => {
      this.#database
        .prepare("INSERT INTO sam VALUES (?, ?, ?, ?, 'good', ?)")
        .run(row.id, row.number, row.role, row.certificate, row.replaces ?? null);
    });
  }

  all(): readonly ModuleRow[] {
    return this.#database.prepare('SELECT * FROM sam ORDER BY number').all().map(moduleOf);
  }

  of(id: SamId): ModuleRow | undefined {
    const row = this.#database.prepare('SELECT * FROM sam WHERE sam_id = ?').get(id);
    return row && moduleOf(row);
  }

  /** The module that stands for `number`, when it was made anew. */
  replacementOf(number: number): ModuleRow | undefined {
    const row = this.#database.prepare('SELECT * FROM sam WHERE replaces = ?').get(number);
    return row && moduleOf(row);
  }

  setStatus(number: number, status: CardStatus): void {
    this.#write(() => {
      this.#database.prepare('UPDATE sam SET status = ? WHERE number = ?').run(status, number);
    });
  }

  /** Modules that are not good, by number, within a range of numbers. */
  exceptions(from: number, to: number): ReadonlyMap<number, 'blocked' | 'suspended'> {
    const rows = this.#database
      .prepare("SELECT number, status FROM sam WHERE status <> 'good' AND number BETWEEN ? AND ?")
      .all(from, to);
    return new Map(rows.map((row) => [Number(row.number), row.status]));
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the library, whose columns the schema fixes.
function moduleOf(row: any): ModuleRow {
  return {
    number: Number(row.number),
    id: row.sam_id,
    role: row.role,
    certificate: row.certificate,
    status: row.status,
    ...(row.replaces !== null && { replaces: Number(row.replaces) }),
  };
}
