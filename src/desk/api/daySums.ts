/** 院方合计: the sums of the hospital's own books, where a clerk has them on a sheet and no file is to be had. */

import { z } from 'zod';
import { PAYERS, type Payer } from '../../model/index.ts';
import { type Amount, parseYuan, ZERO } from '../../money.ts';
import type { DayTotals } from '../../terminal/index.ts';

const yuan = z.string().regex(/^-?\d{1,12}(\.\d{1,2})?$/);

export const hisSums = z
  .strictObject({
    count: z.int().min(0).max(1_000_000),
    byPayer: z.partialRecord(z.enum(Object.keys(PAYERS) as [Payer, ...Payer[]]), yuan),
  })
  .meta({
    description:
      '院方合计（元）：笔数与各支付方净额 count and net sums; a payer who is not named is not compared',
  });
export type HisSums = z.output<typeof hisSums>;

export interface SumComparison {
  readonly layer: 'count' | Payer;
  /** Whole fen, or how many. */
  readonly his: Amount | number;
  readonly journal: Amount | number;
  readonly isSame: boolean;
}

/** Differences first. */
export function comparedSums(
  { count, byPayer }: HisSums,
  totals: Pick<DayTotals, 'settlementCount' | 'reversalCount' | 'byPayer'>,
): readonly SumComparison[] {
  const standing = totals.settlementCount - totals.reversalCount;
  const rows: SumComparison[] = [
    { layer: 'count', his: count, journal: standing, isSame: count === standing },
    ...(Object.entries(byPayer) as [Payer, string][]).map(([layer, text]) => {
      const his = parseYuan(text);
      const journal = totals.byPayer[layer] ?? ZERO;
      return { layer, his, journal, isSame: his === journal };
    }),
  ];
  return [...rows.filter(({ isSame }) => !isSame), ...rows.filter(({ isSame }) => isSame)];
}
