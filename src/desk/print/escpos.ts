/**
 * ESC/POS: the commands that thermal printers of this kind share (Epson's ESC/POS reference, and the
 * Chinese mode of it), the text in GB 18030. What a bill says is text and never a command.
 */

import { concat } from '../../bytes.ts';
import { encodeGb18030 } from '../../terminal/deskParts.ts';
import type { Slip } from './blocks.ts';
import { columnsOf } from './columns.ts';
import type { RollPaper } from './paper.ts';
import { type Row, rowsOf } from './rows.ts';

const [ESC, FS, GS] = [0x1b, 0x1c, 0x1d];

/** ESC @: whatever an earlier print left behind is forgotten. */
const INITIALISE = Uint8Array.of(ESC, 0x40);
/** FS &: two bytes above 7F are one Chinese character. */
const CHINESE = Uint8Array.of(FS, 0x26);
/** ESC d 4, then GS V 66 0: past the knife, and a partial cut. */
const END = Uint8Array.of(ESC, 0x64, 4, GS, 0x56, 66, 0);
const LINE = Uint8Array.of(0x0a);

/** Dots of one square of the code: 6 × 0.125 mm are read by every telephone. */
const CODE_DOTS = 6;
const CODE_LEVEL_M = 0x31;

/** The bytes of all slips, each cut off. */
export function escposOf(slips: readonly Slip[], { columns }: RollPaper): Uint8Array {
  return concat(
    slips.flatMap((slip) => [
      INITIALISE,
      CHINESE,
      ...rowsOf(slip, columns).map((row) => rowBytes(row, columns)),
      END,
    ]),
  );
}

function rowBytes(row: Row, columns: number): Uint8Array {
  if (row.kind === 'rule') return rowBytes({ kind: 'text', left: '-'.repeat(columns) }, columns);
  if (row.kind === 'code') return codeBytes(row.text);
  const { left, right, isCentred = false, isBold = false, isLarge = false } = row;
  const space = columns - columnsOf(left) - columnsOf(right ?? '');
  const text = right === undefined ? left : left + ' '.repeat(space) + right;
  return concat([
    Uint8Array.of(ESC, 0x61, isCentred ? 1 : 0),
    Uint8Array.of(ESC, 0x45, isBold ? 1 : 0),
    // Size of Latin, and of Chinese characters: some printers keep the two apart.
    Uint8Array.of(GS, 0x21, isLarge ? 0x11 : 0, FS, 0x21, isLarge ? 0x0c : 0),
    encodeGb18030(text),
    LINE,
  ]);
}

/** GS ( k: model 2, size, level, the text, and print it. */
function codeBytes(text: string): Uint8Array {
  const bytes = encodeGb18030(text);
  const length = bytes.length + 3;
  const symbol = (...parameters: readonly number[]) =>
    Uint8Array.of(GS, 0x28, 0x6b, parameters.length + 1, 0, 0x31, ...parameters);
  return concat([
    Uint8Array.of(ESC, 0x61, 1),
    symbol(0x41, 0x32, 0),
    symbol(0x43, CODE_DOTS),
    symbol(0x45, CODE_LEVEL_M),
    Uint8Array.of(GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30),
    bytes,
    symbol(0x51, 0x30),
    LINE,
  ]);
}
