/** Trial and settlement of a bill. */

import { z } from 'zod';
import { toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { sha256 } from '../../terminal/deskParts.ts';
import { ownOrigins } from '../guard/origin.ts';
import { answer } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import { type Caller, type DeskCall, type DeskParts, type DeskRoutes, route } from '../routes.ts';
import type { VisitView } from '../visits/visitView.ts';
import { billField, billOf } from './bill.ts';
import { cardFields, leaseOf } from './cards.ts';
import { trialShape, visitShape } from './shapes.ts';
import { trialShown, visitShown } from './show.ts';
import { eventStream } from './stream.ts';

/** Who is at the desk; it stands in the journal. */
export const operator = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}]+$/u)
  .optional();

const VISIT = { 200: { description: '该笔的当前情况 the visit as it is', schema: visitShape } };

export function visitRoutes(desk: DeskParts, port: number): DeskRoutes {
  const { cards, terminal, visits, rules } = desk;

  /** The visit, if it is the caller's own; the service's own window sees all. */
  function viewFor(caller: Caller, id: string): VisitView {
    const view = visits.view(id);
    if (view.caller !== caller.grant && !caller.scopes.has('admin')) {
      throw new OneCardError('desk.not-found');
    }
    return view;
  }

  function assertMayConfirm({ caller }: DeskCall): void {
    const isOwn = ownOrigins(port).includes(caller.origin ?? '') && caller.scopes.has('admin');
    if (rules.confirmsInWindow && !isOwn) {
      throw new OneCardError('desk.scope-missing', { scope: 'admin' });
    }
  }

  return {
    name: 'visits',
    routes: [
      route({
        method: 'POST',
        path: '/v1/trials',
        access: 'read',
        summary: {
          zh: '试算：谁付多少、为什么，不保存',
          en: 'who would pay what, and why; keeps nothing',
        },
        body: z.strictObject({ bill: billField, ...cardFields }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        answers: { 200: { description: '试算结果 what was decided', schema: trialShape } },
        async handle(call) {
          const { caller, signal } = call;
          const { bill: field, ...where } = call.body;
          const bill = billOf(field);
          const result = await cards.withCard(
            { caller: caller.grant!, name: 'trial', ...where, lease: leaseOf(call), signal },
            (card) => terminal.trial(card, bill),
          );
          return answer(200, trialShown(result));
        },
      }),
      route({
        method: 'POST',
        path: '/v1/visits',
        access: 'settle',
        summary: {
          zh: '开始结算，立即返回编号；同一幂等键是同一笔',
          en: 'begin a settlement; answers at once; the same key is the same visit',
        },
        body: z.strictObject({
          bill: billField,
          consent: z.enum(['asked', 'given']).default('asked').meta({
            description: 'asked 试算后等待确认 waits for the clerk; given 已确认 agreed before',
          }),
          operator,
          ...cardFields,
        }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        isKeyed: true,
        answers: { 202: { description: '编号 the visit', schema: z.object({ id: z.string() }) } },
        async handle(call) {
          const { bill: field, consent, ...where } = call.body;
          const key = call.request.headers.get('idempotency-key')!;
          const id = toHex(sha256(utf8(`${call.caller.grant}\n${key}`)).subarray(0, 16));
          await visits.begin({
            id,
            caller: call.caller.grant!,
            bill: billOf(field),
            consent: rules.confirmsInWindow ? 'asked' : consent,
            lease: leaseOf(call),
            ...where,
          });
          return answer(202, { id });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/visits',
        access: 'settle',
        summary: {
          zh: '进行中的各笔',
          en: 'visits under way: the caller’s own, all for the own window',
        },
        answers: {
          200: {
            description: '进行中 under way',
            schema: z.object({ visits: z.array(visitShape) }),
          },
        },
        handle({ caller, language }) {
          const isSeen = (view: VisitView) =>
            view.caller === caller.grant || caller.scopes.has('admin');
          const views = visits.underWay().filter(isSeen);
          return answer(200, { visits: views.map((view) => visitShown(view, language)) });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/visits/:id',
        access: 'settle',
        summary: { zh: '该笔的当前情况', en: 'the visit as it is, also after a restart' },
        answers: VISIT,
        handle: ({ caller, params, language }) =>
          answer(200, visitShown(viewFor(caller, params.id!), language)),
      }),
      route({
        method: 'GET',
        path: '/v1/visits/:id/events',
        access: 'settle',
        summary: {
          zh: '该笔的每一步（事件流）',
          en: 'each step of the visit, as server-sent events',
        },
        answers: { 200: { description: 'event: visit', content: 'text/event-stream' } },
        handle(call) {
          const { params, language } = call;
          const { id } = viewFor(call.caller, params.id!);
          return eventStream(desk.events, call, async function* ({ until }) {
            for await (const view of visits.follow(id, until)) {
              yield { type: 'visit', data: visitShown(view, language) };
            }
          });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/visits/:id/confirmation',
        access: 'settle',
        summary: { zh: '操作员确认或放弃', en: 'the clerk’s yes or no to what was decided' },
        body: z.strictObject({ isAccepted: z.boolean() }),
        answers: VISIT,
        handle(call) {
          const { id } = viewFor(call.caller, call.params.id!);
          assertMayConfirm(call);
          return answer(200, visitShown(visits.confirm(id, call.body.isAccepted), call.language));
        },
      }),
      route({
        method: 'POST',
        path: '/v1/visits/:id/cancellation',
        access: 'settle',
        summary: {
          zh: '取消；已发出的在中心撤回，卡写妥后不能取消',
          en: 'call it off; what was sent is taken back, until the card is written',
        },
        body: z.strictObject({}),
        answers: VISIT,
        handle({ caller, params, language }) {
          const { id } = viewFor(caller, params.id!);
          return answer(200, visitShown(visits.cancel(id), language));
        },
      }),
    ],
  };
}
