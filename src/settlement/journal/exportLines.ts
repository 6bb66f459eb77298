/** The lines of an export (docs/formats/journal.md, "Export"); parsing is strict. */

import { fromHex, toHex } from '../../bytes.ts';
import { sha256 } from '../../crypto/index.ts';
import type { JournalHead, TerminalId } from '../../model/index.ts';
import { instant } from '../../time.ts';
import type { EntryContents } from './chain.ts';
import { masked } from './mask.ts';
import { type EntryRow, entryOf } from './row.ts';

/** The number is the version of the lines. */
const EXPORT_FORMAT = 'OneCard/JOURNAL-EXPORT/1';

export interface ExportHead {
  readonly terminalId: TerminalId;
  readonly masked: boolean;
}

/** An entry as its line has it: the payload, or its digest alone. */
export type ExportedRow = Omit<EntryContents, 'payload'> & {
  readonly hash: Uint8Array;
  readonly payload?: Uint8Array;
  readonly payloadDigest?: Uint8Array;
};

export function exportHead({ terminalId, masked: isMasked }: ExportHead): string {
  return JSON.stringify({ format: EXPORT_FORMAT, terminalId, masked: isMasked });
}

export function exportLine(row: EntryRow, file: string, mask: boolean): string {
  const { sequence, at, kind, settlementId, previousHash, hash, payload } = row;
  return JSON.stringify({
    sequence,
    at,
    kind,
    settlementId: toHex(settlementId),
    previousHash: toHex(previousHash),
    hash: toHex(hash),
    ...(mask
      ? { payloadDigest: toHex(sha256(payload)), contents: masked(entryOf(row, file)) }
      : { payload: toHex(payload) }),
  });
}

export function exportEnd({ sequence, hash }: JournalHead): string {
  return JSON.stringify({ end: sequence, hash: toHex(hash) });
}

export function parseExportHead(line: string): ExportHead | undefined {
  const { format, terminalId, masked: isMasked } = fieldsOf(line) ?? {};
  if (format !== EXPORT_FORMAT || typeof isMasked !== 'boolean') return undefined;
  if (typeof terminalId !== 'string' || !/^[0-9A-Z-]{1,16}$/.test(terminalId)) return undefined;
  return { terminalId: terminalId as TerminalId, masked: isMasked };
}

export function parseExportEnd(line: string): JournalHead | undefined {
  const { end, hash } = fieldsOf(line) ?? {};
  const bytes = hex(hash, 32);
  return isSequence(end, 0) && bytes ? { sequence: end, hash: bytes } : undefined;
}

export function parseExportLine(line: string, isMasked: boolean): ExportedRow | undefined {
  const raw = fieldsOf(line);
  if (!raw) return undefined;
  const { sequence, at, kind } = raw;
  const settlementId = hex(raw.settlementId);
  const previousHash = hex(raw.previousHash, 32);
  const hash = hex(raw.hash, 32);
  const proof = isMasked ? hex(raw.payloadDigest, 32) : hex(raw.payload);
  if (!isSequence(sequence, 1) || !Number.isSafeInteger(at) || typeof kind !== 'string')
    return undefined;
  if (!settlementId || !previousHash || !hash || !proof) return undefined;
  const row = { sequence, at: instant(Number(at)), kind, settlementId, previousHash, hash };
  return isMasked ? { ...row, payloadDigest: proof } : { ...row, payload: proof };
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function isSequence(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= min;
}

function hex(value: unknown, count?: number): Uint8Array | undefined {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(value)) return undefined;
  if (count !== undefined && value.length !== 2 * count) return undefined;
  return fromHex(value);
}
