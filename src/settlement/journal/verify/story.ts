/** Whether what the entries say fits together: each in its turn, and proof under every settlement. */

import { suiteOfKey, verifySettlement } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type {
  SettlementId,
  SettlementStatement,
  SignedSettlementFields,
} from '../../../model/index.ts';
import type { BookKind, EntryKind, JournalEntry } from '../entry.ts';
import { disagreement, stateSame } from '../intent.ts';
import { AT_REST, follow, NO_STORY, type Story, storyOf } from '../turns.ts';
import type { FindingList, FindingName } from './findings.ts';

type StoryEntry = Exclude<JournalEntry, JournalEntry<BookKind>>;

/** The story of one id as far as the walk has come. */
interface Told {
  readonly story: Story;
  readonly last: EntryKind;
  /** Of its intent, as long as a settlement may follow. */
  readonly intent?: { readonly sequence: number; readonly statement: SettlementStatement };
}

/** Kinds that begin an id's story. */
const BEGINNINGS: readonly EntryKind[] = ['intent', 'admitted'];

/** The kinds of an id's entries before a sequence, ascending. */
export type KindsBefore = (id: SettlementId, sequence: number) => readonly EntryKind[];

export class StoryCheck {
  readonly #findings: FindingList;
  readonly #kindsBefore: KindsBefore;
  readonly #isWhole: boolean;
  /** Only what is under way at this point of the walk: a long journal has few; the rest is read. */
  readonly #told = new Map<SettlementId, Told>();

  /** @param isWhole whether the files that this one carries over are there too */
  constructor(findings: FindingList, kindsBefore: KindsBefore, isWhole: boolean) {
    this.#findings = findings;
    this.#kindsBefore = kindsBefore;
    this.#isWhole = isWhole;
  }

  follow(entry: StoryEntry): void {
    const { id, sequence } = entry;
    const told = this.#told.get(id) ?? this.#toldBefore(entry);
    if (entry.kind === 'intent') this.#checkContents(entry, entry.statement);
    if (entry.kind === 'settled') this.#checkSettled(entry, told);

    // Begun in a file that is kept elsewhere: what came before cannot be judged here.
    if (!told && !this.#isWhole && !BEGINNINGS.includes(entry.kind)) return;
    const story = follow(told?.story ?? NO_STORY, entry.kind);
    if (!story) this.#outOfTurn(entry, told);
    const { kind } = entry;
    const intent = kind === 'intent' ? { sequence, statement: entry.statement } : told?.intent;
    const next = { story: story ?? afterFault(told, kind), last: kind, ...(intent && { intent }) };
    if (AT_REST.includes(next.story.state) && !next.story.isRefunding) this.#told.delete(id);
    else this.#told.set(id, next);
  }

  #toldBefore({ id, kind, sequence }: StoryEntry): Told | undefined {
    // One intent an id is the unique index's to keep; looking every new id up would double the walk.
    if (BEGINNINGS.includes(kind)) return undefined;
    const kinds = this.#kindsBefore(id, sequence);
    const last = kinds.at(-1);
    return last && { story: storyOf(kinds), last };
  }

  #outOfTurn({ kind, sequence }: StoryEntry, told: Told | undefined): void {
    const isClosed = !told || AT_REST.includes(told.story.state);
    if (kind === 'intent') this.#add('intent-twice', sequence);
    else if (kind === 'settled' && isClosed) this.#add('settled-without-intent', sequence);
    else if ((kind === 'declined' || kind === 'voided') && isClosed) {
      this.#add('closed-without-intent', sequence);
    } else {
      this.#findings.add('out-of-turn', { sequence, kind, after: told?.last ?? '—' });
    }
  }

  #checkSettled(entry: JournalEntry<'settled'>, told: Told | undefined): void {
    const { sequence, signed } = entry;
    this.#checkContents(entry, signed.statement);
    const intent = told?.intent;
    if (intent && !stateSame(intent.statement, signed.statement)) {
      this.#findings.add('statement-differs', { sequence, intent: intent.sequence });
    }
    const failed = failedChecks(signed);
    if (failed.length > 0) {
      this.#findings.add('bad-signature', { sequence, failed: failed.join(' ') });
    }
  }

  /** The signatures cover the statement alone; the rest must be what the statement speaks of. */
  #checkContents(entry: JournalEntry<'intent' | 'settled'>, statement: SettlementStatement): void {
    const { id, sequence, adjudication, bill, holder } = entry;
    if (statement.id !== id) this.#add('id-differs', sequence);
    const field = disagreement({ adjudication, bill, holder, statement });
    if (field !== undefined) this.#findings.add('contents-disagree', { sequence, field });
  }

  #add(name: FindingName, sequence: number): void {
    this.#findings.add(name, { sequence });
  }
}

/** One fault is one finding: what comes after is judged as if the entry had been in its turn. */
function afterFault(told: Told | undefined, kind: EntryKind): Story {
  const turn = storyOf(kind === 'settled' ? ['intent', 'settled'] : [kind]);
  return turn.state === 'none' ? (told?.story ?? { ...NO_STORY, state: 'ended' }) : turn;
}

/** A key that is none proves nothing: it is reported, not thrown. */
function failedChecks(signed: SignedSettlementFields): readonly string[] {
  try {
    const verification = verifySettlement(signed, suiteOfKey(signed.cardKey));
    return verification.outcome === 'valid' ? [] : verification.failed;
  } catch (error) {
    if (error instanceof OneCardError) return [error.code];
    throw error;
  }
}
