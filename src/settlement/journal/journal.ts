/**
 * The terminal's journal: history that only grows. One writer; an entry is durable when `append`
 * resolves; each entry's hash covers the one before (docs/formats/journal.md).
 */

import { OneCardError } from '../../errors/index.ts';
import type {
  CardSerial,
  Clock,
  JournalHead,
  ProviderCode,
  SettlementId,
  SignedSettlement,
  TerminalId,
} from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { Appender, type Gather } from './append.ts';
import {
  type CheckpointOptions,
  type CheckpointSigner,
  Checkpoints,
  signHead,
} from './checkpoints.ts';
import { closeStore, type Database } from './database.ts';
import type { DayClosing, EntryKind, JournalEntry, JournalStep, StepKind } from './entry.ts';
import { DISK, type JournalFiles } from './files.ts';
import type { SettlementIntent } from './kinds/visit.ts';
import type { Matter } from './matters.ts';
import { openJournalStore, prepareJournalStore } from './open.ts';
import {
  type EntryRange,
  readEntries,
  readEntry,
  readOfBook,
  readSettledAfter,
  readStandingBill,
  readStory,
} from './reader.ts';
import { finishRotation } from './rotate.ts';
import { storeError } from './storeError.ts';

export interface Journal {
  /**
   * Records what was decided, before the first byte of it leaves. Durable when it resolves.
   * @throws OneCardError `journal.already-recorded` for a second intent of one id, `store.…`
   */
  append(intent: SettlementIntent): Promise<JournalEntry<'intent'>>;
  /**
   * Ends the open intent of that id with the settlement that card and security module signed.
   * @throws OneCardError `journal.no-open-intent`, `journal.already-recorded`,
   * `journal.statement-differs` when a byte of the statement is not the intent's, `store.…`
   */
  append(signed: SignedSettlement): Promise<JournalEntry<'settled'>>;
  /**
   * One step of a visit or a stay, where its story allows it (docs/formats/journal.md, "Payloads").
   * @throws OneCardError `journal.no-open-intent`, `journal.already-recorded`, `journal.out-of-turn`,
   * `store.…`
   */
  append<K extends StepKind>(step: JournalStep<K>): Promise<JournalEntry<K>>;
  /** Locks a day. @throws OneCardError `journal.day-closed-already`, `journal.day-went-on`, `store.…`. */
  append(closing: DayClosing): Promise<JournalEntry<'day-closed'>>;
  /** Has the newest entry signed, and with it everything before. @throws RangeError in an empty journal. */
  checkpoint(signer: CheckpointSigner): Promise<JournalEntry<'checkpoint'>>;
  /**
   * Has what is not signed yet signed by the journal's own signer (`JournalOptions.checkpoints`): where a
   * day, a year or a run ends.
   * @returns undefined without a signer, when nothing is left to sign, and when it fails, of which
   * `onFailure` hears
   */
  seal(): Promise<JournalEntry<'checkpoint'> | undefined>;
  /**
   * Intents of visits that wait for an end: not ended yet, or being reversed. Oldest first; of one
   * card when `serial` is given.
   */
  openIntents(serial?: CardSerial): readonly JournalEntry<'intent'>[];
  /** Intents of settlements, posted or reversed, that their card has yet to be told of. */
  awaitingCard(serial?: CardSerial): readonly JournalEntry<'intent'>[];
  /** What was settled off line and has no answer from the centre yet, oldest first. */
  unanswered(): readonly JournalEntry<'settled'>[];
  /** Stays without an end, oldest first. */
  openStays(): readonly JournalEntry<'admitted'>[];
  /** Refunds that were planned and have not come to their end, oldest first. */
  openRefunds(): readonly JournalEntry<'refunding'>[];
  /** Every entry of one visit or stay, ascending. */
  entriesOf(id: SettlementId): readonly JournalEntry[];
  /** Days that were locked, the newest entry first. */
  closedDays(): Iterable<JournalEntry<'day-closed'>>;
  /**
   * The intent of the settlement that stands for a bill, or is being taken back. Signed by both, or posted
   * without its card: that one was paid all the same.
   */
  standingBill(provider: ProviderCode, billNumber: string): JournalEntry<'intent'> | undefined;
  /** The settled entry of `id`, if this journal has one. */
  settled(id: SettlementId): JournalEntry<'settled'> | undefined;
  /** Settled entries with a higher sequence, ascending; of these what was written at `since` or later. */
  settledAfter(sequence: number, since?: Instant): Iterable<JournalEntry<'settled'>>;
  /** Entries of `range` (all without one), ascending. @throws TypeError for a kind that is none */
  entries<K extends EntryKind = EntryKind>(range?: EntryRange<K>): Iterable<JournalEntry<K>>;
  entry(sequence: number): JournalEntry | undefined;
  /** The newest entry; sequence 0 and the header's hash before the first. */
  head(): JournalHead;
  /** Writes what waits and lets go of the file. Harmless when repeated. */
  close(): void;
}

