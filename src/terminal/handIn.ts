/** What the centre is handed: settled entries with both signatures, and the journal's head with them. */

import { OneCardError } from '../errors/index.ts';
import type {
  ConfirmAnswer,
  CountyCode,
  JournalHead,
  SettlementId,
  TerminalId,
} from '../model/index.ts';
import type { Journal, JournalEntry } from '../settlement/index.ts';
import type { Confirmation, Equipment, HomeCounty } from './equipment.ts';
import { assertContinues } from './knownJournal.ts';
import { isOfCentre, isUnreachable } from './saga/cause.ts';
import { intentOf, loadVisit } from './saga/recordedVisit.ts';
import { reverseVisit } from './saga/reversal.ts';

/** What the centre said to the entries that were handed in. */
export interface HandedIn {
  readonly confirmed: readonly SettlementId[];
  /** Kept as proof; the settlement was taken back before. */
  readonly reversed: readonly SettlementId[];
  /** Not what the centre's ledger or register says: a person has to find out why. */
  readonly refused: readonly SettlementId[];
  /** The centre failed at it, and not at the others: a person has to find out why. */
  readonly failed: readonly FailedHandIn[];
}

export interface FailedHandIn {
  readonly id: SettlementId;
  readonly cause: unknown;
}

/**
 * Hands the centre every settled entry that it has not acknowledged, oldest first. A centre that is
 * out of reach changes nothing: the entries are durable, and the next visit hands them in. One that the centre
 * fails at keeps none of the others back: no visit of the county would come to its end any more.
 * @throws OneCardError `terminal.journal-replaced`, `centre.unreachable`
 */
export async function confirmSettled(
  { centre, plan }: HomeCounty,
  journal: Journal,
  terminalId: TerminalId,
): Promise<HandedIn> {
  const known = await centre.acknowledgedHead(terminalId);
  assertContinues(journal, known);
  const handed: Record<ConfirmAnswer['outcome'], SettlementId[]> = {
    confirmed: [],
    reversed: [],
    refused: [],
  };
  const failed: FailedHandIn[] = [];
  const beyond = handedBeyond(journal, plan.county.code);
  /** Before the first that failed: as long as the centre knows no more, it is handed in again. */
  let before: JournalHead | undefined;
  for (const entry of journal.settledAfter(known?.sequence ?? 0)) {
    if (entry.adjudication.home !== plan.county.code || isForOutbox(entry, journal)) continue;
    const { id, sequence, hash, previousHash } = entry;
    if (before && beyond.has(id)) continue;
    const isHeld = before !== undefined && beyond.size < BEYOND_FAILED_MAX;
    try {
      const head = isHeld ? before! : { sequence, hash };
      const answer = await centre.confirm(entry.signed, head);
      handed[answer.outcome].push(id);
      if (isHeld) beyond.add(id);
    } catch (cause) {
      if (isOfCentre(cause)) throw cause;
      failed.push({ id, cause });
      before ??= { sequence: sequence - 1, hash: previousHash };
    }
  }
  if (!before) beyond.clear();
  return { ...handed, failed };
}

/**
 * Signatures that go in ahead of one that the centre fails at, some days of a desk: then the journal goes on without
 * it, or every visit would read them all once more.
 */
const BEYOND_FAILED_MAX = 1_000;

/** What this process handed in ahead of one that failed, and need not hand in again. */
const handedAhead = new WeakMap<Journal, Map<CountyCode, Set<SettlementId>>>();

function handedBeyond(journal: Journal, county: CountyCode): Set<SettlementId> {
  const byCounty = handedAhead.get(journal) ?? new Map<CountyCode, Set<SettlementId>>();
  handedAhead.set(journal, byCounty);
  const known = byCounty.get(county) ?? new Set<SettlementId>();
  byCounty.set(county, known);
  return known;
}

/**
 * Settled off line, and not in the centre's ledger: the outbox hands it in whole, and what the centre
 * holds for a review has nothing to confirm yet.
 */
function isForOutbox({ id, offline }: JournalEntry<'settled'>, journal: Journal): boolean {
  const isPosted = (entry: JournalEntry) =>
    entry.kind === 'answered' && entry.outcome === 'settled';
  return offline !== undefined && !journal.entriesOf(id).some(isPosted);
}

/** What the centre took back by itself is taken back here too: the journal says what the ledger says. */
async function followReversals(ids: readonly SettlementId[], equipment: Equipment): Promise<void> {
  for (const id of ids) {
    const intent = intentOf(equipment.journal.entriesOf(id));
    const visit = intent && loadVisit(intent, { equipment });
    if (visit?.saga.state !== 'done') continue;
    const request = { event: 'reversal-asked', reason: 'reversed-by-centre' } as const;
    await reverseVisit(visit, request, { equipment });
  }
}

/**
 * Hands in what the centre has not acknowledged. The settlements stand in any case: a centre that
 * cannot take their signatures now gets them at the next visit.
 * @param id the settlement that the answer is about
 */
export async function handIn(
  id: SettlementId,
  home: HomeCounty,
  equipment: Equipment,
): Promise<Confirmation> {
  let handed: HandedIn;
  try {
    handed = await confirmSettled(home, equipment.journal, equipment.terminalId);
  } catch (cause) {
    return { outcome: 'pending', cause };
  }
  const { refused, reversed, failed } = handed;
  await followReversals(reversed, equipment);
  const own = failed.find((each) => each.id === id);
  if (own) return { outcome: 'pending', cause: own.cause };
  const isRefused = refused.includes(id) || reversed.includes(id);
  return { outcome: isRefused ? 'refused' : 'confirmed' };
}

/**
 * Hands in what earlier visits could not; a centre that does not answer gets it at the next. A ledger
 * that has never heard of a settlement that card and terminal signed was put back to an older state:
 * it would settle the same bill once more.
 * @returns what the centre failed at
 * @throws OneCardError `terminal.ledger-replaced`, `centre.unreachable`, and whatever is wrong with the
 * journal itself
 */
export async function handInEarlier(
  home: HomeCounty,
  equipment: Equipment,
): Promise<readonly FailedHandIn[]> {
  let handed: HandedIn;
  try {
    handed = await confirmSettled(home, equipment.journal, equipment.terminalId);
  } catch (cause) {
    if (isUnreachable(cause)) return [];
    throw cause;
  }
  const { refused, reversed, failed } = handed;
  await followReversals(reversed, equipment);
  for (const id of [...refused, ...failed.map((each) => each.id)]) {
    const { outcome } = await home.centre.status(id);
    if (outcome !== 'not-found') continue;
    throw new OneCardError('terminal.ledger-replaced', { county: home.plan.county.code, id });
  }
  return failed;
}
