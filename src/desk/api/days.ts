/** 日结: the day on every side, and its sign-off. */

import { z } from 'zod';
import { fromHex } from '../../bytes.ts';
import { type HisDay, parseHisDay, SIDES } from '../../terminal/deskParts.ts';
import type { DayCloseResult, DayDesk, DayReport, DayTotals } from '../../terminal/index.ts';
import { instantText, type PlainDate, plainDate } from '../../time.ts';
import { RequestInvalid } from '../guard/shape.ts';
import { answer } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import { type DeskRoutes, route } from '../routes.ts';
import { comparedSums, type HisSums, hisSums } from './daySums.ts';
import { operator } from './visits.ts';

/** The hospital's own day: bill by bill as a document or its CSV, or its sums alone. */
const books = {
  // Its door is `parseHisDay`, which knows more than shapes.
  his: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: '院方日报 onecard-his-day/1 (docs/day-end.md)' }),
  csv: z.string().min(1).optional().meta({ description: '院方日报 CSV (docs/day-end.md)' }),
  sums: hisSums.optional(),
};

/** Whoever accepts differences names the comparison that has them. */
const shownDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    description:
      '所看核对的 comparison.digest：签认的是看过的差异 of the answer that was looked at: with differences, a day is signed off as it was shown',
  });

const settlementId = z.string().meta({ description: '结算编号' });
const side = z.enum(SIDES);

const netBillShape = z.looseObject({
  amounts: z.record(z.string(), z.string()).meta({ description: '分 whole fen, by layer' }),
  settlementCount: z.int(),
  reversalCount: z.int(),
  standingById: z.record(z.string(), z.int()).meta({
    description: '1 stands, 0 was settled and reversed, -1 undoes an earlier day’s',
  }),
});

/** What a page needs to show of a comparison; there is more in it. */
const comparisonShape = z.looseObject({
  digest: shownDigest,
  differenceCount: z.int().min(0),
  pairs: z.array(
    z.looseObject({
      sides: z.tuple([side, side]),
      differences: z.array(
        z.looseObject({
          result: z.enum([
            'AMOUNT_DIFF',
            'STATUS_DIFF',
            'ONLY_IN_HIS',
            'ONLY_IN_JOURNAL',
            'ONLY_IN_CENTRE',
          ]),
          provider: z.string(),
          billNumber: z.string(),
          bills: z.array(netBillShape.nullable()).meta({
            description: 'in the order of the pair; null where the side has never heard of it',
          }),
          layers: z.array(z.string()).meta({ description: 'of an AMOUNT_DIFF' }),
          ids: z.array(settlementId).meta({
            description:
              '两方状态不同的结算 settlements that stand differently on the two; none where a side does not know them',
          }),
        }),
      ),
    }),
  ),
});

const REPORT = {
  200: {
    description: '核对 the comparison',
    schema: z.looseObject({
      outcome: z.enum(['reported', 'other-day']),
      comparison: comparisonShape.optional(),
      openVisits: z.array(settlementId).optional(),
      unreachable: z.array(z.string()).optional(),
    }),
  },
};

const CLOSED = {
  200: {
    description:
      '签认，或不能签认的原因与核对 the sign-off, or why not, with the comparison as it is now',
    schema: z.looseObject({
      outcome: z.enum(['closed', 'close-refused', 'other-day']),
      reason: z
        .enum([
          'day-in-future',
          'later-day-closed',
          'centre-unreachable',
          'differences',
          'comparison-changed',
        ])
        .optional(),
      comparison: comparisonShape.optional(),
    }),
  },
};

export function dayRoutes(days: DayDesk): DeskRoutes {
  return {
    name: 'days',
    routes: [
      route({
        method: 'GET',
        path: '/v1/days/:date',
        access: 'settle',
        summary: {
          zh: '当日流水与中心核对',
          en: 'the day: journal against the centres; writes nothing',
        },
        answers: REPORT,
        async handle({ params }) {
          return answer(200, reported(await days.report(plainDate(params.date!))));
        },
      }),
      route({
        method: 'POST',
        path: '/v1/days/:date/comparisons',
        access: 'settle',
        summary: {
          zh: '与院方日报三方核对',
          en: 'the same with the hospital’s own day; writes nothing',
        },
        body: z.strictObject(books),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        answers: REPORT,
        async handle({ params, body }) {
          const date = plainDate(params.date!);
          const result = await days.report(date, hisOf(body, date));
          const shown = reported(result);
          if (result.outcome !== 'reported' || !body.sums) return answer(200, shown);
          return answer(200, { ...shown, sums: comparedSums(body.sums, result.report.totals) });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/days/:date/closing',
        access: 'settle',
        summary: { zh: '日结签认，锁定当日', en: 'signs the day off, and locks it' },
        body: z.strictObject({
          operator: operator.unwrap(),
          accepted: z.string().min(1).max(200).optional().meta({
            description: '有差异时的签认理由 why it is signed off in spite of differences',
          }),
          comparison: shownDigest.optional(),
          ...books,
        }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        isKeyed: true,
        answers: CLOSED,
        async handle({ params, body }) {
          const { accepted, comparison, operator: who, sums } = body;
          const date = plainDate(params.date!);
          const day = hisOf(body, date);
          const result = await days.close(date, {
            operator: who,
            ...(day ? { his: day } : {}),
            ...(sums ? { sumDifferences: (totals) => differencesOf(sums, totals) } : {}),
            ...(accepted === undefined ? {} : { accepted }),
            ...(comparison === undefined ? {} : { comparison: fromHex(comparison) }),
          });
          return answer(200, closed(result));
        },
      }),
    ],
  };
}

interface Books {
  readonly his?: Record<string, unknown> | undefined;
  readonly csv?: string | undefined;
  readonly sums?: HisSums | undefined;
}

/** @throws RequestInvalid for two kinds of books at once, DocumentError for what breaks their rules */
function hisOf({ his, csv, sums }: Books, date: PlainDate): HisDay | undefined {
  if ([his, csv, sums].filter((each) => each !== undefined).length > 1) {
    throw new RequestInvalid([{ path: 'his', rule: 'several_books' }]);
  }
  if (csv !== undefined) return parseHisDay(csv, 'his-day.csv', date);
  return his && parseHisDay(JSON.stringify(his), 'his-day.json');
}

function differencesOf(sums: HisSums, totals: DayTotals): number {
  return comparedSums(sums, totals).filter(({ isSame }) => !isSame).length;
}

function reported(result: Awaited<ReturnType<DayDesk['report']>>): object {
  if (result.outcome === 'other-day') return result;
  return { outcome: result.outcome, ...reportShown(result.report) };
}

function closed(result: DayCloseResult): object {
  switch (result.outcome) {
    case 'closed':
      return {
        outcome: 'closed',
        isRepeated: result.isRepeated,
        closing: closingShown(result.entry),
      };
    case 'close-refused': {
      const { outcome, reason, report } = result;
      return { outcome, reason, ...(report ? reportShown(report) : {}) };
    }
    default:
      return result;
  }
}

function reportShown({ closing, ...report }: DayReport): object {
  return { ...report, ...(closing ? { closing: closingShown(closing) } : {}) };
}

function closingShown({
  date,
  at,
  sequence,
  hash,
  operator: who,
}: NonNullable<DayReport['closing']>) {
  return { date, at: instantText(at), sequence, hash, operator: who };
}
