/** Bills that came through the door: nobody changes them any more, so what was found of one stays true. */

import type { Bill, BillFields } from '../../model/index.ts';

const frozen = new WeakSet<BillFields>();

/** The bill with all that it holds, frozen. */
export function freezeBill(bill: BillFields): BillFields {
  freeze(bill);
  frozen.add(bill);
  return bill;
}

/** Whether `freezeBill` froze it. */
export function isFrozenBill(bill: BillFields): bill is Bill {
  return frozen.has(bill);
}

/** Text, numbers, and plain objects and lists of them: as deep as the schema of a bill. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freeze(each);
}
