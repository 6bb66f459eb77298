/**
 * What was read of a person since anybody wrote. A terminal asks for the person, has the visit quoted and
 * has it settled, and each of the three reads the same rows.
 */

import type { Database } from '../settlement/journal/database.ts';

/** A person's visit leaves four; what comes to the desks of a county between two writes is a handful. */
const KNOWN_MAX = 256;

export class CentreMemory {
  readonly #database: Database;
  readonly #known = new Map<string, unknown>();
  /** Whether this unit may be answered from memory: not once it writes. */
  #isAwake = false;
  #isChecked = false;
  #version: unknown;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A unit begins that writes nothing, or nothing before it calls `rest`. */
  wake(): void {
    this.#isAwake = true;
    this.#isChecked = false;
  }

  /** Rows are about to change: nothing is known, and nothing is kept until the next `wake`. */
  rest(): void {
    this.#isAwake = false;
    this.#known.clear();
  }

  /** What `read` gives, or gave. @param name of what is read, with every value that it is read by */
  of<T extends object | undefined>(name: string, read: () => T): T {
    if (!this.#isAwake) return read();
    this.#forgetWhatOthersChanged();
    if (this.#known.has(name)) return this.#known.get(name) as T;
    const value = read();
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(name, value);
    return value;
  }

  /** Once a unit: what it sees is one state. The version changes when another connection has committed. */
  #forgetWhatOthersChanged(): void {
    if (this.#isChecked) return;
    const version = this.#database.prepare('PRAGMA data_version').get().data_version;
    if (version !== this.#version) this.#known.clear();
    this.#version = version;
    this.#isChecked = true;
  }
}
