/** Pages in PDF: blocks one below the other, nothing that belongs together on two pages. */

import type { AmountRow, Block, Slip } from './blocks.ts';
import type { PagePaper } from './paper.ts';
import { type PdfDocument, points } from './pdf.ts';
import { drawCode } from './pdfCode.ts';
import { SLIP_TEXTS } from './slips/texts.ts';

const CODE_MM = 22;
const SIGNATURE_MM = 40;
/** Points between two rows. */
const GAP = 1.5;

interface Cell {
  readonly text: string;
  readonly left: number;
  readonly width: number;
  readonly align?: 'left' | 'right' | 'center';
  readonly size?: number;
}

export function drawPages(
  document: PdfDocument,
  slip: Slip,
  paper: PagePaper,
  newPage: () => void,
): void {
  const left = points(paper.marginMm);
  const width = points(paper.widthMm) - 2 * left;
  const bottom = points(paper.heightMm) - left;
  const size = paper.textPt;
  let y = left;

  /** Makes room for what is `height` high. */
  function place(height: number): number {
    if (y + height > bottom && y > left) {
      newPage();
      y = left;
    }
    const top = y;
    y += height;
    return top;
  }
  function row(cells: readonly Cell[]): void {
    const options = ({ width: wide, align = 'left' }: Cell) => ({ width: wide, align });
    const heights = cells.map((cell) => {
      document.fontSize(cell.size ?? size);
      return document.heightOfString(cell.text, options(cell));
    });
    const top = place(Math.max(0, ...heights) + GAP);
    for (const cell of cells) {
      if (cell.text === '') continue;
      document.fontSize(cell.size ?? size).text(cell.text, cell.left, top, options(cell));
    }
  }
  function rule(thickness: number): void {
    const top = place(2 * GAP + thickness) + GAP;
    document
      .lineWidth(thickness)
      .moveTo(left, top)
      .lineTo(left + width, top)
      .stroke();
  }

  const labelWidth = width * 0.2;
  const amountWidth = size * 8;
  const amountsOf = ({ label, amount, remark }: AmountRow): readonly Cell[] => {
    const nameWidth = width * 0.26;
    const remarkLeft = nameWidth + amountWidth + size;
    return [
      { text: label, left, width: nameWidth },
      { text: amount, left: left + nameWidth, width: amountWidth, align: 'right' },
      { text: remark ?? '', left: left + remarkLeft, width: width - remarkLeft, size: size * 0.9 },
    ];
  };
  const itemOf = (name: string, figures: readonly string[]): readonly Cell[] => {
    const nameWidth = width - 3 * amountWidth;
    return [
      { text: name, left, width: nameWidth },
      ...figures.map((text, index): Cell => {
        const from = left + nameWidth + index * amountWidth;
        return { text, left: from, width: amountWidth, align: 'right' };
      }),
    ];
  };

  function draw(block: Block): void {
    switch (block.kind) {
      case 'title':
        row([{ text: block.text, left, width, align: 'center', size: size * 1.35 }]);
        rule(1);
        return;
      case 'mark':
        row([{ text: `*** ${block.text} ***`, left, width, align: 'center' }]);
        return;
      case 'heading':
        place(3 * GAP);
        row([{ text: block.text, left, width }]);
        rule(0.5);
        return;
      case 'pairs':
        for (const [label, value] of block.rows) {
          row([
            { text: label, left, width: labelWidth },
            { text: value, left: left + labelWidth, width: width - labelWidth },
          ]);
          if (value !== '') continue;
          const [from, line] = [left + labelWidth, y - GAP];
          document
            .lineWidth(0.5)
            .moveTo(from, line)
            .lineTo(from + points(SIGNATURE_MM), line);
          document.stroke();
        }
        return;
      case 'amounts':
        for (const each of block.rows) {
          if (each.isSum) rule(0.5);
          row(amountsOf(each));
        }
        return;
      case 'items': {
        const head = (['price', 'quantity', 'amount'] as const).map(
          (key) => SLIP_TEXTS[key][slip.language],
        );
        row(itemOf(SLIP_TEXTS.item[slip.language], head));
        rule(0.5);
        for (const { name, figures } of block.rows) row(itemOf(name, figures));
        return;
      }
      case 'figure':
        rule(1.5);
        row([
          { text: block.label, left, width: width / 2 },
          {
            text: block.amount,
            left: left + width / 2,
            width: width / 2,
            align: 'right',
            size: size * 1.7,
          },
        ]);
        row([{ text: block.capitals, left, width, align: 'right' }]);
        rule(1.5);
        return;
      case 'notes':
        for (const line of block.lines) row([{ text: line, left, width, size: size * 0.9 }]);
        return;
      case 'code': {
        const side = points(CODE_MM);
        drawCode(document, block.text, left, place(side), side);
      }
    }
  }
  for (const block of slip.blocks) draw(block);
}
