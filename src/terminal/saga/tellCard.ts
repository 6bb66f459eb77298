/** 卡上累计更新: a card at hand is told at once what the ledger says now. */

import { prepareCommit } from '../../card/index.ts';
import type { Usage } from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import { newSettlementId } from '../settlementId.ts';
import { wholeSeconds } from '../wholeSeconds.ts';
import type { CardAtHand } from './finish.ts';
import type { RecordedVisit, RunContext } from './recordedVisit.ts';
import { catchUpCard } from './withoutCard.ts';

export type Told =
  | { readonly outcome: 'told' }
  /** The card's next settlement tells it. */
  | { readonly outcome: 'not-told'; readonly cause?: unknown };

/**
 * Writes the ledger's usage to the card that `visit` was about, once it is reversed. The state follows
 * the one that the card shows; its statement names the settlement that it undoes. A write that is cut
 * off is crossed out at the next tap, like any announcement that came to nothing.
 */
export async function tellCard(
  visit: RecordedVisit,
  card: CardAtHand,
  context: RunContext,
): Promise<Told> {
  try {
    const cardSequence = await writeUsage(visit, card, context);
    if (cardSequence === undefined) return { outcome: 'not-told' };
    await catchUpCard(card.record.card.serial, cardSequence, context);
    return { outcome: 'told' };
  } catch (cause) {
    return { outcome: 'not-told', cause };
  }
}

/** @returns the sequence from which on the card knows; undefined when it cannot be told now */
async function writeUsage(
  { id: settlement, intent, home }: RecordedVisit,
  { session, record }: CardAtHand,
  { equipment }: RunContext,
): Promise<number | undefined> {
  const { counters, clock, random, sam, terminalId } = equipment;
  const { serial } = record.card;
  const { state } = record.proven.current;
  const person = await home.centre.person({
    home: record.insurance.county,
    cardSerial: serial,
    memberNumber: record.insurance.memberNumber,
    insuranceYear: intent.adjudication.usageAfter.year,
  });
  if (person.outcome !== 'found') return undefined;
  const newest = record.newestLog?.record;
  const isAnnounced = newest?.kind === 'pending' && newest.sequence === state.sequence + 1;
  // Another settlement's announcement is for its own terminal to go on with.
  if (isAnnounced && newest.settlementId !== settlement) return undefined;
  if (isAnnounced) await session.appendVoid(wholeSeconds(clock));
  // It never held the settlement, or went on from the ledger's usage since.
  if (shows(state.usage, person.usage)) return state.sequence;
  // What was crossed out just now is not in the record: the next tap reads it anew.
  if (isAnnounced || !home.centre.catchUp) return undefined;

  const { planId, planVersion, billHash, total, byPayer, provider } = intent.statement;
  const id = newSettlementId(clock, random);
  const core = {
    id,
    home: intent.statement.home,
    planId,
    planVersion,
    billHash,
    total,
    byPayer,
    provider,
    terminalId,
    samId: await sam.id(),
    settledAt: wholeSeconds(clock),
    reverses: settlement,
  };
  const prepared = prepareCommit(record, core, person.usage);
  const { sequence: cardSequence } = prepared.statement;
  const answer = await home.centre.catchUp({ id, settlement, cardSequence });
  if (answer.outcome !== 'allowed') return undefined;
  const atcSeen = (await counters.of(serial))?.atc ?? 0;
  const { atc } = await session.commit(prepared, { atcSeen });
  await counters.remember(serial, { sequence: cardSequence, atc });
  return cardSequence;
}

/** Whether the card shows the ledger's figures of that year. One that went on to a later year keeps none of it. */
function shows(card: Usage, ledger: Usage): boolean {
  if (card.year > ledger.year) return true;
  const shown = card.year === ledger.year ? card : NOTHING;
  return (
    shown.deductibleMet === ledger.deductibleMet &&
    shown.benefitDrawn === ledger.benefitDrawn &&
    shown.admissions === ledger.admissions
  );
}

/** A card that has not met the year. */
const NOTHING = { deductibleMet: ZERO, benefitDrawn: ZERO, admissions: 0 } as const;
