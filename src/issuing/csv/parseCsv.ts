/** RFC 4180, strictly, with line ends of either kind. */

import type { CsvProblem } from './problem.ts';

/** A county's list of one year is some tens of thousands of rows of about 200 bytes. */
export const CSV_BYTES_MAX = 64 * 1024 * 1024;
export const CSV_ROWS_MAX = 100_000;
/** The longest list of family members or certificates is below 600 characters. */
export const CSV_FIELD_CHARACTERS_MAX = 2_000;
/** Far more columns than there are names for. */
const COLUMNS_MAX = 64;

export type CsvEncoding = 'utf-8' | 'gb18030';

/** One record and the line that it begins on. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvResult =
  | { readonly outcome: 'parsed'; readonly rows: readonly CsvRow[] }
  /** The first place from which nothing can be read any more. */
  | { readonly outcome: 'refused'; readonly problem: CsvProblem };

/** @param encoding declared, never guessed: half of all lists would be guessed wrong without a sign */
export function parseCsv(bytes: Uint8Array, encoding: CsvEncoding): CsvResult {
  if (bytes.length > CSV_BYTES_MAX) return refused(1, '', 'too-large');
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return refused(1, '', 'encoding');
    throw error;
  }
  return new Scanner(text).rows();
}

function refused(line: number, column: string, rule: CsvProblem['rule']): CsvResult {
  return { outcome: 'refused', problem: { line, column, rule } };
}

const FORBIDDEN = /[^\P{Cc}\n\r\t]/u;

/** Reads field by field; the position moves on only. */
class Scanner {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  rows(): CsvResult {
    const rows: CsvRow[] = [];
    while (this.#at < this.#text.length) {
      const line = this.#line;
      const fields: string[] = [];
      for (let isLast = false; !isLast; ) {
        const column = String(fields.length + 1);
        const field = this.#text[this.#at] === '"' ? this.#quoted() : this.#bare();
        if (field === undefined) return refused(line, column, 'quote');
        if (field.length > CSV_FIELD_CHARACTERS_MAX) return refused(line, column, 'too-long');
        if (FORBIDDEN.test(field)) return refused(line, column, 'control-character');
        fields.push(field);
        if (fields.length > COLUMNS_MAX) return refused(line, column, 'field-count');
        isLast = !this.#takeComma();
        if (isLast && !this.#takeLineEnd()) return refused(line, column, 'quote');
      }
      rows.push({ line, fields });
      // One more for the names of the columns.
      if (rows.length > CSV_ROWS_MAX + 1) return refused(line, '', 'too-large');
    }
    return { outcome: 'parsed', rows };
  }

  /** Up to the next comma or line end; a quotation mark inside is not allowed (§2.5). */
  #bare(): string | undefined {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!;
      if (character === ',' || character === '\n' || character === '\r') break;
      if (character === '"') return undefined;
      this.#at += 1;
    }
    return this.#text.slice(start, this.#at);
  }

  #quoted(): string | undefined {
    const parts: string[] = [];
    this.#at += 1;
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      if (end < 0) return undefined;
      const part = this.#text.slice(this.#at, end);
      parts.push(part);
      this.#line += part.split('\n').length - 1;
      this.#at = end + 1;
      if (this.#text[this.#at] !== '"') return parts.join('"');
      this.#at += 1;
    }
  }

  #takeComma(): boolean {
    if (this.#text[this.#at] !== ',') return false;
    this.#at += 1;
    return true;
  }

  /** CRLF, LF or the end; anything else behind a field is none. */
  #takeLineEnd(): boolean {
    if (this.#at === this.#text.length) return true;
    if (this.#text.startsWith('\r\n', this.#at)) this.#at += 2;
    else if (this.#text[this.#at] === '\n') this.#at += 1;
    else return false;
    this.#line += 1;
    return true;
  }
}
