import type { PdfDocument } from './pdf.ts';
import { QUIET, squaresOf } from './qr.ts';

/** Draws the code of `text`, its quiet zone included, `side` points wide. */
export function drawCode(
  document: PdfDocument,
  text: string,
  left: number,
  top: number,
  side: number,
): void {
  const squares = squaresOf(text);
  const unit = side / (squares.length + 2 * QUIET);
  squares.forEach((row, y) => {
    row.forEach((isBlack, x) => {
      if (isBlack) document.rect(left + (x + QUIET) * unit, top + (y + QUIET) * unit, unit, unit);
    });
  });
  document.fill();
}
