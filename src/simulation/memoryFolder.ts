/**
 * A folder in memory with a desk's journal and the files of its earlier years. It forgets as a folder does:
 * a power cut takes back the newest names that nobody flushed, and kills whoever used it.
 */

import { OneCardError } from '../errors/index.ts';
import { connect, type Database } from '../settlement/journal/connection.ts';
import { openStoreReadOnly, prepareStore } from '../settlement/journal/database.ts';
import type { JournalFiles } from '../settlement/journal/files.ts';
import { JOURNAL_MIGRATIONS } from '../settlement/journal/migrate.ts';
import { JOURNAL_FORMAT } from '../settlement/journal/schema.ts';
import { glance } from './glance.ts';
import { DiskTrouble, Handle, MemoryDisk } from './memoryDisk.ts';

export const JOURNAL_FILE = 'journal';
const NEXT_FILE = `${JOURNAL_FILE}.next`;

// biome-ignore lint/suspicious/noExplicitAny: a row as SQLite hands it out
type Row = any;

let made = 0;
/** Where other connections of this process find rows. */
const places = new WeakMap<Database, string>();

/** Rows in memory that other connections can read along. */
export function sharedRows(): Database {
  made += 1;
  const place = `file:/journal-${made}?vfs=memdb`;
  const rows = connect(place);
  places.set(rows, place);
  return rows;
}

interface Life {
  isOn: boolean;
}

export class MemoryFolder {
  readonly #files = new Map<string, MemoryDisk>();
  readonly #trouble = new DiskTrouble();
  /** Ways back from changes of names that a power cut may still undo, the oldest first. */
  #unflushed: (() => void)[] = [];
  /** Files that nobody can name any more, once their removal is flushed. */
  #removed: MemoryDisk[] = [];
  /** Of those changes, how many the next cut takes back. */
  #forgets = 0;
  /** Ends with the power, for everybody who runs. */
  #life: Life = { isOn: true };
  #locked: Life | undefined;
  #chain: readonly MemoryDisk[] | undefined;
  /** After which statement the power goes, counted from the next change of a name. */
  #statementsOnceRenamed: number | undefined;

  /** Stands between a program and the folder; how tests plant mistakes. */
  around: (files: JournalFiles) => JournalFiles = (files) => files;

  constructor() {
    this.#files.set(JOURNAL_FILE, new MemoryDisk(sharedRows(), this.#trouble));
  }

  /** The journal, or the new one on its way to that place. */
  get live(): MemoryDisk {
    return this.#files.get(JOURNAL_FILE) ?? this.#files.get(NEXT_FILE)!;
  }

  get rows(): Database {
    return this.live.rows;
  }

  get names(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  /** Grows with everything that may have changed a row. */
  get writes(): number {
    return this.#trouble.writes;
  }

  /** The files of all years that the journal goes on from, and the journal itself at the end. */
  get chain(): readonly MemoryDisk[] {
    this.#chain ??= this.#walk();
    return this.#chain;
  }

  #walk(): readonly MemoryDisk[] {
    const chain = [this.live];
    // Each one is older than the next.
    for (;;) {
      const { rows } = chain[0]!;
      const [first] = rows
        .prepare('SELECT kind, payload FROM main.entry ORDER BY sequence LIMIT 1')
        .all() as Row[];
      if (first?.kind !== 'carried-over') return chain;
      const before = this.#files.get(glance(first.payload, 'predecessor') as string);
      if (!before) return chain;
      chain.unshift(before);
    }
  }

  /** What a question to `main.entry` is answered by every year, the oldest first: from outside, without faults. */
  everyYear(sql: string, ...values: readonly unknown[]): Row[] {
    const { chain } = this;
    if (chain.length === 1) return this.live.look(sql).all(...(values as never[]));
    return chain.flatMap((file) => file.look(sql).all(...(values as never[])));
  }

  /** Another file, put there by hand. */
  put(name: string, rows: Database): void {
    this.#files.set(name, new MemoryDisk(rows, this.#trouble));
  }

  /** It takes the place of the journal, which is gone. */
  restore(name: string): void {
    const { rows } = this.#files.get(name)!;
    this.#files.delete(name);
    this.replaceRows(rows);
  }

