/** 日结: the day on every side, and its sign-off. */

import { z } from 'zod';
import { type HisDay, parseHisDay } from '../../terminal/deskParts.ts';
import type { DayCloseResult, DayDesk, DayReport } from '../../terminal/index.ts';
import { instantText, plainDate } from '../../time.ts';
import { answer } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import { type DeskRoutes, route } from '../routes.ts';
import { operator } from './visits.ts';

/** The hospital's own day; its door is `parseHisDay`, which knows more than shapes. */
const his = z
  .record(z.string(), z.unknown())
  .optional()
  .meta({ description: '院方日报 onecard-his-day/1 (docs/day-end.md)' });

const REPORT = { 200: { description: '核对 the comparison', schema: z.looseObject({}) } };

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
        body: z.strictObject({ his }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        answers: REPORT,
        async handle({ params, body }) {
          return answer(200, reported(await days.report(plainDate(params.date!), hisOf(body.his))));
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
          his,
        }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        isKeyed: true,
        answers: REPORT,
        async handle({ params, body: { his: books, accepted, operator: who } }) {
          const day = hisOf(books);
          const result = await days.close(plainDate(params.date!), {
            operator: who,
            ...(day ? { his: day } : {}),
            ...(accepted === undefined ? {} : { accepted }),
          });
          return answer(200, closed(result));
        },
      }),
    ],
  };
}

function hisOf(field: z.output<typeof his>): HisDay | undefined {
  return field && parseHisDay(JSON.stringify(field), 'his-day.json');
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
