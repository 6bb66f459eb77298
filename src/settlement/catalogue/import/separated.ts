/**
 * Text becomes rows. CSV after RFC 4180, strictly: quotes stand around a whole field or not at all, a
 * quote within is doubled, lines end with CRLF or LF, also within quotes. TSV (IANA
 * text/tab-separated-values): no quoting, neither tab nor line end within a field.
 */

/** Characters of one field: the longest text of a catalogue is a restriction of some 2,000. */
export const FIELD_CHARACTERS_MAX = 4_000;
/** Characters of one row, with its line ends. */
export const ROW_CHARACTERS_MAX = 64_000;

export type TableForm = 'csv' | 'tsv';

export type RowFault =
  | 'row-bare-return'
  | 'row-quote-inside'
  | 'row-text-after-quote'
  | 'row-quote-open'
  | 'row-too-long'
  | 'field-too-long';

/** A row, or why it is none. Lines and columns count from 1; a row of several lines ends on `lineEnd`. */
export type SeparatedRow =
  | { readonly line: number; readonly lineEnd: number; readonly fields: readonly string[] }
  | {
      readonly line: number;
      readonly lineEnd: number;
      readonly fault: RowFault;
      /** Character in the line it begins on; for a field that is too long, its number. */
      readonly column: number;
    };

const SEPARATORS = { csv: ',', tsv: '\t' } as const;

/** The rows of `chunks`; an empty line is no row. Holds one row at a time. */
export async function* separatedRows(
  chunks: AsyncIterable<string>,
  form: TableForm,
): AsyncGenerator<SeparatedRow> {
  const reader = new RowReader(form);
  for await (const chunk of chunks) yield* reader.push(chunk);
  yield* reader.end();
}

/**
 * Rows out of text that comes in pieces. A quote that is never closed costs its own line only: what
 * comes after is read again as rows, and so does one that turns out to be closed in the wrong place.
 */
export class RowReader {
  readonly #form: TableForm;
  #rest = '';
  #line = 1;
  /** How far the row at the beginning of `#rest` was looked through, and whether that is in quotes. */
  #scanned = 0;
  #isQuoted = false;
  /** The row was refused as too long; its line end is still to come. */
  #isSkipping = false;

  constructor(form: TableForm) {
    this.#form = form;
  }

  *push(chunk: string): Generator<SeparatedRow> {
    this.#rest += chunk;
    yield* this.#rows(false);
  }

  *end(): Generator<SeparatedRow> {
    this.#rest += '\n';
    yield* this.#rows(true);
  }

