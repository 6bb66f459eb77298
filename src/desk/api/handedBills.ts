/** Bills that a hospital system hands to the clerk's page. */

import { z } from 'zod';
import { type Instant, instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { billField, billOf } from './bill.ts';

export function handedBillRoutes({
  equipment: { clock, journal },
  handedBills: bills,
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
        handle: () =>
          answer(200, {
            bills: bills
              .list()
              // One that was settled, here or by the hospital system itself, waits no longer.
              .filter((bill) => !journal.standingBill(bill.provider, bill.billNumber))
              .map(({ at, ...bill }) => ({ ...bill, at: instantText(at as Instant) })),
          }),
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
