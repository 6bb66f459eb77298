/**
 * A disk in memory with SQLite on it. Whoever opens it gets a handle that dies with the power; the rows
 * stay, and what was not committed is gone, as after a real cut.
 */

import { connect, type Database } from '../settlement/journal/connection.ts';

type Statement = ReturnType<Database['prepare']>;

/** SQLITE_FULL (sqlite.org/rescode.html). */
const SQLITE_FULL = 13;
const WRITING = /^(INSERT|UPDATE|DELETE|REPLACE|COMMIT)/;

export class MemoryDisk {
  #rows: Database = connect(':memory:');
  readonly #statements = new Map<string, Statement>();
  readonly #looks = new Map<string, Statement>();
  #handle: Handle | undefined;
  #isDeferring = false;
  /** Statements that write from now on, until one finds no room; undefined while there is room. */
  #writesLeft: number | undefined;
  /** Statements from now on, until the power goes in the middle of a unit. */
  #statementsLeft: number | undefined;
  #onCut: () => void = () => undefined;
  #writes = 0;

  /** Grows with everything that may have changed a row. */
  get writes(): number {
    return this.#writes;
  }

  get rows(): Database {
    return this.#rows;
  }

  /** Other rows in the place of these, which are handed out; whoever had the disk open has it no more. */
  exchangeRows(rows: Database): Database {
    this.cut();
    const before = this.#rows;
    this.#rows = rows;
    this.#statements.clear();
    this.#looks.clear();
    return before;
  }

  replaceRows(rows: Database): void {
    this.exchangeRows(rows).close();
  }

  /** The only handle: an earlier one is dead from now on. */
  open(): Database {
    this.cut();
    this.#handle = new Handle(this);
    return this.#handle as unknown as Database;
  }

  /** The power is gone: the handle is dead, and an open unit never happened. */
  cut(): void {
    if (this.#handle) this.#handle.isOpen = false;
    this.#handle = undefined;
    this.#statementsLeft = undefined;
    this.#writes += 1;
    if (this.rows.isTransaction) this.rows.exec('ROLLBACK');
  }

  /** No room once `writes` more statements have written; `undefined` makes room again. */
  fillAfter(writes: number | undefined): void {
    this.#writesLeft = writes;
  }

  /** The power goes before the statement after the next `statements`. */
  cutAfter(statements: number, onCut: () => void): void {
    this.#statementsLeft = statements;
    this.#onCut = onCut;
  }

  /** From now on a unit reaches the disk when the next one begins: a disk that lies, for planted mistakes. */
  deferCommits(): void {
    this.#isDeferring = true;
  }

  exec(sql: string): void {
    this.#meet(sql);
    if (this.#isDeferring && sql === 'COMMIT') return;
    if (this.#isDeferring && sql.startsWith('BEGIN') && this.rows.isTransaction) {
      this.rows.exec('COMMIT');
    }
    if (!sql.startsWith('BEGIN')) this.#writes += 1;
    this.rows.exec(sql);
  }

  /** A statement of whoever looks from outside the world: it meets no fault. */
  look(sql: string): Statement {
    const known = this.#looks.get(sql) ?? this.rows.prepare(sql);
    this.#looks.set(sql, known);
    return known;
  }

  statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.rows.prepare(sql);
    const isWriting = WRITING.test(sql);
    const meet = () => this.#meet(isWriting ? 'INSERT' : '');
    const statement = {
      run: (...values: never[]) => {
        meet();
        this.#writes += 1;
        return made.run(...values);
      },
      get: (...values: never[]) => {
        meet();
        return made.get(...values);
      },
      all: (...values: never[]) => {
        meet();
        return made.all(...values);
      },
    } as unknown as Statement;
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.cut();
    this.rows.close();
  }

  #meet(sql: string): void {
    if (this.#statementsLeft !== undefined && this.#statementsLeft-- === 0) {
      this.cut();
      this.#onCut();
      throw new Error('the power is gone');
    }
    if (this.#writesLeft === undefined || !WRITING.test(sql)) return;
    if (this.#writesLeft === 0) {
      throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE_FULL });
    }
    this.#writesLeft -= 1;
  }
}

/** What a journal or a centre holds of the disk. */
class Handle {
  isOpen = true;
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  get isTransaction(): boolean {
    return this.isOpen && this.#disk.rows.isTransaction;
  }

  exec(sql: string): void {
    this.#assertOpen();
    this.#disk.exec(sql);
  }

  prepare(sql: string): Statement {
    this.#assertOpen();
    return this.#disk.statement(sql);
  }

  close(): void {
    if (this.isOpen) this.#disk.cut();
  }

  #assertOpen(): void {
    if (!this.isOpen) throw new Error('the power is gone');
  }
}
