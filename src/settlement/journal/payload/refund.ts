/** Payloads of a refund (docs/formats/journal.md, "Payloads"). */

import type { VisitFields } from '../entry.ts';
import { fields } from '../fields.ts';
import { oneOf } from '../shape.ts';
import { BILL } from './bill.ts';
import { AMOUNT, CLAUSE, DATE, NAME, SETTLEMENT_ID } from './names.ts';
import { RETURNED } from './stay.ts';
import { type PayloadShapes, VERSION } from './version.ts';

export const REFUND_PAYLOADS: PayloadShapes<Pick<VisitFields, 'refunding' | 'refunded'>> = {
  refunding: fields(
    {
      ...VERSION,
      cause: oneOf(['returned', 'underpaid']),
      paidBy: oneOf(['fund', 'hospital']),
      returned: RETURNED,
      reason: NAME,
      operator: NAME,
    },
    {
      bill: BILL,
      audit: fields({ number: NAME, auditedOn: DATE, cash: AMOUNT }),
      clause: CLAUSE,
      second: NAME,
    },
  ),
  refunded: fields(
    { ...VERSION, cashBack: AMOUNT },
    { settlement: SETTLEMENT_ID, operator: NAME, reason: NAME },
  ),
};
