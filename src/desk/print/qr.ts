/** 二维码: a text as black and white squares (GB/T 18284-2000, ISO/IEC 18004, level M). */

// @ts-expect-error The package's types speak of all that draws; this is the part that only counts.
import core from 'qrcode/lib/core/qrcode.js';

interface Matrix {
  readonly modules: { readonly size: number; get(row: number, column: number): number };
}

/** White squares around the code that readers need (ISO/IEC 18004, quiet zone). */
export const QUIET = 4;

/** Rows of squares, black where true. */
export function squaresOf(text: string): readonly (readonly boolean[])[] {
  const { modules }: Matrix = core.create(text, { errorCorrectionLevel: 'M' });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) === 1),
  );
}

/** The code as one path of a drawing whose squares are 1 wide, its quiet zone included. */
export function pathOf(text: string): { readonly size: number; readonly path: string } {
  const squares = squaresOf(text);
  const path = squares.flatMap((row, y) =>
    row.flatMap((isBlack, x) => (isBlack ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  );
  return { size: squares.length + 2 * QUIET, path: path.join('') };
}