  *#rows(isEnd: boolean): Generator<SeparatedRow> {
    let from = 0;
    for (;;) {
      const end = this.#rowEnd(from);
      const length = (end < 0 ? this.#rest.length : end) - from;
      if (this.#isQuoted && (isEnd || length > ROW_CHARACTERS_MAX)) {
        // Only its first line is given up.
        const lineEnd = this.#rest.indexOf('\n', from);
        yield { ...this.#place(1), ...this.#openQuote(this.#rest.slice(from, lineEnd)) };
        from = this.#pass(lineEnd + 1, 1);
        continue;
      }
      if (end < 0) {
        if (length > ROW_CHARACTERS_MAX) {
          if (!this.#isSkipping) yield { ...this.#place(1), fault: 'row-too-long', column: 1 };
          this.#isSkipping = true;
          from = this.#rest.length;
        }
        break;
      }
      const text = this.#rest.slice(from, end);
      const lines = countLineEnds(text) + 1;
      if (!this.#isSkipping) {
        const row = this.#row(text, lines);
        if (row && 'fault' in row && lines > 1) {
          yield { ...this.#place(1), ...this.#openQuote(text.slice(0, text.indexOf('\n'))) };
          from = this.#pass(from + text.indexOf('\n') + 1, 1);
          continue;
        }
        if (row) yield row;
      }
      this.#isSkipping = false;
      from = this.#pass(end + 1, lines);
    }
    this.#rest = this.#rest.slice(from);
    this.#scanned = Math.max(0, this.#scanned - from);
  }

  #place(lines: number) {
    return { line: this.#line, lineEnd: this.#line + lines - 1 };
  }

  #pass(to: number, lines: number): number {
    this.#line += lines;
    this.#scanned = to;
    this.#isQuoted = false;
    return to;
  }

  #openQuote(line: string): Fault {
    const fields = quotedFields(line);
    return 'fault' in fields ? fields : { fault: 'row-quote-open', column: 1 };
  }

  /** Where the line feed behind the row that begins at `from` stands, or -1 when it is still to come. */
  #rowEnd(from: number): number {
    const rest = this.#rest;
    let at = Math.max(from, this.#scanned);
    for (;;) {
      if (this.#isQuoted) {
        const quote = rest.indexOf('"', at);
        // A quote at the very end may be the first of two.
        if (quote < 0 || quote === rest.length - 1) {
          this.#scanned = quote < 0 ? rest.length : quote;
          return -1;
        }
        // A doubled quote closes and opens again at once.
        this.#isQuoted = false;
        at = quote + 1;
        if (rest[at] === '"') {
          this.#isQuoted = true;
          at += 1;
        }
        continue;
      }
      const end = rest.indexOf('\n', at);
      if (this.#form === 'csv') {
        const quote = openingQuote(rest, at, from, end < 0 ? rest.length : end);
        if (quote >= 0) {
          this.#isQuoted = true;
          at = quote + 1;
          continue;
        }
      }
      // What was seen without a quote need not be seen again, but for its last comma.
      if (end < 0) this.#scanned = Math.max(at, rest.length - 1);
      return end;
    }
  }

  /** @param text a row without its last line feed */
  #row(text: string, lines: number): SeparatedRow | undefined {
    const place = this.#place(lines);
    const content = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (content === '') return undefined;
    if (content.length > ROW_CHARACTERS_MAX) return { ...place, fault: 'row-too-long', column: 1 };
    if (this.#form === 'csv' && content.includes('"')) {
      const fields = quotedFields(content);
      return 'fault' in fields ? { ...place, ...fields } : withinLimits(place, fields);
    }
    const bare = content.indexOf('\r');
    if (bare >= 0) return { ...place, fault: 'row-bare-return', column: bare + 1 };
    return withinLimits(place, content.split(SEPARATORS[this.#form]));
  }
}

function withinLimits(
  place: { readonly line: number; readonly lineEnd: number },
  fields: readonly string[],
): SeparatedRow {
  const long = fields.findIndex((field) => field.length > FIELD_CHARACTERS_MAX);
  return long < 0 ? { ...place, fields } : { ...place, fault: 'field-too-long', column: long + 1 };
}

/** The first quote from `at` to `end` that stands at the beginning of a field. */
function openingQuote(text: string, at: number, from: number, end: number): number {
  // Within the row only: most have none, and what comes behind is looked through in its turn.
  const row = text.slice(at, end);
  for (let quote = row.indexOf('"'); quote >= 0; quote = row.indexOf('"', quote + 1)) {
    if (at + quote === from || text[at + quote - 1] === ',') return at + quote;
  }
  return -1;
}

type Fault = { readonly fault: RowFault; readonly column: number };

function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** RFC 4180 §2.5 to 2.7. */
function quotedFields(text: string): readonly string[] | Fault {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
    if ('fault' in field) return field;
    fields.push(field.value);
    if (field.end === text.length) return fields;
    at = field.end + 1;
  }
}

type Field = { readonly value: string; readonly end: number };

function plainField(text: string, at: number): Field | Fault {
  const comma = text.indexOf(',', at);
  const end = comma < 0 ? text.length : comma;
  const value = text.slice(at, end);
  const quote = value.indexOf('"');
  if (quote >= 0) return { fault: 'row-quote-inside', column: at + quote + 1 };
  const bare = value.search(/[\r\n]/);
  return bare < 0 ? { value, end } : { fault: 'row-bare-return', column: at + bare + 1 };
}

function quotedField(text: string, at: number): Field | Fault {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { fault: 'row-quote-open', column: at + 1 };
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      if (end < text.length && text[end] !== ',') {
        return { fault: 'row-text-after-quote', column: end + 1 };
      }
      return { value, end };
    }
    value += '"';
    from = quote + 2;
  }
}
