import { BILL_LINES_MAX } from '../../../limits.ts';
import {
  type BillFields,
  type BillLine,
  FILING_KINDS,
  PROVIDER_LEVELS,
  SPECIAL_CARES,
} from '../../../model/index.ts';
import type { Quantity, UnitPrice } from '../../../money.ts';
import { SUPPLY_DAYS_MAX } from '../../bill/schema.ts';
import { fields } from '../fields.ts';
import { DIAGNOSES_MAX } from '../limits.ts';
import { boolean, integer, list, oneOf, type Shape, TRUE, wholeUnits } from '../shape.ts';
import { unchanging } from '../unchanging.ts';
import { AMOUNT, COUNTY_CODE, DATE, MEMBER_NUMBER, NAME, PROVIDER_CODE } from './names.ts';

export const BILL_LINE: Shape<BillLine> = fields(
  {
    lineId: NAME,
    itemCode: NAME,
    hospitalItemCode: NAME,
    name: NAME,
    chargedOn: DATE,
    unitPrice: wholeUnits<UnitPrice>(),
    quantity: wholeUnits<Quantity>(),
    submitted: AMOUNT,
  },
  {
    doctorCode: NAME,
    supplyDays: integer(1, SUPPLY_DAYS_MAX),
    restrictedUse: oneOf(['met', 'not-met']),
    isPreAdmission: TRUE,
  },
);

export const PROVIDER: Shape<BillFields['provider']> = fields(
  {
    code: PROVIDER_CODE,
    name: NAME,
    county: COUNTY_CODE,
    level: oneOf(PROVIDER_LEVELS),
    isDesignated: boolean,
  },
  { grade: oneOf(['first', 'second', 'third']) },
);

export const PATIENT: Shape<BillFields['patient']> = fields({
  name: NAME,
  memberNumber: MEMBER_NUMBER,
});

const VISIT_BEGUN = {
  kind: oneOf(['inpatient', 'outpatient']),
  admittedOn: DATE,
  diagnoses: list(NAME, DIAGNOSES_MAX),
};
const VISIT_STATED = {
  referralNumber: NAME,
  care: oneOf(SPECIAL_CARES),
  procedures: list(NAME, DIAGNOSES_MAX),
  delivery: oneOf(['natural', 'caesarean']),
  filing: fields({ kind: oneOf(FILING_KINDS), filedOn: DATE }),
};

/** What is known of a visit before its end. */
export const OPEN_VISIT: Shape<Omit<BillFields['visit'], 'dischargedOn'>> = fields(
  VISIT_BEGUN,
  VISIT_STATED,
);

/** The hospital's bill, whole: review, reprint and re-adjudication need every line. */
export const BILL: Shape<BillFields> = unchanging(
  fields({
    billNumber: NAME,
    provider: PROVIDER,
    visit: fields({ ...VISIT_BEGUN, dischargedOn: DATE }, VISIT_STATED),
    patient: PATIENT,
    lines: list(BILL_LINE, BILL_LINES_MAX),
    total: AMOUNT,
  }),
);