  /** A rotation between its two names is finished first, as a restore does. */
  exchangeRows(rows: Database): Database {
    this.cut();
    if (!this.#files.has(JOURNAL_FILE)) this.#rename(NEXT_FILE, JOURNAL_FILE);
    this.#chain = undefined;
    return this.live.exchangeRows(rows);
  }

  replaceRows(rows: Database): void {
    this.exchangeRows(rows).close();
  }

  /** The power is gone: an open unit never happened, and some names may be what they were. */
  cut(): void {
    this.#life.isOn = false;
    this.wasCut = true;
    this.#life = { isOn: true };
    this.#trouble.writes += 1;
    this.#trouble.statementsLeft = undefined;
    for (; this.#forgets > 0; this.#forgets--) this.#unflushed.pop()?.();
    this.#flushed();
    for (const file of this.#files.values()) file.letGo();
  }

  /** Whether the power went since the last calm. */
  wasCut = false;

  /** Nothing is armed any more. */
  calm(): void {
    this.#trouble.writesLeft = undefined;
    this.#trouble.statementsLeft = undefined;
    this.#statementsOnceRenamed = undefined;
    this.#forgets = 0;
    this.wasCut = false;
  }

  fillAfter(writes: number | undefined): void {
    this.#trouble.writesLeft = writes;
  }

  /** @param options where counting begins (now, unless told), and changes of names that are lost, at most */
  cutAfter(
    statements: number,
    onCut: () => void,
    { from, forgets = 0 }: { readonly from?: 'rename' | undefined; readonly forgets?: number } = {},
  ): void {
    if (from) this.#statementsOnceRenamed = statements;
    else this.#trouble.statementsLeft = statements;
    this.#trouble.onCut = onCut;
    this.#forgets = forgets;
  }

  deferCommits(): void {
    this.#trouble.isDeferring = true;
  }

  close(): void {
    this.#forgets = 0;
    this.cut();
    for (const file of this.#files.values()) file.close();
  }

  /** The folder as a program sees it that runs from now on until the power goes. */
  files(): JournalFiles {
    const life = this.#life;
    const meet = () => this.#meet(life);
    return this.around({
      exists: (name) => {
        meet();
        return this.#files.has(name);
      },
      rename: (from, to) => {
        meet();
        this.#rename(from, to);
        this.#unflushed.push(() => this.#rename(to, from));
        this.#trouble.statementsLeft ??= this.#statementsOnceRenamed;
        this.#statementsOnceRenamed = undefined;
      },
      remove: (name) => {
        meet();
        this.#remove(name);
      },
      protect: meet,
      flush: meet,
      flushNames: () => {
        meet();
        this.#flushed();
      },
      lock: (file) => this.#lock(life, file),
      openStore: (name) => {
        meet();
        const handle = this.#made(name).open();
        prepareStore(handle, name, JOURNAL_FORMAT, JOURNAL_MIGRATIONS);
        return handle;
      },
      openReadOnly: (name) => {
        meet();
        const file = this.#files.get(name);
        if (!file) throw new OneCardError('store.cannot-open', { file: name });
        return openStoreReadOnly(places.get(file.rows)!, JOURNAL_FORMAT);
      },
      attach: (database, schema, name) => {
        meet();
        const place = places.get(this.#files.get(name)!.rows)!;
        const handle: unknown = database;
        if (handle instanceof Handle) handle.attach(schema, place);
        else database.prepare(`ATTACH ? AS ${schema}`).run(place);
      },
      closeWhole: (database) => {
        meet();
        database.close();
      },
    });
  }

  #meet(life: Life): void {
    if (!life.isOn) throw new Error('the power is gone');
    if (!this.#trouble.meet('')) return;
    this.cut();
    this.#trouble.onCut();
    throw new Error('the power is gone');
  }

  #lock(life: Life, file: string) {
    this.#meet(life);
    if (this.#locked?.isOn) throw new OneCardError('journal.in-use', { file });
    this.#locked = life;
    const release = () => {
      if (this.#locked === life) this.#locked = undefined;
    };
    return { release };
  }

  #made(name: string): MemoryDisk {
    const known = this.#files.get(name);
    if (known) return known;
    const file = new MemoryDisk(sharedRows(), this.#trouble);
    this.#files.set(name, file);
    this.#unflushed.push(() => {
      this.#files.delete(name);
      this.#removed.push(file);
    });
    return file;
  }

  #rename(from: string, to: string): void {
    this.#chain = undefined;
    this.#files.set(to, this.#files.get(from)!);
    this.#files.delete(from);
  }

  #remove(name: string): void {
    const file = this.#files.get(name);
    if (!file) return;
    file.letGo();
    this.#files.delete(name);
    this.#removed.push(file);
    this.#unflushed.push(() => {
      this.#removed.splice(this.#removed.indexOf(file), 1);
      this.#files.set(name, file);
    });
  }

  #flushed(): void {
    this.#unflushed = [];
    for (const file of this.#removed.splice(0)) file.close();
  }
}