export interface JournalOptions {
  readonly terminalId: TerminalId;
  /** Stamps entries. Order is their sequence: a clock that jumps reorders nothing. */
  readonly clock: Clock;
  /**
   * Called when the first append begins to wait; calls back when the others of the moment have come,
   * and all of them share one commit. Without it: once the events at hand are served.
   */
  readonly gather?: Gather;
  /** Has the head signed every so many entries. */
  readonly checkpoints?: CheckpointOptions;
}

/**
 * Opens the journal of one terminal for writing; makes it when the file is absent.
 * @param file path; `-wal`, `-shm` and `-lock` files live beside it @param folder a real one, unless told
 * @throws OneCardError `journal.in-use`, `journal.other-terminal`, `journal.entry-changed`, `store.…`
 *
 * @example Record before sending
 * ```ts
 * const journal = openJournal('terminal.journal', { terminalId, clock });
 * await journal.append(makeIntent({ adjudication, bill, holder, statement, cardWrite }));
 * ```
 */
export function openJournal(
  file: string,
  options: JournalOptions,
  folder: JournalFiles = DISK,
): Journal {
  const lock = folder.lock(file);
  try {
    finishRotation(folder, file);
    const { database, head, missing } = openJournalStore(file, options.terminalId, folder);
    const letGo = () => {
      closeStore(database);
      lock.release();
    };
    const gather = options.gather ?? setImmediate;
    return new OpenJournal(file, database, head, { ...options, gather, letGo, missing });
  } catch (error) {
    lock.release();
    throw storeError(error, file);
  }
}

/**
 * A journal on a database that the caller opened, a store in memory above all: whether a commit
 * survives a power cut, and who else writes, is the caller's to know.
 * @throws OneCardError `journal.other-terminal`, `journal.entry-changed`, `store.…`
 */
export function openJournalOn(database: Database, options: JournalOptions): Journal {
  const file = ':handed-over:';
  const head = prepareJournalStore(database, file, options.terminalId);
  const gather = options.gather ?? queueMicrotask;
  const letGo = () => database.close();
  return new OpenJournal(file, database, head, { ...options, gather, letGo });
}

interface OpenParts extends JournalOptions {
  readonly gather: Gather;
  readonly letGo: () => void;
  /** A file of an earlier year that is not read. */
  readonly missing?: string | undefined;
}

class OpenJournal implements Journal {
  readonly #file: string;
  readonly #database: Database;
  readonly #appender: Appender;
  readonly #parts: OpenParts;
  readonly #checkpoints: Checkpoints | undefined;

