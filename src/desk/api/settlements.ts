/** Settlements: what became of one, what is undecided, and taking one back. */

import { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { REVERSAL_REASON_CHARACTERS_MAX, type ReverseResult } from '../../terminal/index.ts';
import { instantText } from '../../time.ts';
import { answer, passing } from '../http/json.ts';
import { type DeskCall, type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { assertSecond } from '../visits/secondPerson.ts';
import { cardFields, leaseOf } from './cards.ts';
import { settlementShape } from './shapes.ts';
import { outcomeShown } from './show.ts';
import { operator } from './visits.ts';

/** A UUID of version 7 (RFC 9562 §5.7). */
const SETTLEMENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Why something is taken back; blanks are no reason. */
export const reasonField = z
  .string()
  .min(1)
  .max(REVERSAL_REASON_CHARACTERS_MAX)
  .regex(/^(?=.*\S)[^\p{C}]+$/u);

export function settlementRoutes(desk: DeskParts): DeskRoutes {
  return { name: 'settlements', routes: [...lookedUp(desk), reversal(desk)] };
}

function lookedUp({ equipment: { journal }, terminal }: DeskParts) {
  return [
    route({
      method: 'GET',
      path: '/v1/settlements/undecided',
      access: 'settle',
      summary: { zh: '未决的结算', en: 'settlements whose outcome is not known yet' },
      handle: () =>
        answer(200, {
          settlements: journal.openIntents().map(({ id, at, bill, adjudication }) => ({
            settlement: id,
            at: instantText(at),
            provider: bill.provider.code,
            billNumber: bill.billNumber,
            total: adjudication.total,
          })),
        }),
    }),
    route({
      method: 'GET',
      path: '/v1/settlements/:id',
      access: 'settle',
      summary: { zh: '按结算号查询', en: 'what became of a settlement' },
      answers: { 200: { description: '结果 the outcome', schema: settlementShape } },
      async handle({ params }) {
        const id = settlementIdOf(params.id!);
        const status = await terminal.status(id);
        const state = 'state' in status ? { state: status.state } : {};
        return answer(200, { settlement: id, outcome: status.outcome, ...state });
      },
    }),
  ];
}

function reversal(desk: DeskParts) {
  const { cards, terminal } = desk;
  return route({
    method: 'POST',
    path: '/v1/settlements/:id/reversal',
    access: 'reverse',
    summary: {
      zh: '冲正；卡在手边时当场更新',
      en: 'take a settlement back; the card is told at once if it is here',
    },
    body: z.strictObject({
      reason: reasonField,
      operator: operator.unwrap(),
      second: operator.meta({ description: '复核人 the second person' }),
      card: z.enum(['here', 'absent']).default('absent'),
      ...cardFields,
    }),
    isKeyed: true,
    answers: {
      200: {
        description: '结果 the outcome',
        schema: z.looseObject({ outcome: z.string(), settlement: z.string().optional() }),
      },
    },
    async handle(call) {
      const id = settlementIdOf(call.params.id!);
      const { card, reason: why, operator: who, second, ...where } = call.body;
      assertSecond(id, { first: who, second }, desk);
      const options = { reason: why, operator: who, ...(second === undefined ? {} : { second }) };
      if (card === 'absent') {
        return reversalAnswer(await terminal.reverse(id, options), call);
      }
      const { caller, signal } = call;
      const request = { caller: caller.grant!, name: 'reverse', lease: leaseOf(call), signal };
      const result = await cards.withCard({ ...request, ...where }, (transport) =>
        terminal.reverse(id, { ...options, transport }),
      );
      return reversalAnswer(result, call);
    },
  });
}

function reversalAnswer(result: ReverseResult, { language }: DeskCall): Response {
  const response = answer(200, outcomeShown(result, language));
  return result.outcome === 'reversing' ? passing(response) : response;
}

/** @throws OneCardError `desk.not-found` for what is no id */
export function settlementIdOf(text: string): SettlementId {
  if (!SETTLEMENT_ID.test(text)) throw new OneCardError('desk.not-found');
  return text as SettlementId;
}
