/** A narrow roll in PDF: the rows that a printer is sent. */

import type { Slip } from './blocks.ts';
import type { RollPaper } from './paper.ts';
import { type PdfDocument, points } from './pdf.ts';
import { drawCode } from './pdfCode.ts';
import { CODE_MM, columnMm, rowHeightMm } from './roll.ts';
import { rowsOf } from './rows.ts';

export function drawRoll(document: PdfDocument, slip: Slip, paper: RollPaper): void {
  const left = points(paper.marginMm);
  const width = points(paper.widthMm) - 2 * left;
  const size = points(2 * columnMm(paper));
  let y = left;
  for (const row of rowsOf(slip, paper.columns)) {
    const height = points(rowHeightMm(row));
    if (row.kind === 'rule') {
      const middle = y + height / 2;
      document
        .lineWidth(0.6)
        .dash(2)
        .moveTo(left, middle)
        .lineTo(left + width, middle);
      document.stroke().undash();
    } else if (row.kind === 'code') {
      const side = points(CODE_MM);
      drawCode(document, row.text, left + (width - side) / 2, y, side);
    } else {
      document.fontSize(row.isLarge ? 2 * size : size);
      const line = { lineBreak: false, width };
      const align = row.isCentred ? 'center' : 'left';
      if (row.left !== '') document.text(row.left, left, y, { ...line, align });
      if (row.right !== undefined) document.text(row.right, left, y, { ...line, align: 'right' });
    }
    y += height;
  }
}
