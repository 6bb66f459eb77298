/** The canonical bytes of what is handed in after it was settled off line. */

import {
  type AdjudicationFields,
  type BillFields,
  OFFLINE_CAUSES,
  type OfflineBasis,
  type SettlementStatement,
  type SettleRequest,
  type SignedSettlementFields,
  type UploadParts,
} from '../../model/index.ts';
import { fields } from '../../settlement/journal/fields.ts';
import { ADJUDICATION } from '../../settlement/journal/payload/adjudication.ts';
import { BILL } from '../../settlement/journal/payload/bill.ts';
import { COUNT, COUNTY_CODE, HASH, INSTANT } from '../../settlement/journal/payload/names.ts';
import { SIGNED, STATEMENT } from '../../settlement/journal/payload/settlement.ts';
import { decodeAs, encodeAs, oneOf, type Shape } from '../../settlement/journal/shape.ts';

/** A settlement that was made off line, as it is handed in. */
export type UploadRequest = SettleRequest & UploadParts;

/** The journal's head is not content: the same upload may come again when the journal has grown. */
export interface UploadContents {
  readonly statement: SettlementStatement;
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  readonly signed: SignedSettlementFields;
  readonly offline: OfflineBasis;
}

const BASIS: Shape<OfflineBasis> = fields({
  decidedAt: INSTANT,
  cause: oneOf(OFFLINE_CAUSES),
  limits: fields({ county: COUNTY_CODE, version: COUNT, hash: HASH }),
});

const CONTENTS: Shape<UploadContents> = fields({
  statement: STATEMENT,
  adjudication: ADJUDICATION,
  bill: BILL,
  signed: SIGNED,
  offline: BASIS,
});

/** @throws TypeError, RangeError when it has not its form. */
export function uploadBytes(contents: UploadContents): Uint8Array {
  const { statement, adjudication, bill, signed, offline } = contents;
  return encodeAs(CONTENTS, { statement, adjudication, bill, signed, offline }, 'upload');
}

/** The inverse, of bytes that the centre kept. */
export function parseUpload(bytes: Uint8Array): UploadContents {
  return decodeAs(CONTENTS, bytes, 'upload');
}
