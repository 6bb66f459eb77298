/**
 * A disk in memory with SQLite on it. Whoever opens it gets a handle that dies with the power; the rows
 * stay, and what was not committed is gone, as after a real cut.
 */

import { connect, type Database } from '../settlement/journal/connection.ts';

type Statement = ReturnType<Database['prepare']>;

/** SQLITE_FULL (sqlite.org/rescode.html). */
const SQLITE_FULL = 13;
const WRITING = /^(INSERT|UPDATE|DELETE|REPLACE|COMMIT)/;

/** What is to happen to a disk, whichever of its files is used. */
export class DiskTrouble {
  /** A unit reaches the disk when the next one begins: a disk that lies, for planted mistakes. */
  isDeferring = false;
  /** Statements that write from now on, until one finds no room; undefined while there is room. */
  writesLeft: number | undefined;
  /** Statements from now on, until the power goes in the middle of a unit. */
  statementsLeft: number | undefined;
  onCut: () => void = () => undefined;
  /** Grows with everything that may have changed a row. */
  writes = 0;

  /** Whether the power goes before this statement. @throws what SQLite throws where no room is left */
  meet(sql: string): boolean {
    if (this.statementsLeft !== undefined && this.statementsLeft-- === 0) {
      this.statementsLeft = undefined;
      return true;
    }
    if (this.writesLeft === undefined || !WRITING.test(sql)) return false;
    if (this.writesLeft === 0) {
      throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE_FULL });
    }
    this.writesLeft -= 1;
    return false;
  }
}

/** One file of it. */
export class MemoryDisk {
  #rows: Database;
  readonly #trouble: DiskTrouble;
  readonly #statements = new Map<string, Statement>();
  readonly #looks = new Map<string, Statement>();
  /** Names under which the handle reads other rows. */
  readonly #attached: string[] = [];
  #handle: Handle | undefined;

  constructor(rows = connect(':memory:'), trouble = new DiskTrouble()) {
    this.#rows = rows;
    this.#trouble = trouble;
  }

  /** Grows with everything that may have changed a row. */
  get writes(): number {
    return this.#trouble.writes;
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
    this.letGo();
    this.#handle = new Handle(this);
    return this.#handle as unknown as Database;
  }

  /** The power is gone: the handle is dead, and an open unit never happened. */
  cut(): void {
    this.#trouble.statementsLeft = undefined;
    this.letGo();
  }

  /** Whoever had it open has it no more; an open unit never happened. */
  letGo(): void {
    if (this.#handle) this.#handle.isOpen = false;
    this.#handle = undefined;
    this.#trouble.writes += 1;
    if (this.rows.isTransaction) this.rows.exec('ROLLBACK');
    if (this.#attached.length > 0) this.#detach();
  }

  /** The rows are the same connection for everybody; what another one would begin without goes. */
  #detach(): void {
    const views = this.rows
      .prepare("SELECT name FROM sqlite_temp_schema WHERE type = 'view'")
      .all();
    for (const { name } of views) this.rows.exec(`DROP VIEW temp.${name}`);
    for (const schema of this.#attached.splice(0)) this.rows.exec(`DETACH ${schema}`);
  }

  attach(schema: string, rows: string): void {
    this.rows.prepare(`ATTACH ? AS ${schema}`).run(rows);
    this.#attached.push(schema);
  }

  /** No room once `writes` more statements have written; `undefined` makes room again. */
  fillAfter(writes: number | undefined): void {
    this.#trouble.writesLeft = writes;
  }

  /** The power goes before the statement after the next `statements`. */
  cutAfter(statements: number, onCut: () => void): void {
    this.#trouble.statementsLeft = statements;
    this.#trouble.onCut = onCut;
  }

  /** From now on a unit reaches the disk when the next one begins: a disk that lies, for planted mistakes. */
  deferCommits(): void {
    this.#trouble.isDeferring = true;
  }

  exec(sql: string): void {
    this.#meet(sql);
    const { isDeferring } = this.#trouble;
    if (isDeferring && sql === 'COMMIT') return;
    if (isDeferring && sql.startsWith('BEGIN') && this.rows.isTransaction) {
      this.rows.exec('COMMIT');
    }
    if (!sql.startsWith('BEGIN')) this.#trouble.writes += 1;
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
        this.#trouble.writes += 1;
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
    this.letGo();
    this.rows.close();
  }

  #meet(sql: string): void {
    if (!this.#trouble.meet(sql)) return;
    this.cut();
    this.#trouble.onCut();
    throw new Error('the power is gone');
  }
}

/** What a journal or a centre holds of the disk. */
export class Handle {
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

  /** Other rows are asked along with these, under the name of `schema`, as long as this is open. */
  attach(schema: string, rows: string): void {
    this.#assertOpen();
    this.#disk.attach(schema, rows);
  }

  close(): void {
    if (this.isOpen) this.#disk.letGo();
  }

  #assertOpen(): void {
    if (!this.isOpen) throw new Error('the power is gone');
  }
}
