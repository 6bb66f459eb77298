/** An entry of the audit log, and its hash. */

import { documentHash } from '../../terminal/deskParts.ts';
import type { Row } from './store.ts';

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

export function entryHash(entry: AuditEntry, previous: Uint8Array): Uint8Array {
  const { sequence, at, action, caller, origin, outcome, facts } = entry;
  return documentHash([CONTEXT, sequence, at, action, caller, origin, outcome, facts, previous]);
}

export function entryOf(row: Row): AuditEntry {
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

export function hashOf(row: Row): Uint8Array {
  return Uint8Array.from(row.hash as Uint8Array);
}
