/** The off-line limits that the county has issued: terminals fetch the newest, uploads name any. */

import { equalBytes } from '../../bytes.ts';
import { parseCose, sha256 } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { parseOfflineLimits } from '../../settlement/index.ts';
import type { CentreStore } from '../store.ts';

/**
 * Publishes signed limits; the same again changes nothing.
 * @throws OneCardError `centre.limits-refused` for another county's, or for a version that is not above
 * the newest; `offline.limits-malformed`, `crypto.…`
 */
export function publishLimits(store: CentreStore, signed: Uint8Array): void {
  const { database, county } = store;
  const limits = parseOfflineLimits(parseCose(signed).payload);
  const { version } = limits;
  const newest = newestLimits(store);
  if (newest && equalBytes(newest.signed, signed)) return;
  if (limits.county !== county || version <= (newest?.version ?? 0)) {
    const known = newest?.version ?? 0;
    throw new OneCardError('centre.limits-refused', { county, of: limits.county, version, known });
  }
  database
    .prepare('INSERT INTO offline_limits VALUES (?, ?, ?, ?)')
    .run(county, version, sha256(signed), signed);
}

/** The limits of the highest version. */
export function newestLimits({ database, county }: CentreStore):
  | {
      readonly version: number;
      readonly signed: Uint8Array;
    }
  | undefined {
  const row = database
    .prepare(
      'SELECT version, signed FROM offline_limits WHERE home_county = ? ORDER BY version DESC LIMIT 1',
    )
    .get(county);
  return row && { version: Number(row.version), signed: row.signed };
}
