/** What waits for a centre: off-line settlements to hand in, and visits that were left open. */

import { z } from 'zod';
import type { RecoveredVisit } from '../../terminal/index.ts';
import { instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import { problemOf } from '../http/problem.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { amount, bilingual } from './shapes.ts';

const outboxShape = z.object({
  count: z.int(),
  sum: amount,
  sentence: bilingual,
  counties: z.array(z.looseObject({ county: z.string(), count: z.int(), sum: amount })),
});

export function outboxRoutes({ terminal }: DeskParts): DeskRoutes {
  return {
    name: 'outbox',
    routes: [
      route({
        method: 'GET',
        path: '/v1/outbox',
        access: 'settle',
        summary: {
          zh: '待上传的脱机结算',
          en: 'off-line settlements that the centres do not know yet',
        },
        answers: { 200: { description: '待上传 what waits', schema: outboxShape } },
        handle() {
          const { counties, ...state } = terminal.outbox();
          const told = counties.map(({ oldestAt, lastFailure, ...county }) => ({
            ...county,
            ...(oldestAt === undefined ? {} : { oldestAt: instantText(oldestAt) }),
            ...(lastFailure
              ? { lastFailure: { ...lastFailure, at: instantText(lastFailure.at) } }
              : {}),
          }));
          return answer(200, { ...state, counties: told });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/outbox/deliveries',
        access: 'settle',
        summary: { zh: '立即上传', en: 'hand in now what waits' },
        body: z.strictObject({}),
        async handle({ signal, language }) {
          const sent = await terminal.sendOutbox({ signal });
          const counties = sent.map(({ county, answers, leftCount, cause }) => ({
            county,
            answers: answers.map(({ id, answer: given }) => ({
              settlement: id,
              outcome: given.outcome,
            })),
            leftCount,
            ...(cause === undefined ? {} : { cause: problemOf(cause, language) }),
          }));
          return answer(200, { counties });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/recoveries',
        access: 'settle',
        summary: {
          zh: '查询并了结未决的结算',
          en: 'ask for what is undecided, and close what needs no card',
        },
        body: z.strictObject({}),
        async handle({ signal, language }) {
          const { closed, waitingForCard, unresolved, notHandedIn } = await terminal.recover({
            signal,
          });
          return answer(200, {
            closed: closed.map(recoveredShown),
            waitingForCard: waitingForCard.map(recoveredShown),
            unresolved: unresolved.map(({ cause, ...visit }) => ({
              ...recoveredShown(visit),
              cause: problemOf(cause, language),
            })),
            notHandedIn: notHandedIn.map(({ county, cause }) => ({
              county,
              cause: problemOf(cause, language),
            })),
          });
        },
      }),
    ],
  };
}

/** Without the card's serial: the settlement is enough to look it up. */
function recoveredShown({ id, state }: Pick<RecoveredVisit, 'id' | 'state'>) {
  return { settlement: id, state };
}
