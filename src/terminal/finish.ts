/** The second half of a settlement that the centre answered: card, signatures, journal, confirmation. */

import type { CardSession, PreparedCommit } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { TerminalId, VerifiedRecord } from '../model/index.ts';
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
  const { atc, signature } = await session.commit(prepared);
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
 * Hands the centre every settled entry that it has not acknowledged, oldest first. A centre that is
 * out of reach changes nothing: the entries are durable, and the next visit hands them in.
 * @returns how many were confirmed
 */
export async function confirmSettled(
  { centre, plan }: HomeCounty,
  journal: Journal,
  terminalId: TerminalId,
): Promise<number> {
  const known = await centre.acknowledgedHead(terminalId);
  let confirmed = 0;
  for (const entry of journal.settledAfter(known?.sequence ?? 0)) {
    if (entry.adjudication.home !== plan.county.code) continue;
    const { sequence, hash } = entry;
    const answer = await centre.confirm(entry.signed, { sequence, hash });
    if (answer.outcome === 'confirmed') confirmed += 1;
  }
  return confirmed;
}
