/**
 * The oldest entries of the audit log in a file of their own, chain and all: a line that says after
 * which entry and hash it begins, then a line an entry. Whoever keeps the files can verify them one
 * after the other, and the last against what the store begins with.
 */

import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { equalBytes, fromHex, toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { type AuditEntry, entryHash } from './auditEntry.ts';

const FORMAT = 'onecard-desk-audit/1';

/** The entry after which others come. */
export interface AuditBase {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/** Entries in order, each with the hash that it had. */
export type KeptEntry = AuditEntry & { readonly hash: Uint8Array };

/** Durable when it returns; a file that a power cut left half written is written anew. */
export function writeArchive(
  file: string,
  { sequence, hash }: AuditBase,
  entries: readonly KeptEntry[],
): void {
  const head = { format: FORMAT, after: sequence, previous: toHex(hash) };
  const lines = [head, ...entries.map((entry) => ({ ...entry, hash: toHex(entry.hash) }))];
  const unfinished = `${file}.new`;
  const opened = openSync(unfinished, 'w', 0o600);
  try {
    // All of it, or an error: a disk that is nearly full takes a part of a single write.
    writeFileSync(opened, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(unfinished, file);
}

/**
 * Checks the chain of a file.
 * @returns where it begins and ends
 * @throws OneCardError `desk.audit-broken` at the first entry that is wrong
 */
export function verifyArchive(text: string): { readonly from: AuditBase; readonly to: AuditBase } {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const head = parsed(first, 0);
  if (head.format !== FORMAT) throw new OneCardError('desk.audit-broken', { sequence: 0 });
  const from = { sequence: Number(head.after), hash: fromHex(String(head.previous)) };
  let to: AuditBase = from;
  for (const line of lines) {
    const sequence = to.sequence + 1;
    const { hash, ...entry } = parsed(line, sequence);
    const expected = entryHash(entry as unknown as AuditEntry, to.hash);
    if (entry.sequence !== sequence || !equalBytes(expected, fromHex(String(hash)))) {
      throw new OneCardError('desk.audit-broken', { sequence });
    }
    to = { sequence, hash: expected };
  }
  return { from, to };
}

function parsed(line: string, sequence: number): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch (cause) {
    throw new OneCardError('desk.audit-broken', { sequence }, { cause });
  }
}
