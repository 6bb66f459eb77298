/**
 * What a façade remembers between two messages of a visit: a person was registered, lines were handed
 * in. One text a place; what was settled stands in the journal, never here alone.
 */

import type { Clock } from '../../model/index.ts';
import type { DeskStore } from './store.ts';

/** Rows in memory at a time: visits of a day take a few kilobytes each. */
const PAGE_ROWS = 200;

export interface KeptPlace {
  /** The façade. */
  readonly part: string;
  /** What it is, in the façade's own words. */
  readonly kind: string;
  readonly id: string;
}

export interface KeptRecords {
  get(place: KeptPlace): string | undefined;
  /** Durable when it returns; takes the place of what stood there. */
  put(place: KeptPlace, record: string): void;
  remove(place: KeptPlace): void;
  /** Forgets what of `part` was first put before `at`, in milliseconds since 1970-01-01, UTC. */
  removeBefore(part: string, at: number): void;
  /** What of `kind` was first put before `at`, first come first; what is met may be put anew or removed. */
  putBefore(part: string, kind: string, at: number): Iterable<KeptRecord>;
  /** Newest first, at most `count`. */
  list(part: string, kind: string, count: number): readonly KeptRecord[];
}

export interface KeptRecord {
  readonly id: string;
  readonly record: string;
}

export function openKeptRecords(store: DeskStore, clock: Clock): KeptRecords {
  return {
    get({ part, kind, id }) {
      const [row] = store.all(
        'SELECT record FROM kept_record WHERE part = ? AND kind = ? AND id = ?',
        part,
        kind,
        id,
      );
      return row && String(row.record);
    },
    put({ part, kind, id }, record) {
      store.run(
        `INSERT INTO kept_record VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (part, kind, id) DO UPDATE SET record = excluded.record`,
        part,
        kind,
        id,
        clock.now(),
        record,
      );
    },
    remove({ part, kind, id }) {
      store.run('DELETE FROM kept_record WHERE part = ? AND kind = ? AND id = ?', part, kind, id);
    },
    removeBefore(part, at) {
      store.run('DELETE FROM kept_record WHERE part = ? AND kept_at < ?', part, at);
    },
    *putBefore(part, kind, at) {
      for (let after = 0; ; ) {
        const rows = store.all(
          `SELECT rowid AS place, id, record FROM kept_record
           WHERE part = ? AND kind = ? AND kept_at < ? AND rowid > ? ORDER BY rowid LIMIT ?`,
          part,
          kind,
          at,
          after,
          PAGE_ROWS,
        );
        for (const { id, record } of rows) yield { id: String(id), record: String(record) };
        if (rows.length < PAGE_ROWS) return;
        after = Number(rows.at(-1)!.place);
      }
    },
    list: (part, kind, count) =>
      store
        .all(
          `SELECT id, record FROM kept_record WHERE part = ? AND kind = ?
           ORDER BY kept_at DESC, rowid DESC LIMIT ?`,
          part,
          kind,
          count,
        )
        .map((row) => ({ id: String(row.id), record: String(row.record) })),
  };
}
