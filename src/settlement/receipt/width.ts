/**
 * Columns of a fixed-width print (Unicode 15.1, UAX #11 East Asian Width): wide and full-width
 * characters take two, combining marks none, all others one. Ambiguous characters count one here,
 * and no column stands behind them on one line of a receipt.
 */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{M}/u;

/** Columns that `text` takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** `text` with blanks behind it up to `columns`. */
export function left(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** `text` with blanks before it up to `columns`. */
export function right(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** `text` in the middle of `columns`. */
export function centred(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, Math.floor((columns - displayWidth(text)) / 2))) + text;
}

/** Punctuation that may not begin a line (GB/T 15834-2011 §5.1.10). */
const NOT_FIRST = /^[，。、；：？！）】》”’,.;:?!)\]]/u;

/**
 * `text` in lines of at most `columns`: Latin words stay whole, Chinese breaks anywhere but before
 * closing punctuation, which then hangs over the edge.
 */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(/[\u0021-\u2e7f]+|\s+|./gsu)) {
    for (const part of shortened(piece, columns)) {
      const isFull = displayWidth(line + part) > columns && !NOT_FIRST.test(part);
      if (isFull && line !== '') {
        lines.push(line.trimEnd());
        line = part.trimStart();
      } else {
        line += part;
      }
    }
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** A word that is longer than a line, cut to lines. */
function shortened(piece: string, columns: number): readonly string[] {
  if (displayWidth(piece) <= columns) return [piece];
  const parts: string[] = [];
  for (let start = 0; start < piece.length; start += columns) {
    parts.push(piece.slice(start, start + columns));
  }
  return parts;
}
