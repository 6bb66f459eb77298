/** A settlement that came in late answers questions about those after it on its card. */

import { OneCardError } from '../../errors/index.ts';
import type { SettlementStatement } from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import type { Documents } from '../judge.ts';
import type { CentreStore } from '../store.ts';
import { parseUpload, type UploadContents } from '../upload/contents.ts';
import { judgeUpload } from '../upload/judgeUpload.ts';
import { keepResolution } from './keep.ts';

/** Who ended the review: nobody had to. */
export const CENTRE_OPERATOR = 'centre';

/**
 * Looks again at the open reviews of later settlements of the card, and ends those that nothing is left of:
 * two terminals that had one card off line may reach the centre in any order.
 */
export function closeGaps(
  store: CentreStore,
  documents: Documents,
  { cardSerial, sequence }: SettlementStatement,
): void {
  const { database, county } = store;
  // As many as a card settles in a row without its centre.
  const rows = database
    .prepare(
      `SELECT contents FROM upload JOIN review_item USING (home_county, settlement_id)
       LEFT JOIN review_resolution AS done USING (home_county, settlement_id)
       WHERE home_county = ? AND card_serial = ? AND card_sequence > ? AND outcome = 'settled'
       AND done.resolution IS NULL ORDER BY card_sequence`,
    )
    .all(county, cardSerial, sequence);
  for (const row of rows) {
    const contents = parseUpload(row.contents);
    if (!isClean(store, documents, contents)) continue;
    const { id } = contents.statement;
    const note = '此前缺少的结算已送达 what was missing before it has come in';
    keepResolution(store, { id, resolution: 'accepted', operator: CENTRE_OPERATOR, note }, ZERO);
  }
}

/** Nothing is left to ask; what this centre cannot judge any more is left as it is. */
function isClean(store: CentreStore, documents: Documents, contents: UploadContents): boolean {
  try {
    return judgeUpload(store, documents, contents).reasons.length === 0;
  } catch (error) {
    if (error instanceof OneCardError) return false;
    throw error;
  }
}
