/** Lines written to a file while they come, some at a time. */

import { closeSync, openSync, writeFileSync } from 'node:fs';
import { OneCardError } from '../../../src/errors/index.ts';

const HELD_CHARACTERS_MAX = 64 * 1024;

export class LineFile {
  readonly #descriptor: number;
  #held = '';

  /** @throws OneCardError `document.cannot-write` when it cannot be made */
  constructor(file: string, firstLine: string) {
    try {
      this.#descriptor = openSync(file, 'w');
    } catch (cause) {
      throw new OneCardError('document.cannot-write', { file }, { cause });
    }
    // A spreadsheet takes a CSV file for UTF-8 only when it begins with the mark.
    this.#held = `\uFEFF${firstLine}`;
  }

  write(line: string): void {
    this.#held += line;
    if (this.#held.length > HELD_CHARACTERS_MAX) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    writeFileSync(this.#descriptor, this.#held);
    this.#held = '';
  }
}
