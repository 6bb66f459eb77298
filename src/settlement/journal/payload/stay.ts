/** Payloads of a hospital stay (docs/formats/journal.md, "Payloads"). */

import { BILL_LINES_MAX } from '../../../limits.ts';
import type { Quantity } from '../../../money.ts';
import type { StayFields } from '../entry.ts';
import { fields, oneOfShapes } from '../fields.ts';
import { DISPOSITIONS, type ReturnedLine, STAY_PARTS } from '../kinds/stay.ts';
import { list, oneOf, type Shape, wholeUnits } from '../shape.ts';
import { BILL, BILL_LINE, OPEN_VISIT, PATIENT, PROVIDER } from './bill.ts';
import { AMOUNT, CARD_SERIAL, CLAUSE, COUNTY_CODE, DATE, NAME, SETTLEMENT_ID } from './names.ts';
import { type PayloadShapes, VERSION } from './version.ts';

const RETURNED_LINE: Shape<ReturnedLine> = fields({
  lineId: NAME,
  quantity: wholeUnits<Quantity>(),
});
export const RETURNED = list(RETURNED_LINE, BILL_LINES_MAX);

const SETTLED = fields({ ...VERSION, step: oneOf(['settled']) }, { settlement: SETTLEMENT_ID });

export const STAY_PAYLOADS: PayloadShapes<StayFields> = {
  admitted: fields(
    {
      ...VERSION,
      home: COUNTY_CODE,
      cardSerial: CARD_SERIAL,
      holder: PATIENT,
      inpatientNumber: NAME,
      provider: PROVIDER,
      visit: OPEN_VISIT,
      deposit: AMOUNT,
      operator: NAME,
    },
    { ward: NAME, bed: NAME, depositFree: CLAUSE },
  ),
  charged: fields(
    {
      ...VERSION,
      lines: list(BILL_LINE, BILL_LINES_MAX),
      returned: RETURNED,
      paidIn: AMOUNT,
      operator: NAME,
    },
    { number: NAME },
  ),
  interim: oneOfShapes('step', {
    due: fields({ ...VERSION, step: oneOf(['due']), bill: BILL, operator: NAME }),
    settled: SETTLED,
  }),
  discharged: oneOfShapes('step', {
    due: fields(
      {
        ...VERSION,
        step: oneOf(['due']),
        dischargedOn: DATE,
        disposition: oneOf(DISPOSITIONS),
        operator: NAME,
      },
      { bill: BILL, referralNumber: NAME },
    ),
    settled: SETTLED,
  }),
  'stay-cancelled': fields({ ...VERSION, part: oneOf(STAY_PARTS), reason: NAME, operator: NAME }),
};
