/** A slip as the rows of a narrow roll; none is wider than the roll. */

import type { AmountRow, Block, ItemRow, Slip } from './blocks.ts';
import { columnsOf, lines, printable } from './columns.ts';

export type Row =
  | {
      readonly kind: 'text';
      readonly left: string;
      /** At the right edge; together with `left` and a space it fits. */
      readonly right?: string;
      readonly isCentred?: true;
      readonly isBold?: true;
      /** Twice as wide and as high: takes two columns for one. */
      readonly isLarge?: true;
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'code'; readonly text: string };

/** Columns that the labels of a head take, at most. */
const LABEL_COLUMNS_MAX = 14;
const INDENT = '  ';

export function rowsOf(slip: Slip, columns: number): readonly Row[] {
  const all = slip.blocks
    .filter(({ isDetail }) => !isDetail)
    .flatMap((block) => rows(block, columns));
  // Where one block ends with a rule and the next begins with one, one is enough.
  return all.filter(({ kind }, index) => kind !== 'rule' || all[index - 1]?.kind !== 'rule');
}

function rows(block: Block, columns: number): readonly Row[] {
  switch (block.kind) {
    case 'title':
      return [...large(block.text, columns), { kind: 'rule' }];
    case 'mark':
      return texts(`*** ${block.text} ***`, columns).map((row) => ({
        ...row,
        isCentred: true,
        isBold: true,
      }));
    case 'pairs':
      return block.rows.flatMap(([label, value]) => pairRows(label, value, columns));
    case 'heading':
      return [{ kind: 'rule' }, ...texts(block.text, columns).map(bold)];
    case 'amounts':
      return block.rows.flatMap((row) => amountRows(row, columns));
    case 'items':
      return [{ kind: 'rule' }, ...block.rows.flatMap((row) => itemRows(row, columns))];
    case 'figure':
      return [
        { kind: 'rule' },
        ...texts(block.label, columns).map(bold),
        ...large(block.amount, columns),
        ...texts(block.capitals, columns),
        { kind: 'rule' },
      ];
    case 'notes':
      return block.lines.flatMap((line) => texts(line, columns));
    case 'code':
      return [{ kind: 'code', text: block.text }];
  }
}

type TextRow = Extract<Row, { kind: 'text' }>;

function texts(text: string, columns: number): readonly TextRow[] {
  return lines(printable(text), columns).map((left) => ({ kind: 'text', left }));
}

function bold(row: TextRow): TextRow {
  return { ...row, isBold: true };
}

function large(text: string, columns: number): readonly TextRow[] {
  return texts(text, Math.floor(columns / 2)).map((row) => ({
    ...row,
    isCentred: true,
    isLarge: true,
  }));
}

/** Label and value side by side, the value going on below itself; a long label has a row of its own. */
function pairRows(label: string, value: string, columns: number): readonly TextRow[] {
  const name = printable(label);
  const width = Math.min(LABEL_COLUMNS_MAX, Math.floor(columns / 2));
  if (value === '') return texts(`${name} ${'_'.repeat(8)}`, columns);
  if (columnsOf(name) >= width) {
    const below = lines(printable(value), columns - INDENT.length);
    return [...texts(name, columns), ...below.map((line) => text(INDENT + line))];
  }
  return lines(printable(value), columns - width).map((line, index) =>
    text((index === 0 ? name + ' '.repeat(width - columnsOf(name)) : ' '.repeat(width)) + line),
  );
}

function text(left: string): TextRow {
  return { kind: 'text', left };
}

function amountRows({ label, amount, isSum }: AmountRow, columns: number): readonly TextRow[] {
  const row = sides(printable(label), printable(amount), columns);
  return isSum ? row.map(bold) : row;
}

function itemRows({ name, figures }: ItemRow, columns: number): readonly TextRow[] {
  const [price = '', quantity = '', amount = ''] = figures;
  return [
    ...texts(name, columns),
    ...sides(`${INDENT}${printable(price)} x ${printable(quantity)}`, printable(amount), columns),
  ];
}

function sides(left: string, right: string, columns: number): readonly TextRow[] {
  if (columnsOf(left) + 1 + columnsOf(right) <= columns) return [{ kind: 'text', left, right }];
  return [
    ...lines(left, columns).map(text),
    ...lines(right, columns).map((line): TextRow => ({ kind: 'text', left: '', right: line })),
  ];
}
