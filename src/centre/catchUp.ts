/** 卡上累计更新: the card may take a state of its own, to show what the ledger says. */

import type { CardSerial, CatchUpAnswer, CatchUpRequest, SettlementId } from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { findReversal } from './answers.ts';
import { cardSequencesOf } from './ledger.ts';
import type { CentreStore } from './store.ts';

/**
 * Gives out the sequence that follows what the card shows. Whether the card was written nobody reports:
 * from now on it may show it or the one before. Asked again it answers the same.
 */
export function allowCatchUp(store: CentreStore, request: CatchUpRequest): CatchUpAnswer {
  const { id, settlement, cardSequence } = request;
  const serial = serialToTell(store, settlement);
  if (serial === undefined) return { outcome: 'not-settled' };
  const { least, most } = cardSequencesOf(store, serial);
  if (cardSequence <= least || cardSequence > most + 1) return { outcome: 'out-of-step' };
  const { database, county, clock } = store;
  const bytes = settlementIdBytes(id);
  const told = settlementIdBytes(settlement);
  database
    .prepare(
      `INSERT INTO catch_up (home_county, catch_up_id, settlement_id, card_serial, card_sequence, allowed_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(county, bytes, told, serial, cardSequence, clock.now());
  // An id that something else was given out under gives out nothing more.
  const given = database
    .prepare(
      `SELECT 1 FROM catch_up
       WHERE home_county = ? AND catch_up_id = ? AND settlement_id = ? AND card_sequence = ?`,
    )
    .get(county, bytes, told, cardSequence);
  return { outcome: given ? 'allowed' : 'out-of-step' };
}

/** The card of a settlement that was reversed, or that stands without its card. */
function serialToTell(store: CentreStore, id: SettlementId): CardSerial | undefined {
  const { database, county } = store;
  const bytes = settlementIdBytes(id);
  const row = database
    .prepare(
      `SELECT card_serial FROM settlement
       WHERE home_county = ? AND settlement_id = ? AND outcome = 'settled'`,
    )
    .get(county, bytes);
  const isPosted = database
    .prepare('SELECT 1 FROM without_card WHERE home_county = ? AND settlement_id = ?')
    .get(county, bytes);
  return findReversal(store, id) || isPosted ? row?.card_serial : undefined;
}
