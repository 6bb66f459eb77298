/** What was held and stays out of the ledger for good, and what it explains of the card that it was made with. */

import { equalBytes } from '../../bytes.ts';
import { suiteOfKey, verifySettlement } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardSerial } from '../../model/index.ts';
import { stateSame } from '../../settlement/journal/intent.ts';
import type { CentreStore } from '../store.ts';
import { parseUpload, type UploadContents } from './contents.ts';

/** Of a row `held` of `upload`: by a person's decision or a reversal. */
export const STAYS_OUT = `held.outcome = 'held' AND (
  EXISTS (SELECT 1 FROM review_resolution AS done WHERE done.home_county = held.home_county
    AND done.settlement_id = held.settlement_id AND done.resolution <> 'accepted')
  OR EXISTS (SELECT 1 FROM reversal AS undone WHERE undone.home_county = held.home_county
    AND undone.settlement_id = held.settlement_id))`;

/**
 * The sequences that a card has, or may have, from what stays out of the ledger; zeros where nothing does.
 * @returns `least`: the card signed it; `most`: somebody said so
 */
export function sequencesOut(
  { database, county }: Pick<CentreStore, 'database' | 'county'>,
  serial: CardSerial,
): { readonly least: number; readonly most: number } {
  const rows = database
    .prepare(
      `SELECT card_sequence, contents FROM upload AS held
       WHERE home_county = ? AND card_serial = ? AND ${STAYS_OUT} ORDER BY card_sequence DESC`,
    )
    .all(county, serial);
  if (rows.length === 0) return { least: 0, most: 0 };
  const key = database
    .prepare('SELECT settlement_key FROM card WHERE home_county = ? AND card_serial = ?')
    .get(county, serial)?.settlement_key;
  const signed = rows.find(({ contents }) => key && isSignedBy(parseUpload(contents), key));
  return { least: Number(signed?.card_sequence ?? 0n), most: Number(rows[0]!.card_sequence) };
}

function isSignedBy({ statement, signed }: UploadContents, key: Uint8Array): boolean {
  if (!stateSame(signed.statement, statement) || !equalBytes(signed.cardKey, key)) return false;
  try {
    const verified = verifySettlement(signed, suiteOfKey(key));
    return verified.outcome === 'valid' || !verified.failed.includes('card-signature');
  } catch (error) {
    if (error instanceof OneCardError) return false;
    throw error;
  }
}
