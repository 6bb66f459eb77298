/** What waits for a centre: off-line settlements to hand in, and visits that were left open. */

import { z } from 'zod';
import type { Language } from '../../errors/index.ts';
import type { NotTaken, RecoveredVisit } from '../../terminal/index.ts';
import { instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import { problemOf } from '../http/problem.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { amount, bilingual } from './shapes.ts';

const outboxShape = z.object({
  count: z.int(),
  sum: amount,
  sentence: bilingual,
  counties: z.array(
    z.looseObject({
      county: z.string(),
      count: z.int(),
      sum: amount,
      notTaken: z.array(
        z.looseObject({ settlement: z.string(), billNumber: z.string(), sum: amount }),
      ),
    }),
  ),
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
        handle({ language }) {
          const { counties, ...state } = terminal.outbox();
          const told = counties.map(({ oldestAt, lastFailure, notTaken, ...county }) => ({
            ...county,
            ...(oldestAt === undefined ? {} : { oldestAt: instantText(oldestAt) }),
            ...(lastFailure
              ? { lastFailure: { ...lastFailure, at: instantText(lastFailure.at) } }
              : {}),
            notTaken: notTaken.map((each) => notTakenShown(each, language)),
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
          const counties = sent.map(({ county, answers, notTaken, leftCount, cause }) => ({
            county,
            answers: answers.map(({ id, answer: given }) => ({
              settlement: id,
              outcome: given.outcome,
            })),
            notTaken: notTaken.map((each) => ({
              settlement: each.id,
              cause: problemOf(each.cause, language),
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

/** What a person needs to ask the county about it. */
function notTakenShown({ id, cause, settledAt, triedAt, ...rest }: NotTaken, language: Language) {
  return {
    settlement: id,
    ...rest,
    settledAt: instantText(settledAt),
    triedAt: instantText(triedAt),
    cause: problemOf(cause, language),
  };
}

/** Without the card's serial: the settlement is enough to look it up. */
function recoveredShown({ id, state }: Pick<RecoveredVisit, 'id' | 'state'>) {
  return { settlement: id, state };
}
