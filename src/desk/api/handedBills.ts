/** Bills that a hospital system hands to the clerk's page. */

import { z } from 'zod';
import type { SettlementId } from '../../model/index.ts';
import { yuanText } from '../../money.ts';
import { dueBill, encodeBill } from '../../terminal/deskParts.ts';
import type { Stay } from '../../terminal/index.ts';
import { type Instant, instantText } from '../../time.ts';
import type { HandedBill } from '../clerk/handedBills.ts';
import { answer } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { billField, billOf } from './bill.ts';

export function handedBillRoutes({
  equipment: { clock, journal },
  handedBills: bills,
  stays,
}: DeskParts): DeskRoutes {
  return {
    name: 'handed-bills',
    routes: [
      route({
        method: 'POST',
        path: '/v1/bills',
        access: 'settle',
        summary: {
          zh: '把账单交给收费员的页面，等待结算；不结算',
          en: 'hands a bill to the clerk’s page, where it waits; settles nothing',
        },
        body: z.strictObject({ bill: billField }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        handle({ body }) {
          const { billNumber, provider, patient } = billOf(body.bill);
          bills.put({
            billNumber,
            provider: provider.code,
            at: clock.now(),
            patientName: patient.name,
            memberNumber: patient.memberNumber,
            total: String(body.bill.total),
            document: body.bill,
          });
          return new Response(null, { status: 204 });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/bills',
        access: 'admin',
        summary: { zh: '等待结算的账单', en: 'bills that wait for the clerk' },
        handle() {
          // Bills of stays wait where they were laid down; one that was settled waits no longer.
          const waiting = [...(stays?.open() ?? []).flatMap(dueOf), ...bills.list()].filter(
            (bill) => !journal.standingBill(bill.provider, bill.billNumber),
          );
          return answer(200, {
            bills: waiting.map(({ at, ...bill }) => ({ ...bill, at: instantText(at as Instant) })),
          });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/bills/removals',
        access: 'settle',
        summary: { zh: '取回一张账单', en: 'takes a bill back' },
        body: z.strictObject({ provider: z.string().max(64), billNumber: z.string().max(64) }),
        handle({ body }) {
          bills.take(body.provider, body.billNumber);
          return new Response(null, { status: 204 });
        },
      }),
    ],
  };
}

/** The bill of a stay that waits for its settlement. */
function dueOf(stay: Stay): readonly (HandedBill & { readonly stay: SettlementId })[] {
  const bill = dueBill(stay)?.bill;
  if (!bill) return [];
  const { billNumber, provider, patient, total } = bill;
  return [
    {
      stay: stay.id,
      billNumber,
      provider: provider.code,
      at: stay.admittedAt,
      patientName: patient.name,
      memberNumber: patient.memberNumber,
      total: yuanText(total),
      document: JSON.parse(encodeBill(bill)),
    },
  ];
}
