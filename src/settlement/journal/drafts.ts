/** What is handed to a journal, and the rules that each kind brings beside its turn. */

import { equalBytes } from '../../bytes.ts';
import { isProvenSettlement, suiteOfKey, verifySettlement } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SettlementId, SignedSettlement, SignedSettlementFields } from '../../model/index.ts';
import { isSigned } from './checkpoint.ts';
import type {
  BookKind,
  DayClosing,
  EntryFields,
  EntryKind,
  JournalEntry,
  JournalStep,
} from './entry.ts';
import { assertIntent, stateSame } from './intent.ts';
import type { CarriedOverFields, CheckpointFields } from './kinds/book.ts';
import type { SettlementIntent } from './kinds/visit.ts';

/** A signed head, and the first entry of a file that continues another. */
export type BookEntering =
  | (CheckpointFields & { readonly kind: 'checkpoint' })
  | (CarriedOverFields & { readonly kind: 'carried-over' });

export type Entering =
  | SettlementIntent
  | SignedSettlement
  | JournalStep
  | DayClosing
  | BookEntering;

/** What a draft may ask the journal before it is written. */
export interface Earlier {
  readonly file: string;
  intentOf(id: SettlementId): JournalEntry<'intent'> | undefined;
  daysClosed(): Iterable<JournalEntry<'day-closed'>>;
  hashAt(sequence: number): Uint8Array | undefined;
  /** The first entry after `sequence` that may have moved money. */
  movedAfter(sequence: number): number | undefined;
}

/** An entry that may become one; `contents` reads and checks inside the unit of work that writes. */
export interface Draft<K extends EntryKind = EntryKind> {
  readonly kind: K;
  readonly id: SettlementId | undefined;
  readonly contents: (earlier: Earlier) => EntryFields[K];
}

/** @throws TypeError for an intent or a settlement that was not earned */
export function draftOf(entering: Entering): Draft {
  if ('signatures' in entering) return settledDraft(entering) as Draft;
  if (!('kind' in entering)) return intentDraft(entering) as Draft;
  const { kind } = entering;
  switch (kind) {
    case 'day-closed':
      return dayClosedDraft(entering) as Draft;
    case 'checkpoint':
      return checkpointDraft(entering) as Draft;
    case 'carried-over': {
      const { kind: _, ...contents } = entering;
      return ofBook(kind, () => contents) as Draft;
    }
    default: {
      const { kind: _, id, ...contents } = entering;
      return { kind, id, contents: () => contents as EntryFields[typeof kind] };
    }
  }
}

function ofBook<K extends BookKind>(
  kind: K,
  contents: (earlier: Earlier) => EntryFields[K],
): Draft<K> {
  return { kind, id: undefined, contents };
}

function intentDraft(intent: SettlementIntent): Draft<'intent'> {
  assertIntent(intent);
  return { kind: 'intent', id: intent.statement.id, contents: () => intent };
}

function settledDraft(signed: SignedSettlement): Draft<'settled'> {
  // The journal is the record of last resort: a brand is not proof enough for it.
  const isProven =
    isProvenSettlement(signed) ||
    verifySettlement(signed, suiteOfKey(signed.cardKey)).outcome === 'valid';
  if (!isProven) {
    throw new TypeError('"signed" expected a settlement that verifySettlement returned');
  }
  const { id } = signed.statement;
  const contents = (earlier: Earlier) => {
    const intent = earlier.intentOf(id);
    if (!intent) throw new OneCardError('journal.no-open-intent', { file: earlier.file, id });
    const { statement, adjudication, bill, holder, offline, sequence } = intent;
    if (!stateSame(statement, signed.statement)) {
      throw new OneCardError('journal.statement-differs', { file: earlier.file, id, sequence });
    }
    // The same bytes, which are known already.
    const plain: SignedSettlementFields = signed;
    return {
      signed: { ...plain, statement },
      adjudication,
      bill,
      holder,
      ...(offline && { offline }),
    };
  };
  return { kind: 'settled', id, contents };
}

function dayClosedDraft({ kind, through, ...contents }: DayClosing): Draft<'day-closed'> {
  return ofBook(kind, (earlier) => {
    const { file } = earlier;
    const { date } = contents;
    for (const closed of earlier.daysClosed()) {
      if (closed.date !== date) continue;
      const { sequence } = closed;
      throw new OneCardError('journal.day-closed-already', { file, date, sequence });
    }
    const moved = through === undefined ? undefined : earlier.movedAfter(through);
    if (moved !== undefined) {
      throw new OneCardError('journal.day-went-on', { file, date, sequence: moved });
    }
    return contents;
  });
}

function checkpointDraft({
  kind,
  ...contents
}: CheckpointFields & { readonly kind: 'checkpoint' }) {
  return ofBook(kind, (earlier) => {
    const { sequence, hash } = contents.head;
    const found = earlier.hashAt(sequence);
    if (!found || !equalBytes(found, hash)) {
      throw new RangeError('"head" expected an entry of this journal');
    }
    if (!isSigned(contents)) throw new TypeError('"signature" expected one that verifies');
    return contents;
  });
}
