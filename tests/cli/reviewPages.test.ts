/** `onecard review list` shows every item, and not the first page alone. */

import { expect, test } from 'vitest';
import { allReviews } from '../../examples/cli/commands/outbox.ts';
import { REVIEW_PAGE_ITEMS } from '../../src/centre/index.ts';
import { handIn, publishedCentre, uploadOf } from '../centre/uploads.ts';
import { settlementId } from '../settlement/journal/support.ts';

test('the newest is shown, however many are before it', async () => {
  const centre = await publishedCentre();
  const unproven = uploadOf(1, 1).signed;
  const last = REVIEW_PAGE_ITEMS + 2;
  for (let number = 2; number <= last; number++) {
    await handIn(centre, { ...uploadOf(number, number), signed: unproven });
  }
  const items = await allReviews(centre, { isOpen: true });
  expect(items).toHaveLength(REVIEW_PAGE_ITEMS + 1);
  expect(items.at(-1)).toMatchObject({ id: settlementId(last) });
  expect(await allReviews(centre, { isOpen: false })).toEqual([]);
});
