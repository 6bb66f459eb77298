/** A past bill and whom it was for, as a line of text. */

import { z } from 'zod';
import { MEMBER_CATEGORIES } from '../../model/index.ts';
import { parseBill } from '../bill/parse.ts';
import { checkShape } from '../document/issues.ts';
import { dateText, partName } from '../document/shapes.ts';
import { readSource } from '../document/source.ts';
import { ENTRIES_MAX } from '../plan/schema/shapes.ts';
import type { PastBill } from './bills.ts';

const PAST_BILL = z.strictObject({
  bill: z.record(z.string(), z.unknown()),
  person: z.strictObject({
    category: z.enum(MEMBER_CATEGORIES).optional(),
    bornOn: dateText.optional(),
    attributes: z.array(partName).max(ENTRIES_MAX).optional(),
    certificates: z
      .array(z.string().regex(/^[A-Z]\d{2}/, { error: 'field.code' }))
      .max(ENTRIES_MAX)
      .optional(),
  }),
});

/**
 * A bill (docs/bill.md) or `{ "bill": …, "person": … }`; an ordinary member where nobody is named.
 * @param place file and line that errors carry
 * @throws DocumentError `bill.invalid`
 */
export function parsePastBill(text: string, place: string): PastBill {
  const source = readSource('bill', text, place);
  const isNamed =
    typeof source.value === 'object' && source.value !== null && 'bill' in source.value;
  if (!isNamed) return { bill: parseBill(text, place), category: 'ordinary' };
  const { bill, person } = checkShape(PAST_BILL, source);
  const { category = 'ordinary', bornOn, attributes, certificates } = person;
  return {
    bill: parseBill(JSON.stringify(bill), place),
    category,
    ...(bornOn && { bornOn }),
    ...(attributes && { attributes }),
    ...(certificates && { certificates }),
  };
}
