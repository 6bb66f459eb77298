/** The signed settlement comes in, and with it the head of the journal that it stands in. */

import { equalBytes } from '../bytes.ts';
import { encodeStatement, suiteOfKey, verifySettlement } from '../crypto/index.ts';
import type {
  CardSerial,
  ConfirmAnswer,
  JournalHead,
  SignedSettlementFields,
  TerminalId,
} from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { fields } from '../settlement/journal/fields.ts';
import { HASH } from '../settlement/journal/payload/names.ts';
import { SIGNED } from '../settlement/journal/payload/settlement.ts';
import { encodeAs, integer, type Shape } from '../settlement/journal/shape.ts';
import { findAnswer, findReversal, isConfirmed } from './answers.ts';
import type { CentreStore } from './store.ts';
import { modulesOf } from './terminals.ts';

const HEAD: Shape<JournalHead> = fields({
  sequence: integer(1, Number.MAX_SAFE_INTEGER),
  hash: HASH,
});

/**
 * Keeps both signatures and the head when all of it holds: the statement is the one that was answered, card and module sign with the keys registered for them, and the head
 * continues what the terminal handed in before.
 * @throws TypeError, RangeError when an argument has not its form
 */
export function confirmSettlement(
  store: CentreStore,
  signed: SignedSettlementFields,
  head: JournalHead,
): ConfirmAnswer {
  const bytes = encodeAs(SIGNED, signed, 'signed');
  encodeAs(HEAD, head, 'head');
  const { id, terminalId } = signed.statement;
  const holds =
    isAnswered(store, signed) &&
    keysAreRegistered(store, signed) &&
    verifySettlement(signed, suiteOfKey(signed.cardKey)).outcome === 'valid';
  if (!holds || !acknowledge(store, terminalId, head)) return { outcome: 'refused' };
  // A card that was asked again signs anew; the first proof is proof enough.
  if (!isConfirmed(store, id)) {
    store.database
      .prepare(
        'INSERT INTO confirmation (home_county, settlement_id, signed, confirmed_at) VALUES (?, ?, ?, ?)',
      )
      .run(store.county, settlementIdBytes(id), bytes, store.clock.now());
  }
  return { outcome: findReversal(store, id) ? 'reversed' : 'confirmed' };
}

/** Settled, reversed since or not, and the very statement that was answered. */
function isAnswered(store: CentreStore, { statement }: SignedSettlementFields): boolean {
  const known = findAnswer(store, statement.id);
  return (
    known?.answer.outcome === 'settled' && equalBytes(known.statement, encodeStatement(statement))
  );
}

/**
 * Whether card and module sign with the keys that the register has for them. What a module signed while it
 * was in the terminal holds after another took its place.
 */
export function keysAreRegistered(
  store: CentreStore,
  { statement, cardKey, terminalKey }: SignedSettlementFields,
): boolean {
  const card = findCardKey(store, statement.cardSerial);
  const module = modulesOf(store, statement.terminalId).find(
    ({ samId }) => samId === statement.samId,
  );
  return (
    card !== undefined &&
    equalBytes(card, cardKey) &&
    module !== undefined &&
    equalBytes(module.publicKey, terminalKey)
  );
}

function findCardKey(
  { database, county }: CentreStore,
  serial: CardSerial,
): Uint8Array | undefined {
  return database
    .prepare('SELECT settlement_key FROM card WHERE home_county = ? AND card_serial = ?')
    .get(county, serial)?.settlement_key;
}

/**
 * Moves the terminal's head forward. A head that was handed in before is the same or a fork; one that
 * was not and lies behind the newest is a journal that was put back.
 * @returns whether the head continues what is known
 */
function acknowledge(store: CentreStore, terminalId: TerminalId, head: JournalHead): boolean {
  const { database, county, clock } = store;
  const known = database
    .prepare(
      'SELECT hash FROM journal_head WHERE home_county = ? AND terminal_id = ? AND sequence = ?',
    )
    .get(county, terminalId, head.sequence);
  if (known) return equalBytes(known.hash, head.hash);
  const newest = acknowledgedHeadOf(store, terminalId);
  if (newest && head.sequence < newest.sequence) return false;
  database
    .prepare(
      'INSERT INTO journal_head (home_county, terminal_id, sequence, hash, acknowledged_at) VALUES (?, ?, ?, ?, ?)',
    )
    .run(county, terminalId, head.sequence, head.hash, clock.now());
  return true;
}

/** The newest head that the terminal handed in. */
export function acknowledgedHeadOf(
  { database, county }: Pick<CentreStore, 'database' | 'county'>,
  terminalId: TerminalId,
): JournalHead | undefined {
  const row = database
    .prepare(
      `SELECT sequence, hash FROM journal_head WHERE home_county = ? AND terminal_id = ?
       ORDER BY sequence DESC LIMIT 1`,
    )
    .get(county, terminalId);
  return row && { sequence: Number(row.sequence), hash: row.hash };
}
