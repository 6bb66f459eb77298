/** Payloads of a hospital stay and of a refund (docs/formats/journal.md, "Payloads"). */

import { BILL_LINES_MAX } from '../../../limits.ts';
import type { StayFields, VisitFields } from '../entry.ts';
import { fields } from '../fields.ts';
import { DIAGNOSES_MAX } from '../limits.ts';
import { list } from '../shape.ts';
import { BILL_LINE } from './bill.ts';
import {
  AMOUNT,
  CARD_SERIAL,
  COUNTY_CODE,
  DATE,
  MEMBER_NUMBER,
  NAME,
  PROVIDER_CODE,
  SETTLEMENT_ID,
} from './names.ts';
import { type PayloadShapes, VERSION } from './version.ts';

export const STAY_PAYLOADS: PayloadShapes<StayFields> = {
  admitted: fields({
    ...VERSION,
    home: COUNTY_CODE,
    cardSerial: CARD_SERIAL,
    memberNumber: MEMBER_NUMBER,
    provider: PROVIDER_CODE,
    admittedOn: DATE,
    diagnoses: list(NAME, DIAGNOSES_MAX),
    deposit: AMOUNT,
  }),
  charged: fields({ ...VERSION, day: DATE, lines: list(BILL_LINE, BILL_LINES_MAX), total: AMOUNT }),
  interim: fields({ ...VERSION, settlement: SETTLEMENT_ID, through: DATE }),
  discharged: fields({ ...VERSION, dischargedOn: DATE }, { settlement: SETTLEMENT_ID }),
  'stay-cancelled': fields({ ...VERSION, reason: NAME, operator: NAME }),
};

export const REFUND_PAYLOADS: PayloadShapes<Pick<VisitFields, 'refunding' | 'refunded'>> = {
  refunding: fields({ ...VERSION, replacement: SETTLEMENT_ID, reason: NAME, operator: NAME }),
  refunded: fields({ ...VERSION, replacement: SETTLEMENT_ID }),
};
