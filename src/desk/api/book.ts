/** What this desk settled: a day's list with its sums by payer, and a year month by month. */

import { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';
import type { AmountsByPayer, Payer } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import type { JournalEntry } from '../../terminal/deskParts.ts';
import { stateOf } from '../../terminal/index.ts';
import { chinaDate, instantText, type PlainDate, plainDate } from '../../time.ts';
import { answer } from '../http/json.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { entriesBetween } from '../visits/entriesBetween.ts';
import { amount } from './shapes.ts';

type Sums = Partial<Record<Payer, Amount>>;
type Settled = JournalEntry<'settled'>;

const sums = z.record(z.string(), amount);

export function bookRoutes({ equipment: { journal } }: DeskParts): DeskRoutes {
  return {
    name: 'book',
    routes: [
      route({
        method: 'GET',
        path: '/v1/desk/settled/:date',
        access: 'settle',
        summary: { zh: '某日的结算与冲正', en: 'settlements and reversals of a day' },
        answers: {
          200: {
            description: '当日 the day',
            schema: z.looseObject({ date: z.string(), settled: sums, reversed: sums }),
          },
        },
        handle({ params }) {
          const date = dateIn(params.date!);
          const settled: Settled[] = [];
          const reversed: Settled[] = [];
          for (const entry of entriesBetween(journal, date, date)) {
            if (entry.kind === 'settled') settled.push(entry);
            const original = entry.kind === 'reversed' && journal.settled(entry.id);
            if (original) reversed.push(original);
          }
          return answer(200, {
            date,
            settlements: settled.map((entry) => ({
              settlement: entry.id,
              at: instantText(entry.at),
              billNumber: entry.bill.billNumber,
              patient: entry.holder.name,
              total: entry.adjudication.total,
              byPayer: entry.adjudication.byPayer,
              state: stateOf(journal.entriesOf(entry.id)),
            })),
            settled: sumOf(settled),
            reversed: sumOf(reversed),
            settledCount: settled.length,
            reversedCount: reversed.length,
            undecidedCount: journal.openIntents().length,
          });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/desk/years/:year',
        access: 'settle',
        summary: {
          zh: '某年各月各方支付，冲正已扣除',
          en: 'a year by month and payer, reversals taken off',
        },
        handle({ params }) {
          const year = /^\d{4}$/.exec(params.year!)?.[0];
          if (!year) throw new OneCardError('desk.not-found');
          const months: Sums[] = Array.from({ length: 12 }, () => ({}));
          const [first, last] = [plainDate(`${year}-01-01`), plainDate(`${year}-12-31`)];
          for (const entry of entriesBetween(journal, first, last)) {
            const month = months[Number(chinaDate(entry.at).slice(5, 7)) - 1]!;
            if (entry.kind === 'settled') gather(month, entry.adjudication.byPayer, add);
            const original = entry.kind === 'reversed' && journal.settled(entry.id);
            if (original) gather(month, original.adjudication.byPayer, subtract);
          }
          return answer(200, { year, months });
        },
      }),
    ],
  };
}

function dateIn(text: string): PlainDate {
  try {
    return plainDate(text);
  } catch {
    throw new OneCardError('desk.not-found');
  }
}

function sumOf(entries: readonly Settled[]): Sums {
  const all: Sums = {};
  for (const { adjudication } of entries) gather(all, adjudication.byPayer, add);
  return all;
}

function gather(
  into: Sums,
  byPayer: AmountsByPayer,
  change: (sum: Amount, part: Amount) => Amount,
): void {
  for (const [payer, part] of Object.entries(byPayer) as [Payer, Amount][]) {
    into[payer] = change(into[payer] ?? ZERO, part);
  }
}
