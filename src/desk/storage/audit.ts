/**
 * Rule 12: who did what, when, and how it ended; for disputes. Never a name, an identity number or a
 * card number: `facts` holds counts, codes and ids of settlements. Each entry's hash covers the one
 * before, so that a changed or removed entry is found.
 */

import { equalBytes } from '../../bytes.ts';
import { type ErrorDetail, OneCardError } from '../../errors/index.ts';
import type { Clock } from '../../model/index.ts';
import { documentHash } from '../../terminal/deskParts.ts';
import type { Caller } from '../routes.ts';
import { type DeskStore, factsText, type Row } from './store.ts';

/** The number is the version of what follows; another layout takes the next. */
const CONTEXT = 'OneCard/DESK-AUDIT/1';

export interface AuditEntry {
  readonly sequence: number;
  /** Milliseconds since 1970-01-01, UTC. */
  readonly at: number;
  readonly action: string;
  /** Id of the grant; empty for a stranger and for the service itself. */
  readonly caller: string;
  readonly origin: string;
  /** `done`, or the code of what was wrong. */
  readonly outcome: string;
  /** JSON of texts. */
  readonly facts: string;
}

export interface AuditEvent {
  readonly action: string;
  readonly caller?: Caller;
  readonly outcome: string;
  readonly facts?: ErrorDetail;
}

export interface AuditLog {
  /** Durable when it returns. */
  append(event: AuditEvent): void;
  /** Entries after `sequence`, oldest first, at most `count`. */
  after(sequence: number, count: number): readonly AuditEntry[];
  /** How many there are. @throws OneCardError `desk.audit-broken` at the first that is wrong */
  verify(): number;
}

const START = new Uint8Array(32);
/** Entries read at once while verifying. */
const PAGE = 1_000;

export function openAuditLog(store: DeskStore, clock: Clock): AuditLog {
  const newest = store.all('SELECT * FROM audit ORDER BY sequence DESC LIMIT 1')[0];
  let sequence = newest ? Number(newest.sequence) : 0;
  let previous = newest ? hashOf(newest) : START;

  const after = (from: number, count: number): readonly Row[] =>
    store.all('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?', from, count);

  return {
    append({ action, caller, outcome, facts = {} }) {
      const entry: AuditEntry = {
        sequence: sequence + 1,
        at: clock.now(),
        action,
        caller: caller?.grant ?? '',
        origin: caller?.origin ?? '',
        outcome,
        facts: factsText(facts),
      };
      const hash = entryHash(entry, previous);
      store.run(
        'INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        entry.sequence,
        entry.at,
        entry.action,
        entry.caller,
        entry.origin,
        entry.outcome,
        entry.facts,
        hash,
      );
      sequence = entry.sequence;
      previous = hash;
    },
    after: (from, count) => after(from, count).map(entryOf),
    verify() {
      let expected: Uint8Array = START;
      let count = 0;
      // Ends with the last page.
      for (;;) {
        const page = after(count, PAGE);
        for (const row of page) {
          const entry = entryOf(row);
          expected = entryHash(entry, expected);
          count++;
          if (entry.sequence !== count || !equalBytes(expected, hashOf(row))) {
            throw new OneCardError('desk.audit-broken', { sequence: count });
          }
        }
        if (page.length < PAGE) return count;
      }
    },
  };
}

function entryHash(entry: AuditEntry, previous: Uint8Array): Uint8Array {
  const { sequence, at, action, caller, origin, outcome, facts } = entry;
  return documentHash([CONTEXT, sequence, at, action, caller, origin, outcome, facts, previous]);
}

function entryOf(row: Row): AuditEntry {
  return {
    sequence: Number(row.sequence),
    at: Number(row.at),
    action: String(row.action),
    caller: String(row.caller),
    origin: String(row.origin),
    outcome: String(row.outcome),
    facts: String(row.facts),
  };
}

function hashOf(row: Row): Uint8Array {
  return Uint8Array.from(row.hash as Uint8Array);
}
