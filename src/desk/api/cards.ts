/** Readers, leases, and reading a card. */

import { z } from 'zod';
import { type Instant, instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import { CARD_WAIT_MS_MAX } from '../limits.ts';
import { type DeskCall, type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { instantText as instantShape, readerShape } from './shapes.ts';
import { cardShown } from './show.ts';

/** What every card operation may be told. */
export const cardFields = {
  reader: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: '读卡器名称的一部分 part of the reader’s name' }),
  waitMs: z
    .int()
    .min(0)
    .max(CARD_WAIT_MS_MAX)
    .optional()
    .meta({ description: '等卡毫秒数 how long to wait for a card' }),
} as const;

/** The lease that a call names in its header. */
export function leaseOf({ request }: DeskCall): string | undefined {
  return request.headers.get('onecard-lease') ?? undefined;
}

export function cardRoutes({ cards, terminal }: DeskParts): DeskRoutes {
  return {
    name: 'cards',
    routes: [
      route({
        method: 'GET',
        path: '/v1/readers',
        access: 'read',
        summary: { zh: '读卡器', en: 'readers that are attached' },
        answers: {
          200: {
            description: '读卡器 readers',
            schema: z.object({ readers: z.array(readerShape), underWay: z.string().optional() }),
          },
        },
        async handle() {
          const readers = (await cards.readers()).map(({ name, kind, slots }) => ({
            name,
            kind,
            slots,
          }));
          const underWay = cards.underWay();
          return answer(200, { readers, ...(underWay === undefined ? {} : { underWay }) });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/leases',
        access: 'read',
        body: z.strictObject({}),
        summary: {
          zh: '占用读卡器，使几步之间没有别人',
          en: 'keep the reader for several steps; name it in OneCard-Lease',
        },
        answers: {
          201: {
            description: '租约 the lease',
            schema: z.object({ lease: z.string(), until: instantShape }),
          },
        },
        handle({ caller }) {
          const { id, until } = cards.lease(caller.grant!);
          return answer(201, { lease: id, until: instantText(until as Instant) });
        },
      }),
      route({
        method: 'DELETE',
        path: '/v1/leases/:id',
        access: 'read',
        summary: { zh: '交还读卡器', en: 'give the reader back' },
        handle({ caller, params }) {
          cards.giveBack(caller.grant!, params.id!);
          return new Response(null, { status: 204 });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/cards/read',
        access: 'read',
        summary: {
          zh: '读卡并逐项验真；证号按权限遮盖',
          en: 'read the card and prove it; numbers masked unless the scope says otherwise',
        },
        body: z.strictObject(cardFields),
        answers: {
          200: {
            description: '卡与检查结果 the card and every check on it',
            schema: z.looseObject({ outcome: z.enum(['verified', 'refused']) }),
          },
        },
        async handle(call) {
          const { caller, body, signal } = call;
          const { record, verification } = await cards.withCard(
            { caller: caller.grant!, name: 'read', ...body, lease: leaseOf(call), signal },
            (card) => terminal.read(card),
          );
          const { outcome, checks } = verification;
          // A card that is not proven may say anything: nothing of it is passed on.
          if (outcome === 'refused') return answer(200, { outcome, checks });
          return answer(200, { outcome, checks, ...cardShown(record, caller) });
        },
      }),
    ],
  };
}
