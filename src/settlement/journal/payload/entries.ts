/** The payload of each kind of entry: a canonical CBOR map with text keys (docs/formats/journal.md, "Payloads"). */

import { DECLINE_REASONS } from '../../../model/index.ts';
import { type EntryFields, type EntryKind, type ReceiptHolder, VOID_REASONS } from '../entry.ts';
import { fields } from '../fields.ts';
import { CARD_WRITE_BYTES_MAX } from '../limits.ts';
import { bytesUpTo, decodeAs, encodeAs, list, oneOf, type Shape } from '../shape.ts';
import { ADJUDICATION } from './adjudication.ts';
import { BILL } from './bill.ts';
import { MEMBER_NUMBER, NAME } from './names.ts';
import { SIGNED, STATEMENT } from './settlement.ts';

/** Entries are kept for ever: a payload says which version of its kind it is. */
const VERSION = { version: oneOf([1]) };

const HOLDER: Shape<ReceiptHolder> = fields({ name: NAME, memberNumber: MEMBER_NUMBER });

type Versioned<T> = T & { readonly version: 1 };
type PayloadShapes = { readonly [Kind in EntryKind]: Shape<Versioned<EntryFields[Kind]>> };

const PAYLOADS: PayloadShapes = {
  intent: fields({
    ...VERSION,
    adjudication: ADJUDICATION,
    bill: BILL,
    holder: HOLDER,
    statement: STATEMENT,
    cardWrite: fields({
      logRecord: bytesUpTo(CARD_WRITE_BYTES_MAX),
      stateBody: bytesUpTo(CARD_WRITE_BYTES_MAX),
      slot: oneOf(['A', 'B']),
    }),
  }),
  settled: fields({
    ...VERSION,
    signed: SIGNED,
    adjudication: ADJUDICATION,
    bill: BILL,
    holder: HOLDER,
  }),
  declined: fields({
    ...VERSION,
    reasons: list(oneOf(DECLINE_REASONS), DECLINE_REASONS.length),
  }),
  voided: fields({ ...VERSION, reason: oneOf(VOID_REASONS) }),
};

/** Whether this version knows the kind; later ones may add more. */
export function isEntryKind(kind: string): kind is EntryKind {
  return Object.hasOwn(PAYLOADS, kind);
}

/** @throws TypeError, RangeError for contents that the journal could not read back */
export function encodePayload<K extends EntryKind>(kind: K, contents: EntryFields[K]): Uint8Array {
  return encodeAs(PAYLOADS[kind], { version: 1, ...contents }, kind);
}

/** The inverse of `encodePayload`. @throws OneCardError `journal.payload-undecodable`. */
export function decodePayload<K extends EntryKind>(kind: K, payload: Uint8Array): EntryFields[K] {
  const { version: _, ...contents } = decodeAs(PAYLOADS[kind], payload, kind);
  return contents as unknown as EntryFields[K];
}
