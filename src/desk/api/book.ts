/** What this desk settled: a day's list with its sums by payer, and a year month by month. */

import { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';
import type { AmountsByPayer, Payer } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import { cashTaken } from '../../terminal/deskParts.ts';
import { type JournalMovement, movementOf, stateOf } from '../../terminal/index.ts';
import { chinaDate, instantText, type PlainDate, plainDate } from '../../time.ts';
import { answer } from '../http/json.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { entriesBetween } from '../visits/entriesBetween.ts';
import { amount } from './shapes.ts';

type Sums = Partial<Record<Payer, Amount>>;

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
        async handle({ params }) {
          const date = dateIn(params.date!);
          const settled: JournalMovement[] = [];
          const reversed: JournalMovement[] = [];
          for await (const entry of entriesBetween(journal, date, date)) {
            const moved = movementOf(journal, entry);
            if (moved) (moved.kind === 'settlement' ? settled : reversed).push(moved);
          }
          return answer(200, {
            date,
            settlements: settled.map(({ id, at, billNumber, total, byPayer }) => {
              const entries = journal.entriesOf(id);
              const intent = entries.find((entry) => entry.kind === 'intent')!;
              return {
                settlement: id,
                at: instantText(at),
                billNumber,
                patient: intent.holder.name,
                total,
                byPayer,
                cashDue: cashTaken(journal, id),
                state: stateOf(entries),
              };
            }),
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
        async handle({ params }) {
          const year = /^\d{4}$/.exec(params.year!)?.[0];
          if (!year) throw new OneCardError('desk.not-found');
          const months: Sums[] = Array.from({ length: 12 }, () => ({}));
          const [first, last] = [plainDate(`${year}-01-01`), plainDate(`${year}-12-31`)];
          for await (const entry of entriesBetween(journal, first, last)) {
            const month = months[Number(chinaDate(entry.at).slice(5, 7)) - 1]!;
            const moved = movementOf(journal, entry);
            if (moved) gather(month, moved.byPayer, moved.kind === 'settlement' ? add : subtract);
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

function sumOf(movements: readonly JournalMovement[]): Sums {
  const all: Sums = {};
  for (const { byPayer } of movements) gather(all, byPayer, add);
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
