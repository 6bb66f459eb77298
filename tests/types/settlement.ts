/** Lines that must not compile. Each expectation stands directly above the line that must fail. */

import type {
  Adjudication,
  AdjudicationFields,
  Bill,
  BillFields,
  CardRecord,
  VerifiedRecord,
} from '../../src/model/index.ts';
import {
  type Amount,
  add,
  lineAmount,
  multiply,
  type Quantity,
  type Ratio,
  type UnitPrice,
  yuanText,
} from '../../src/money.ts';
import {
  type AdjudicateRequest,
  adjudicate,
  type Catalogue,
  type DecideRequest,
  decide,
  type Plan,
  type PlanFields,
} from '../../src/settlement/index.ts';
import type { Instant, PlainDate } from '../../src/time.ts';

declare const verified: VerifiedRecord;
declare const unproven: CardRecord;
/** What a copy of a verified record is: all its fields, without the proof. */
declare const copied: Pick<VerifiedRecord, keyof VerifiedRecord>;
declare const rest: Omit<AdjudicateRequest, 'record'>;
declare const request: DecideRequest;
declare const fields: BillFields;
declare const planFields: PlanFields;
declare const amount: Amount;
declare const price: UnitPrice;
declare const quantity: Quantity;
declare const ratio: Ratio;

// What must compile: without it, a line below could fail for another reason.
adjudicate({ ...rest, record: verified });
decide(request);
add(amount, amount);
lineAmount(price, quantity, 'half-up');
multiply(amount, ratio, 'half-up');

// @ts-expect-error a record that nobody verified
adjudicate({ ...rest, record: unproven });

// @ts-expect-error a verified record that was copied and may have been changed
adjudicate({ ...rest, record: copied });

// @ts-expect-error a bill that did not pass its door
decide({ ...request, bill: fields });

// @ts-expect-error a plan that did not pass its door
decide({ ...request, plan: planFields });

// @ts-expect-error what `decide` answers is no adjudication: no card was proven
export const forged: Adjudication | undefined = adjudicationOf(decide(request));

// @ts-expect-error a number as money
add(100);

// @ts-expect-error a bare bigint as money
add(100n);

// @ts-expect-error a quantity as money
add(quantity);

// @ts-expect-error a price as money
yuanText(price);

// @ts-expect-error an amount as a price
lineAmount(amount, quantity, 'half-up');

// @ts-expect-error a price as a quantity
lineAmount(price, price, 'half-up');

// @ts-expect-error a product without a rounding
multiply(amount, ratio);

// @ts-expect-error a rounding that does not exist
multiply(amount, ratio, 'nearest');

// @ts-expect-error a percentage as a number
multiply(amount, 0.55, 'half-up');

// @ts-expect-error text as a civil date
export const date: PlainDate = '2026-03-09';

// @ts-expect-error a number as an instant
export const instant: Instant = 1_773_022_500_000;

// @ts-expect-error a bill as a catalogue
export const catalogue: Catalogue = {} as Bill;

// @ts-expect-error a catalogue as a plan
export const plan: Plan = {} as Catalogue;

function adjudicationOf(result: ReturnType<typeof decide>): AdjudicationFields | undefined {
  return result.outcome === 'adjudicated' ? result.adjudication : undefined;
}
