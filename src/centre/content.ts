/** The canonical bytes of a request: what an id stands for, and what the ledger keeps of a settlement. */

import type { AdjudicationFields, BillFields, SettlementStatement } from '../model/index.ts';
import { fields } from '../settlement/journal/fields.ts';
import { ADJUDICATION } from '../settlement/journal/payload/adjudication.ts';
import { BILL } from '../settlement/journal/payload/bill.ts';
import { STATEMENT } from '../settlement/journal/payload/settlement.ts';
import { decodeAs, encodeAs, type Shape } from '../settlement/journal/shape.ts';

/** The journal's head is not content: the same request may be sent again when the journal has grown. */
interface Content {
  readonly statement: SettlementStatement;
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
}

const CONTENT: Shape<Content> = fields({
  statement: STATEMENT,
  adjudication: ADJUDICATION,
  bill: BILL,
});

/** @throws TypeError, RangeError when it has not its form. */
export function contentBytes({ statement, adjudication, bill }: Content): Uint8Array {
  return encodeAs(CONTENT, { statement, adjudication, bill }, 'request');
}

/** The inverse, of bytes that the ledger kept. */
export function parseContent(bytes: Uint8Array): Content {
  return decodeAs(CONTENT, bytes, 'request');
}
