/** 院方日报: what the hospital's own books say of a day, as strict JSON or CSV (docs/day-end.md). */

import { z } from 'zod';
import { PAYERS, type Payer, type SettlementId } from '../../model/index.ts';
import { parseYuan, ZERO } from '../../money.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import type { DocumentProblem } from '../document/problem.ts';
import { amountText, dateText, providerCode, serialText } from '../document/shapes.ts';
import { type DocumentSource, readSource } from '../document/source.ts';
import { readCsvDay } from './csvDay.ts';
import { LAYERS, type Layer, type Movement } from './rows.ts';

/** Rows of one day: the largest hospitals settle some ten thousand visits. */
export const HIS_ROWS_MAX = 100_000;

const payers = z.partialRecord(z.enum(Object.keys(PAYERS) as [Payer, ...Payer[]]), amountText);

const ROW = z.strictObject({
  provider: providerCode,
  billNumber: serialText.meta({ description: '账单号' }),
  settlementId: z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, {
      error: 'field.code',
    })
    .optional()
    .meta({ description: '结算编号 where the hospital keeps it' }),
  kind: z.enum(['settlement', 'refund']).meta({ description: '结算、退费' }),
  total: amountText.meta({ description: '总费用, also of a refund not negative' }),
  payers: payers.meta({
    description: '按支付方；未列者不比对 payers that no row names are not compared',
  }),
});

const HIS_DAY_DOCUMENT = z.strictObject({
  format: z.literal('onecard-his-day/1'),
  date: dateText,
  rows: z.array(ROW).max(HIS_ROWS_MAX),
});
type Row = z.output<typeof ROW>;

/** A day of the hospital's books. */
export interface HisDay {
  readonly date: PlainDate;
  readonly movements: readonly Movement[];
  /** What the books speak of; other layers are not compared. */
  readonly layers: ReadonlySet<Layer>;
}

/**
 * The hospital's day from JSON or YAML, or CSV where the name ends in `.csv`.
 * @param asked the day that is looked at: of CSV with a head and no row, which says that there was no bill
 * @throws DocumentError `hospital.invalid` with every problem found
 */
export function parseHisDay(text: string, file: string, asked?: PlainDate): HisDay {
  const isCsv = file.toLowerCase().endsWith('.csv');
  const source = isCsv ? readCsvDay(text, file, asked) : readSource('his-day', text, file);
  const { date, rows } = checkShape(HIS_DAY_DOCUMENT, source);
  refuseProblems(source, checkRows(rows, source));
  const named = new Set<string>(rows.flatMap((row) => Object.keys(row.payers)));
  return {
    date: plainDate(date),
    movements: rows.map(movementOf),
    layers: new Set(LAYERS.filter((layer) => layer === 'total' || named.has(layer))),
  };
}

function checkRows(rows: readonly Row[], source: DocumentSource): DocumentProblem[] {
  const seen = new Set<string>();
  return rows.flatMap((row, index) => {
    const problems: DocumentProblem[] = [];
    const amounts = [['total', row.total] as const, ...Object.entries(row.payers)];
    for (const [name, text] of amounts) {
      if (parseYuan(text) >= 0n) continue;
      const path = name === 'total' ? ['rows', index, name] : ['rows', index, 'payers', name];
      problems.push(source.problem('his-day.amount-negative', path));
    }
    const parts = Object.values(row.payers).reduce((sum, text) => sum + parseYuan(text), 0n);
    if (parts > parseYuan(row.total)) {
      problems.push(source.problem('his-day.payers-exceed', ['rows', index, 'payers']));
    }
    // The same movement twice is a book entered twice: it must not look like two visits.
    const { settlementId, kind } = row;
    const key = `${kind} ${settlementId}`;
    if (settlementId !== undefined && seen.has(key)) {
      problems.push(source.problem('his-day.row-twice', ['rows', index], { settlementId, kind }));
    }
    seen.add(key);
    return problems;
  });
}

function movementOf({ provider, billNumber, settlementId, kind, total, payers }: Row): Movement {
  const byPayer = Object.fromEntries(
    Object.entries(payers).map(([payer, text]) => [payer, parseYuan(text ?? '0')]),
  );
  return {
    kind: kind === 'refund' ? 'reversal' : 'settlement',
    provider,
    billNumber,
    ...(settlementId === undefined ? {} : { id: settlementId as SettlementId }),
    total: parseYuan(total),
    byPayer: { cash: ZERO, ...byPayer },
  };
}
