/** The second half of a settlement that the centre answered: card, signatures, journal, confirmation. */

import { equalBytes } from '../bytes.ts';
import type { CardSession, PreparedCommit } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { JournalHead, SettlementId, TerminalId, VerifiedRecord } from '../model/index.ts';
import { type Journal, type JournalEntry, signSettlement } from '../settlement/index.ts';
import type { Equipment, HomeCounty } from './equipment.ts';

/**
 * Writes the card (or continues where an earlier tap stopped), has both sign, and makes the entry
 * durable. Safe to repeat: a card that is already written is only asked to sign again.
 */
export async function finishSettlement(
  session: CardSession,
  record: VerifiedRecord,
  prepared: PreparedCommit,
  equipment: Equipment,
): Promise<JournalEntry<'settled'>> {
  const { serial } = record.card;
  const { counters } = equipment;
  const atcSeen = (await counters.of(serial))?.atc ?? 0;
  const { atc, signature } = await session.commit(prepared, { atcSeen });
  await counters.remember(serial, { sequence: prepared.statement.sequence, atc });
  equipment.onStep?.('card-committed');
  const signed = await signSettlement(
    prepared.statement,
    { atc, signature, publicKey: record.proven.settlementKey },
    equipment.sam,
    record.card.suite,
  );
  if (signed.outcome === 'invalid') {
    throw new OneCardError('terminal.signature-invalid', { failed: signed.failed.join(' ') });
  }
  equipment.onStep?.('signed');
  const entry = await equipment.journal.append(signed.settlement);
  equipment.onStep?.('entry-durable');
  return entry;
}

/**
 * A journal without the entry that the centre acknowledged is an older copy, or a new one under the
 * terminal's old name: what it lacks was settled, and what it went on with would never be confirmed.
 * @throws OneCardError `terminal.journal-replaced`
 */
export function assertContinues(journal: Journal, acknowledged: JournalHead | undefined): void {
  if (!acknowledged) return;
  const { sequence, hash } = acknowledged;
  const entry = journal.entry(sequence);
  if (entry && equalBytes(entry.hash, hash)) return;
  const last = journal.head().sequence;
  throw new OneCardError('terminal.journal-replaced', { acknowledged: sequence, last });
}

/** What the centre said to the entries that were handed in. */
export interface HandedIn {
  readonly confirmed: readonly SettlementId[];
  /** Not what the centre's ledger or register says: a person has to find out why. */
  readonly refused: readonly SettlementId[];
}

/**
 * Hands the centre every settled entry that it has not acknowledged, oldest first. A centre that is
 * out of reach changes nothing: the entries are durable, and the next visit hands them in.
 * @throws OneCardError `terminal.journal-replaced`, `centre.unreachable`
 */
export async function confirmSettled(
  { centre, plan }: HomeCounty,
  journal: Journal,
  terminalId: TerminalId,
): Promise<HandedIn> {
  const known = await centre.acknowledgedHead(terminalId);
  assertContinues(journal, known);
  const confirmed: SettlementId[] = [];
  const refused: SettlementId[] = [];
  for (const entry of journal.settledAfter(known?.sequence ?? 0)) {
    if (entry.adjudication.home !== plan.county.code) continue;
    const { id, sequence, hash } = entry;
    const answer = await centre.confirm(entry.signed, { sequence, hash });
    (answer.outcome === 'confirmed' ? confirmed : refused).push(id);
  }
  return { confirmed, refused };
}
