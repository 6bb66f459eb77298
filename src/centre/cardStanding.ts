/** 挂失、停用: how a card stood at a time, as the county recorded it. */

import { OneCardError } from '../errors/index.ts';
import type { CardSerial } from '../model/index.ts';
import type { Instant } from '../time.ts';
import type { CentreStore } from './store.ts';

/** As in the lists of card statuses. */
export type CardStanding = 'good' | 'blocked' | 'suspended';

/**
 * Records that a card stands so from an instant on; the same again changes nothing.
 * @throws OneCardError `centre.unknown-card`, `centre.standing-otherwise`
 */
export function recordStanding(
  { database, county, clock }: CentreStore,
  serial: CardSerial,
  standing: CardStanding,
  since: Instant,
): void {
  const isKnown = database
    .prepare('SELECT 1 FROM card WHERE home_county = ? AND card_serial = ?')
    .get(county, serial);
  if (!isKnown) throw new OneCardError('centre.unknown-card', { county });
  const known = database
    .prepare(
      'SELECT standing FROM card_standing WHERE home_county = ? AND card_serial = ? AND since = ?',
    )
    .get(county, serial, since);
  if (known?.standing === standing) return;
  if (known) {
    throw new OneCardError('centre.standing-otherwise', { county, standing: known.standing });
  }
  database
    .prepare('INSERT INTO card_standing VALUES (?, ?, ?, ?, ?)')
    .run(county, serial, standing, since, clock.now());
}

/** A card that nobody recorded anything of is good. */
export function standingAt(
  { database, county }: CentreStore,
  serial: CardSerial,
  at: Instant,
): CardStanding {
  const row = database
    .prepare(
      `SELECT standing FROM card_standing WHERE home_county = ? AND card_serial = ? AND since <= ?
       ORDER BY since DESC LIMIT 1`,
    )
    .get(county, serial, at);
  return row?.standing ?? 'good';
}