  constructor(file: string, database: Database, head: JournalHead, parts: OpenParts) {
    this.#file = file;
    this.#database = database;
    this.#parts = parts;
    const { clock, gather, checkpoints } = parts;
    this.#appender = new Appender(database, file, {
      clock,
      head,
      gather,
      onDurable: (reached) => this.#checkpoints?.reached(reached),
    });
    if (!checkpoints) return;
    const [last] = readOfBook(database, file, 'checkpoint');
    this.#checkpoints = new Checkpoints(checkpoints, last?.sequence ?? 0, (entering) =>
      this.#appender.append(entering),
    );
  }

  append(intent: SettlementIntent): Promise<JournalEntry<'intent'>>;
  append(signed: SignedSettlement): Promise<JournalEntry<'settled'>>;
  append<K extends StepKind>(step: JournalStep<K>): Promise<JournalEntry<K>>;
  append(closing: DayClosing): Promise<JournalEntry<'day-closed'>>;
  async append(
    value: SettlementIntent | SignedSettlement | JournalStep | DayClosing,
  ): Promise<JournalEntry> {
    return this.#appender.append(value);
  }

  async checkpoint(signer: CheckpointSigner): Promise<JournalEntry<'checkpoint'>> {
    const entering = await signHead(this.head(), signer);
    return (await this.#appender.append(entering)) as JournalEntry<'checkpoint'>;
  }

  async seal(): Promise<JournalEntry<'checkpoint'> | undefined> {
    const entry = await this.#checkpoints?.seal(() => this.head());
    return entry as JournalEntry<'checkpoint'> | undefined;
  }

  openIntents(serial?: CardSerial): readonly JournalEntry<'intent'>[] {
    return this.#intentsWith(['intent', 'reversal'], serial);
  }

  awaitingCard(serial?: CardSerial): readonly JournalEntry<'intent'>[] {
    return this.#intentsWith(['card'], serial);
  }

  #intentsWith(matters: readonly Matter[], serial: CardSerial | undefined) {
    return this.#openIds(matters)
      .map((id) => this.#opener('intent', id))
      .filter(({ statement }) => serial === undefined || statement.cardSerial === serial);
  }

  unanswered(): readonly JournalEntry<'settled'>[] {
    return this.#openIds(['answer']).map((id) => this.#opener('settled', id));
  }

  openStays(): readonly JournalEntry<'admitted'>[] {
    return this.#openers('stay', 'admitted');
  }

  openRefunds(): readonly JournalEntry<'refunding'>[] {
    return this.#openers('refund', 'refunding');
  }

  /** The newest entry of `kind` of each id for which `matter` is open. */
  #openers<K extends StepKind>(matter: Matter, kind: K): readonly JournalEntry<K>[] {
    return this.#openIds([matter]).map((id) => {
      const entry = this.entriesOf(id).findLast((each) => each.kind === kind);
      return (entry ?? this.#lost(kind, id)) as unknown as JournalEntry<K>;
    });
  }

  #openIds(matters: readonly Matter[]): readonly SettlementId[] {
    return this.#read(() => this.#appender.open.ids(matters));
  }

  #opener<K extends 'intent' | 'settled'>(kind: K, id: SettlementId): JournalEntry<K> {
    return this.#once(kind, id) ?? this.#lost(kind, id);
  }

  /** What is open and has no entry that opened it is no visit that is over: a file has lost it, or is not here. */
  #lost(kind: StepKind | 'intent' | 'settled', id: SettlementId): never {
    const { missing: file } = this.#parts;
    if (file !== undefined) throw new OneCardError('journal.earlier-missing', { file, id });
    throw new OneCardError('store.corrupt', { file: this.#file, id, missing: kind });
  }

  /** What the store fails with, by name. */
  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw storeError(error, this.#file);
    }
  }

  *#each<T>(entries: Iterable<T>): Generator<T> {
    try {
      yield* entries;
    } catch (error) {
      throw storeError(error, this.#file);
    }
  }

  entriesOf(id: SettlementId): readonly JournalEntry[] {
    return [...this.#story(id)];
  }

  #story(id: SettlementId): readonly JournalEntry[] {
    const { tail } = this.#appender;
    const known = tail.story(id);
    if (known) return known;
    const story = this.#read(() => readStory(this.#database, this.#file, id));
    if (story.length > 0) tail.remember(id, story);
    return story;
  }

  closedDays(): Iterable<JournalEntry<'day-closed'>> {
    return this.#each(readOfBook(this.#database, this.#file, 'day-closed'));
  }

  standingBill(provider: ProviderCode, billNumber: string): JournalEntry<'intent'> | undefined {
    return this.#read(() => readStandingBill(this.#database, this.#file, provider, billNumber));
  }

  settled(id: SettlementId): JournalEntry<'settled'> | undefined {
    return this.#once('settled', id);
  }

  #once<K extends 'intent' | 'settled'>(kind: K, id: SettlementId): JournalEntry<K> | undefined {
    return this.#story(id).find((entry) => entry.kind === kind) as JournalEntry<K> | undefined;
  }

  settledAfter(
    sequence: number,
    since = Number.MIN_SAFE_INTEGER as Instant,
  ): Iterable<JournalEntry<'settled'>> {
    if (sequence >= this.head().sequence) return [];
    const known = this.#appender.tail.from(sequence + 1);
    if (!known) {
      return this.#each(readSettledAfter(this.#database, this.#file, sequence, since));
    }
    return known.filter(
      (entry) => entry.kind === 'settled' && entry.at >= since,
    ) as JournalEntry<'settled'>[];
  }

  entries<K extends EntryKind = EntryKind>(range: EntryRange<K> = {}): Iterable<JournalEntry<K>> {
    return this.#each(readEntries(this.#database, this.#file, range));
  }

  entry(sequence: number): JournalEntry | undefined {
    const known = this.#appender.tail.entry(sequence);
    return known ?? this.#read(() => readEntry(this.#database, this.#file, sequence));
  }

  head(): JournalHead {
    return this.#appender.head();
  }

  close(): void {
    if (!this.#database.isOpen) return;
    this.#appender.flush();
    this.#parts.letGo();
  }
}
