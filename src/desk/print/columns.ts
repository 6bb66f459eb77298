/** Text in the columns of a printer's own face: one for ASCII, two for whatever else it has. */

/** Of a printer, not of a screen: `×` and `“` are of the Chinese face there, and as wide as a character. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += character.codePointAt(0)! < 0x80 ? 1 : 2;
  return columns;
}

/** What printers with Chinese faces have no glyph for, and what they have in its place. */
const REPLACED: Readonly<Record<string, string>> = { '¥': '￥', '−': '-', '\u00a0': ' ' };

/** `text` as a printer can take it: no control characters, which it would obey, and none that is only half. */
export function printable(text: string): string {
  return text
    .replaceAll(/[¥−\u00a0]/g, (character) => REPLACED[character]!)
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
}

/** `text` in lines of at most `columns`: Latin words stay whole where they fit. */
export function lines(text: string, columns: number): readonly string[] {
  const found: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(/[\u0021-\u007e]+|\s+|./gsu)) {
    for (const part of cut(piece, columns)) {
      if (line !== '' && columnsOf(line + part) > columns) {
        found.push(line.trimEnd());
        line = part.trimStart();
      } else {
        line += part;
      }
    }
  }
  if (line.trim() !== '' || found.length === 0) found.push(line.trimEnd());
  return found;
}

/** A word that is longer than a line. */
function cut(piece: string, columns: number): readonly string[] {
  if (columnsOf(piece) <= columns) return [piece];
  const parts: string[] = [];
  for (let start = 0; start < piece.length; start += columns) {
    parts.push(piece.slice(start, start + columns));
  }
  return parts;
}
