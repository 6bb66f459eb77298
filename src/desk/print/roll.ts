/** Narrow rolls as HTML: the same rows that a printer is sent, on a page as long as they are. */

import type { Slip } from './blocks.ts';
import { codeMarkup, escaped } from './markup.ts';
import type { RollPaper } from './paper.ts';
import { type Row, rowsOf } from './rows.ts';

/** Millimetres of a row's height, and of what stands around rows. */
const ROW_MM = 4;
const LARGE_ROW_MM = 8;
const RULE_MM = 2;
export const CODE_MM = 28;
/** Below the last row: what a printer's knife needs. */
const END_MM = 6;

/** Millimetres of paper that `slip` takes on the roll. */
export function rollHeightMm(slip: Slip, { columns, marginMm }: RollPaper): number {
  const rows = rowsOf(slip, columns).map(rowHeightMm);
  return rows.reduce((sum, each) => sum + each, 2 * marginMm + END_MM);
}

export function rowHeightMm(row: Row): number {
  if (row.kind === 'rule') return RULE_MM;
  if (row.kind === 'code') return CODE_MM;
  return row.isLarge ? LARGE_ROW_MM : ROW_MM;
}

/** Millimetres of a column: half of a Chinese character. */
export function columnMm({ widthMm, marginMm, columns }: RollPaper): number {
  return (widthMm - 2 * marginMm) / columns;
}

export function rollStyle(slips: readonly Slip[], paper: RollPaper): string {
  const { widthMm, marginMm } = paper;
  const heightMm = Math.max(...slips.map((slip) => rollHeightMm(slip, paper)));
  const characterMm = 2 * columnMm(paper);
  return `@page { size: ${widthMm}mm ${heightMm}mm; margin: ${marginMm}mm; }
html { font: ${characterMm}mm/${ROW_MM}mm 'Noto Sans Mono CJK SC', NSimSun, SimSun, monospace; color: #000; background: #fff; }
body { margin: 0; }
.row { display: flex; justify-content: space-between; height: ${ROW_MM}mm; white-space: pre; }
.row.centre { justify-content: center; }
.row.bold { font-weight: 700; }
.row.large { font-size: ${2 * characterMm}mm; line-height: ${LARGE_ROW_MM}mm; height: ${LARGE_ROW_MM}mm; }
hr { border: 0; border-top: 0.3mm dashed; margin: ${RULE_MM / 2 - 0.15}mm 0; height: 0; }
.code { height: ${CODE_MM}mm; display: flex; justify-content: center; }
.code svg { height: 100%; }
.slip + .slip { break-before: page; }
@media screen { body { width: ${widthMm - 2 * marginMm}mm; margin: ${marginMm}mm auto; } }
`;
}

export function rollBody(slip: Slip, { columns }: RollPaper): readonly string[] {
  return rowsOf(slip, columns).map((row) => {
    if (row.kind === 'rule') return '<hr>';
    if (row.kind === 'code') return codeMarkup(row.text);
    const { left, right, isCentred, isBold, isLarge } = row;
    const names = ['row', isCentred && 'centre', isBold && 'bold', isLarge && 'large'];
    const end = right === undefined ? '' : `<span>${escaped(right)}</span>`;
    return `<div class="${names.filter(Boolean).join(' ')}"><span>${escaped(left)}</span>${end}</div>`;
  });
}
