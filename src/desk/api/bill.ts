/** A bill inside a request: checked by the very door that files pass, with the place of each problem. */

import { z } from 'zod';
import type { Bill } from '../../model/index.ts';
import { BILL_DOCUMENT, parseBill } from '../../terminal/deskParts.ts';

/** For the description the bill's own shape; the check is `billOf`'s, which knows more than shapes. */
export const billField = z
  .record(z.string(), z.unknown())
  .meta({ ...z.toJSONSchema(BILL_DOCUMENT, { io: 'input', unrepresentable: 'any' }) });

/** @throws DocumentError `bill.invalid` with every problem */
export function billOf(field: z.output<typeof billField>): Bill {
  return parseBill(JSON.stringify(field), 'bill.json');
}
