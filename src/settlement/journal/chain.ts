/** The hash chain (docs/formats/journal.md, "Hashes"). Canonical CBOR, so that one entry has one hash. */

import { fromHex, toHex } from '../../bytes.ts';
import {
  documentHash,
  hashBy,
  putArray,
  putBytes,
  putEnd,
  putInteger,
  putText,
  sha256,
} from '../../crypto/index.ts';
import type { JournalHead, SettlementId, TerminalId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';

/** The number at the end is the version of what follows; another layout takes the next number. */
const HEADER_CONTEXT = 'OneCard/JOURNAL-HEADER/1';
const ENTRY_CONTEXT = 'OneCard/JOURNAL/1';

/** Bytes of every hash here. */
export const HASH_BYTES = 32;

/** What an entry's hash covers. */
export interface EntryContents {
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: string;
  /** 16 bytes of the UUID, or none for an entry that belongs to no settlement. */
  readonly settlementId: Uint8Array;
  readonly payload: Uint8Array;
  /** Hash of the entry before; of the header for the first. */
  readonly previousHash: Uint8Array;
}

/** What a journal says of itself before its first entry. */
export interface JournalHeader {
  /** Version of the layout of entries. */
  readonly format: number;
  readonly terminalId: TerminalId;
}

/** SHA-256( [ `OneCard/JOURNAL-HEADER/1`, format, terminal id ] ): no journal continues another terminal's. */
export function headerHash({ format, terminalId }: JournalHeader): Uint8Array {
  return documentHash([HEADER_CONTEXT, format, terminalId]);
}

/** The head of a journal without entries. */
export function emptyHead(header: JournalHeader): JournalHead {
  return { sequence: 0, hash: headerHash(header) };
}

/**
 * SHA-256( [ `OneCard/JOURNAL/1`, sequence, at, kind, settlement id, SHA-256(payload), previous hash ] ).
 * The payload stands in by its digest: an entry stays provable when its payload has to be erased.
 */
export function entryHash(contents: EntryContents): Uint8Array {
  return hashWithPayloadDigest(contents, sha256(contents.payload));
}

/** `entryHash` for who has the payload's digest already. */
export function hashWithPayloadDigest(
  contents: Omit<EntryContents, 'payload'>,
  payloadDigest: Uint8Array,
): Uint8Array {
  return hashBy(putHashed, { contents, payloadDigest });
}

function putHashed({
  contents,
  payloadDigest,
}: {
  readonly contents: Omit<EntryContents, 'payload'>;
  readonly payloadDigest: Uint8Array;
}): void {
  putArray(7);
  putText(ENTRY_CONTEXT);
  putInteger(contents.sequence);
  putInteger(contents.at);
  putText(contents.kind);
  putBytes(contents.settlementId);
  putBytes(payloadDigest);
  putBytes(contents.previousHash);
  putEnd();
}

/** 16 bytes of a settlement's UUID. @throws TypeError for what is none. */
export function settlementIdBytes(id: SettlementId): Uint8Array {
  return fromHex(id.replaceAll('-', ''));
}

/** The inverse of `settlementIdBytes`; whether it is a UUID of version 7 is for the reader to check. */
export function settlementIdText(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  if (hex.length !== 32) return hex;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
