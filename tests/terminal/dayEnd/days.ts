/** Visits of one ward's day, the books of its hospital, and what the day's end says of them. */

import type { SettlementId } from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import { type HisDay, type PairComparison, parseHisDay } from '../../../src/settlement/index.ts';
import type { DayReport } from '../../../src/terminal/index.ts';
import type { PlainDate } from '../../../src/time.ts';
import { dayBill } from '../refund/bills.ts';
import { OPERATOR, PROVIDER, type Ward } from '../stay/ward.ts';

export const DAY_MS = 24 * 3_600_000;
/** Ahead of the lists that the world is made with. */
export const MINUTE_MS = 60_000;

export async function settle(ward: Ward, billNumber: string, yuan: number): Promise<SettlementId> {
  const bill = dayBill(billNumber, ward.today, [yuan]);
  const result = await ward.tap((transport) => ward.terminal.settle(transport, bill));
  if (result.outcome !== 'settled') throw new Error(result.outcome);
  return result.entry.id;
}

export const WHY = { reason: '误收', operator: OPERATOR };

/** The books of an honest hospital. */
export function hisOf(
  ward: Ward,
  date: PlainDate = ward.today,
  skip: readonly string[] = [],
): HisDay {
  const rows = [...ward.equipment.journal.entries()].flatMap((entry) => {
    if (entry.kind !== 'settled' && entry.kind !== 'reversed') return [];
    const { bill, adjudication } = ward.equipment.journal.settled(entry.id)!;
    if (skip.includes(bill.billNumber)) return [];
    const payers = Object.entries(adjudication.byPayer).map(([payer, paid]) => [
      payer,
      yuanText(paid),
    ]);
    return [
      {
        provider: PROVIDER.code,
        billNumber: bill.billNumber,
        settlementId: entry.id,
        kind: entry.kind === 'settled' ? 'settlement' : 'refund',
        total: yuanText(bill.total),
        payers: Object.fromEntries(payers),
      },
    ];
  });
  const document = { format: 'onecard-his-day/1', date, rows };
  return parseHisDay(JSON.stringify(document), 'his.json');
}

export async function report(
  ward: Ward,
  his?: HisDay,
  date: PlainDate = ward.today,
): Promise<DayReport> {
  const result = await ward.days.report(date, his);
  if (result.outcome !== 'reported') throw new Error(result.outcome);
  return result.report;
}

export function pair({ comparison }: DayReport, names: string): PairComparison {
  return comparison.pairs.find(({ sides }) => sides.join('-') === names)!;
}
