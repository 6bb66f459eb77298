/** 住院: a stay from its admission to its last bill. Its bills are settled as any other: `POST /v1/visits`. */

import { z } from 'zod';
import { toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import {
  billedSettlement,
  checkedBill,
  DISPOSITIONS,
  dueBill,
  parseAdmission,
  parseCharges,
  STAY_PARTS,
  sha256,
} from '../../terminal/deskParts.ts';
import type { StayDesk } from '../../terminal/index.ts';
import { plainDate } from '../../time.ts';
import { answer, passing } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import {
  type DeskCall,
  type DeskParts,
  type DeskRoute,
  type DeskRoutes,
  route,
} from '../routes.ts';
import { assertSecond } from '../visits/secondPerson.ts';
import { cardFields, leaseOf } from './cards.ts';
import { reasonField, settlementIdOf } from './settlements.ts';
import { billResultShown, stayListed, stayShown } from './stayShow.ts';
import { operator } from './visits.ts';

const who = operator.unwrap();
const document = z.record(z.string(), z.unknown());
const serial = z.string().min(1).max(30);
const day = z.iso.date();

const OUTCOME = {
  200: { description: '结果 the outcome', schema: z.looseObject({ outcome: z.string() }) },
};

export function stayRoutes(desk: DeskParts, stays: StayDesk): DeskRoutes {
  return {
    name: 'stays',
    routes: [...looks(stays, desk), ...steps(stays, desk), ...bills(stays, desk)],
  };
}

function idOf({ params }: DeskCall): SettlementId {
  return settlementIdOf(params.id!);
}

function looks(stays: StayDesk, { equipment }: DeskParts): readonly DeskRoute[] {
  return [
    route({
      method: 'GET',
      path: '/v1/stays',
      access: 'settle',
      summary: { zh: '在院病人与待结账单', en: 'stays without an end, oldest first' },
      handle: () =>
        answer(200, { stays: stays.open().map((stay) => stayListed(stay, stays, equipment)) }),
    }),
    route({
      method: 'GET',
      path: '/v1/stays/:id',
      access: 'settle',
      summary: { zh: '住院情况与账户', en: 'a stay, its bills and its account' },
      handle(call) {
        const stay = stays.stay(idOf(call));
        if (!stay) throw new OneCardError('desk.not-found');
        return answer(200, stayShown(stay, stays, equipment));
      },
    }),
  ];
}

function steps(stays: StayDesk, desk: DeskParts): readonly DeskRoute[] {
  const { cards, equipment } = desk;
  return [
    route({
      method: 'POST',
      path: '/v1/stays',
      access: 'settle',
      summary: {
        zh: '入院登记：验卡，核对患者，预交金',
        en: 'admits: the card is proven and is the patient’s; a deposit, or none is due',
      },
      body: z.strictObject({
        admission: document.meta({ description: 'onecard-admission/1 (docs/stay.md)' }),
        operator: who,
        ...cardFields,
      }),
      isKeyed: true,
      answers: OUTCOME,
      async handle(call) {
        const { admission: field, operator: name, ...where } = call.body;
        const admission = parseAdmission(JSON.stringify(field), 'admission.json');
        const { caller, signal } = call;
        const request = { caller: caller.grant!, name: 'admit', lease: leaseOf(call), signal };
        const result = await cards.withCard({ ...request, ...where }, (transport) =>
          stays.admit(transport, admission, name),
        );
        if (result.outcome !== 'admitted') return answer(200, result);
        const { stay, overlaps, isRepeated } = result;
        const shown = stayShown(stay, stays, equipment);
        return answer(200, { outcome: 'admitted', ...shown, overlaps, isRepeated });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/stays/:id/charges',
      access: 'settle',
      summary: {
        zh: '记账、退费、补交预交金',
        en: 'charges lines, takes some back, takes money in',
      },
      body: z.strictObject({
        charges: document.meta({ description: 'onecard-charges/1 (docs/stay.md)' }),
        operator: who,
      }),
      bodyBytesMax: BILL_BODY_BYTES_MAX,
      isKeyed: true,
      answers: OUTCOME,
      async handle(call) {
        const { charges, operator: name } = call.body;
        const parsed = parseCharges(JSON.stringify(charges), 'charges.json');
        const result = await stays.charge(idOf(call), parsed, name);
        if (result.outcome !== 'charged') return answer(200, result);
        const { stay, isRepeated } = result;
        const shown = stayShown(stay, stays, equipment);
        return answer(200, { outcome: 'charged', ...shown, isRepeated });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/stays/:id/cancellation',
      access: 'reverse',
      summary: {
        zh: '撤销入院、中途结算或出院；已结算的先冲正',
        en: 'takes back an admission, an interim bill or a discharge; a settlement first',
      },
      body: z.strictObject({
        part: z.enum(STAY_PARTS),
        reason: reasonField,
        operator: who,
        second: operator,
        card: z.enum(['here', 'absent']).default('absent'),
        ...cardFields,
      }),
      isKeyed: true,
      answers: OUTCOME,
      async handle(call) {
        const id = idOf(call);
        const { part, reason, operator: name, second, card, ...where } = call.body;
        // Settled by itself, and not named here yet: the cancellation takes that one back.
        const before = await stays.catchUp(id);
        assertSecond(before && billedSettlement(before), { first: name, second }, desk);
        const options = { reason, operator: name, ...(second === undefined ? {} : { second }) };
        const { caller, signal } = call;
        const request = { caller: caller.grant!, name: 'cancel', lease: leaseOf(call), signal };
        const result =
          card === 'absent'
            ? await stays.cancel(id, part, options)
            : await cards.withCard({ ...request, ...where }, (transport) =>
                stays.cancel(id, part, { ...options, transport }),
              );
        const response = answer(200, billResultShown(result, stays, equipment, call.language));
        return result.outcome === 'reversal-open' ? passing(response) : response;
      },
    }),
  ];
}

function bills(stays: StayDesk, { equipment, visits, rules }: DeskParts): readonly DeskRoute[] {
  return [
    route({
      method: 'POST',
      path: '/v1/stays/:id/interim',
      access: 'settle',
      summary: { zh: '中途结算：账单落定', en: 'lays an interim bill down' },
      body: z.strictObject({ billNumber: serial, until: day, operator: who }),
      isKeyed: true,
      answers: OUTCOME,
      async handle(call) {
        const { until, ...body } = call.body;
        const result = await stays.interim(idOf(call), { ...body, until: plainDate(until) });
        return answer(200, billResultShown(result, stays, equipment, call.language));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/stays/:id/discharge',
      access: 'settle',
      summary: { zh: '出院：最后的账单落定', en: 'the patient leaves: the last bill is laid down' },
      body: z.strictObject({
        billNumber: serial,
        dischargedOn: day,
        disposition: z.enum(DISPOSITIONS).default('home'),
        referralNumber: serial.exactOptional(),
        operator: who,
      }),
      isKeyed: true,
      answers: OUTCOME,
      async handle(call) {
        const { dischargedOn, ...body } = call.body;
        const request = { ...body, dischargedOn: plainDate(dischargedOn) };
        const result = await stays.discharge(idOf(call), request);
        return answer(200, billResultShown(result, stays, equipment, call.language));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/stays/:id/visits',
      access: 'settle',
      summary: {
        zh: '结算待结账单，如 POST /v1/visits',
        en: 'begins to settle the bill that is due, as POST /v1/visits does',
      },
      body: z.strictObject({
        consent: z.enum(['asked', 'given']).default('asked'),
        operator: who,
        ...cardFields,
      }),
      isKeyed: true,
      answers: {
        202: { description: '编号 the visit', schema: z.object({ id: z.string() }) },
        200: {
          description: '没有待结账单 no bill is due',
          schema: z.object({ outcome: z.string() }),
        },
      },
      async handle(call) {
        const stay = await stays.catchUp(idOf(call));
        if (!stay) throw new OneCardError('desk.not-found');
        const bill = dueBill(stay)?.bill;
        if (!bill) return answer(200, { outcome: 'nothing-due' });
        const { consent, ...where } = call.body;
        const key = call.request.headers.get('idempotency-key')!;
        const id = toHex(sha256(utf8(`${call.caller.grant}\n${key}`)).subarray(0, 16));
        await visits.begin({
          id,
          caller: call.caller.grant!,
          bill: checkedBill(bill),
          consent: rules.confirmsInWindow ? 'asked' : consent,
          lease: leaseOf(call),
          ...where,
        });
        return answer(202, { id });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/stays/:id/conclusion',
      access: 'settle',
      summary: {
        zh: '账单结算后登记到该次住院；返回账户',
        en: 'names the settlement of the bill that was due; tells the account',
      },
      body: z.strictObject({}),
      answers: OUTCOME,
      async handle(call) {
        const stay = await stays.catchUp(idOf(call));
        if (!stay) throw new OneCardError('desk.not-found');
        const outcome = dueBill(stay) ? 'bill-due' : 'nothing-due';
        return answer(200, { outcome, ...stayShown(stay, stays, equipment) });
      },
    }),
  ];
}
