/**
 * Rule 12: who did what, when, and how it ended; for disputes. Never a name, an identity number or a
 * card number: `facts` holds counts, codes and ids of settlements. Each entry's hash covers the one
 * before, so that a changed or removed entry is found.
 */

import { equalBytes } from '../../bytes.ts';
import { type ErrorDetail, OneCardError } from '../../errors/index.ts';
import type { Clock } from '../../model/index.ts';
import { AUDIT_ENTRIES_MAX, AUDIT_ENTRIES_MOVED } from '../limits.ts';
import type { Caller } from '../routes.ts';
import { type AuditBase, type KeptEntry, writeArchive } from './auditArchive.ts';
import { type AuditEntry, entryHash, entryOf, hashOf } from './auditEntry.ts';
import { type DeskStore, factsText, type Row, type Value } from './store.ts';

export type { AuditEntry } from './auditEntry.ts';

export interface AuditEvent {
  readonly action: string;
  readonly caller?: Caller;
  readonly outcome: string;
  readonly facts?: ErrorDetail;
  /** A trial, a card that was read: a power cut may take the entry with it, within a second. */
  readonly changesNothing?: boolean;
}

export interface AuditLog {
  /** Durable when it returns, but for what changes nothing. */
  append(event: AuditEvent): void;
  /** Entries after `sequence`, oldest first, at most `count`. */
  after(sequence: number, count: number): readonly AuditEntry[];
  /** The last entry that has left for a file; 0 when none has. */
  movedUntil(): number;
  /** How many there ever were; checks those in the store. @throws OneCardError `desk.audit-broken` at the first that is wrong */
  verify(): number;
}

export interface AuditLogOptions {
  readonly clock: Clock;
  /** Name of the file for entries that leave the store, by the first of them. */
  readonly archiveFile: (first: number) => string;
  /** AUDIT_ENTRIES_MAX and AUDIT_ENTRIES_MOVED unless told. */
  readonly entriesMax?: number;
  readonly entriesMoved?: number;
}

const START: AuditBase = { sequence: 0, hash: new Uint8Array(32) };
/** Entries read at once while verifying. */
const PAGE = 1_000;
/** Entries until leaving is tried again, after a disk that was full. */
const TRY_AGAIN_AFTER = 1_000;
const INSERT = 'INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const MOVE_BASE = `INSERT INTO audit_base VALUES (1, ?, ?)
ON CONFLICT (only) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`;

export function openAuditLog(store: DeskStore, options: AuditLogOptions): AuditLog {
  const { clock, archiveFile } = options;
  const { entriesMax = AUDIT_ENTRIES_MAX, entriesMoved = AUDIT_ENTRIES_MOVED } = options;
  let base = placeOf(store.all('SELECT sequence, hash FROM audit_base')[0]) ?? START;
  let last = placeOf(store.all('SELECT * FROM audit ORDER BY sequence DESC LIMIT 1')[0]) ?? base;
  let moveAfter = base.sequence + entriesMax;

  const after = (from: number, count: number): readonly Row[] =>
    store.all('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?', from, count);

  /** The oldest leave for a file; only when that is safe on the disk are they taken out here. */
  function moveOldest(): void {
    moveAfter = last.sequence + TRY_AGAIN_AFTER;
    const entries = after(base.sequence, entriesMoved).map(keptEntry);
    const newest = entries.at(-1);
    if (!newest) return;
    writeArchive(archiveFile(base.sequence + 1), base, entries);
    store.together((write) => {
      write(MOVE_BASE, newest.sequence, newest.hash);
      write('DELETE FROM audit WHERE sequence <= ?', newest.sequence);
    });
    base = newest;
    moveAfter = base.sequence + entriesMax;
  }

  function record({ action, caller, outcome, facts = {}, changesNothing = false }: AuditEvent) {
    const entry: AuditEntry = {
      sequence: last.sequence + 1,
      at: clock.now(),
      action,
      caller: caller?.grant ?? '',
      origin: caller?.origin ?? '',
      outcome,
      facts: factsText(facts),
    };
    const hash = entryHash(entry, last.hash);
    const values: readonly Value[] = [
      entry.sequence,
      entry.at,
      entry.action,
      entry.caller,
      entry.origin,
      entry.outcome,
      entry.facts,
      hash,
    ];
    if (changesNothing) store.runSoon(INSERT, ...values);
    else store.run(INSERT, ...values);
    last = { sequence: entry.sequence, hash };
  }

  return {
    append(event) {
      record(event);
      if (last.sequence <= moveAfter) return;
      let outcome = 'done';
      const first = base.sequence + 1;
      try {
        moveOldest();
      } catch (error) {
        // What is done is on record; a log that is too long is no reason to refuse work.
        outcome = error instanceof OneCardError ? error.code : 'store.failed';
      }
      record({ action: 'audit-moved', outcome, facts: { first, last: base.sequence } });
    },
    after: (from, count) => after(from, count).map(entryOf),
    movedUntil: () => base.sequence,
    verify() {
      let expected = base;
      // Ends with the last page.
      for (;;) {
        const page = after(expected.sequence, PAGE);
        for (const row of page) {
          const entry = entryOf(row);
          const sequence = expected.sequence + 1;
          expected = { sequence, hash: entryHash(entry, expected.hash) };
          if (entry.sequence !== sequence || !equalBytes(expected.hash, hashOf(row))) {
            throw new OneCardError('desk.audit-broken', { sequence });
          }
        }
        if (page.length < PAGE) return expected.sequence;
      }
    },
  };
}

function placeOf(row: Row | undefined): AuditBase | undefined {
  return row && { sequence: Number(row.sequence), hash: hashOf(row) };
}

function keptEntry(row: Row): KeptEntry {
  return { ...entryOf(row), hash: hashOf(row) };
}
