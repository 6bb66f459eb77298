/** The payload of each kind of entry: a canonical CBOR map with text keys (docs/formats/journal.md, "Payloads"). */

import type { BookKind, EntryFields, EntryKind } from '../entry.ts';
import { decodeAs, encodeAndCopy, encodeAs } from '../shape.ts';
import { BOOK_PAYLOADS } from './book.ts';
import { REFUND_PAYLOADS } from './refund.ts';
import { STAY_PAYLOADS } from './stay.ts';
import type { PayloadShapes } from './version.ts';
import { VISIT_PAYLOADS } from './visit.ts';

const PAYLOADS: PayloadShapes<EntryFields> = {
  ...VISIT_PAYLOADS,
  ...REFUND_PAYLOADS,
  ...STAY_PAYLOADS,
  ...BOOK_PAYLOADS,
};

/** Every kind that this version knows. */
export const ENTRY_KINDS = Object.keys(PAYLOADS) as readonly EntryKind[];

/** Kinds that stand under no id. */
export const BOOK_KINDS = [
  'day-closed',
  'checkpoint',
  'carried-over',
] as const satisfies readonly BookKind[];

/** Whether this version knows the kind; later ones may add more. */
export function isEntryKind(kind: string): kind is EntryKind {
  return Object.hasOwn(PAYLOADS, kind);
}

/** @throws TypeError, RangeError for contents that the journal could not read back */
export function encodePayload<K extends EntryKind>(kind: K, contents: EntryFields[K]): Uint8Array {
  return encodeAs(PAYLOADS[kind], { version: 1, ...contents }, kind);
}

/**
 * Hands `use` the payload, which it must not keep, and the contents as they will be read back.
 * @throws TypeError, RangeError as `encodePayload`
 */
export function encodeContents<K extends EntryKind, Result>(
  kind: K,
  contents: EntryFields[K],
  use: (payload: Uint8Array, contents: EntryFields[K]) => Result,
): Result {
  return encodeAndCopy(PAYLOADS[kind], { version: 1, ...contents }, kind, (payload, copy) => {
    const { version: _, ...read } = copy;
    return use(payload, read as unknown as EntryFields[K]);
  });
}

/** The inverse of `encodePayload`. @throws OneCardError `journal.payload-undecodable`. */
export function decodePayload<K extends EntryKind>(kind: K, payload: Uint8Array): EntryFields[K] {
  const { version: _, ...contents } = decodeAs(PAYLOADS[kind], payload, kind);
  return contents as unknown as EntryFields[K];
}
