/** How a settlement of a visit ended, in the desk's own words, and what that makes of the attempt. */

import { OneCardError } from '../../../errors/index.ts';
import type { SettlementId } from '../../../model/index.ts';
import type { JournalEntry } from '../../../terminal/deskParts.ts';
import type { VisitView } from '../../visits/visitView.ts';
import type { ExactOutput } from '../shared/exactJson.ts';
import { refusalText } from '../shared/refusal.ts';
import { visitId } from '../shared/settling.ts';
import type { Message } from './envelope.ts';
import { setlIdOf } from './numbers.ts';
import type { Office } from './office.ts';
import type { Attempt, KeptVisit } from './records.ts';
import { settlementOutput } from './settlementOutput.ts';
import { billNumberOf, notNow, withAttempt } from './visit.ts';

/** The desk's visit of one try. */
export function tryId({ id }: Pick<KeptVisit, 'id'>, number: number): string {
  return visitId('national', id, number);
}

/** `settled`, with what; `nothing` stands; or `open`: nobody knows yet. */
export type AttemptEnd =
  | { readonly outcome: 'settled' | 'open'; readonly settlement?: SettlementId }
  | { readonly outcome: 'nothing'; readonly settlement?: never };

/**
 * What became of a bill of this desk, by its number, as the journal knows it: the steps that a visit
 * showed may have been those of an earlier one, which the same tap finished.
 */
export function endOfBill(billNumber: string, { desk, provider }: Office): AttemptEnd {
  const { journal } = desk.equipment;
  const isOfBill = ({ bill }: JournalEntry<'intent'>) =>
    bill.billNumber === billNumber && bill.provider.code === provider.code;
  const open = journal.openIntents().find(isOfBill);
  if (open) return { outcome: 'open', settlement: open.id };
  // Posted without its card too, also while that card, which came back, is being written.
  const standing = journal.standingBill(provider.code, billNumber);
  return standing ? { outcome: 'settled', settlement: standing.id } : { outcome: 'nothing' };
}

/** Why a visit has no line left to settle. @param upload the transaction that hands lines in */
export function nothingLeft(visit: KeptVisit, upload: string, office: Office): OneCardError {
  const last = visit.attempts.findLast(({ state }) => state === 'settled');
  if (!last) return notNow(`没有未结算的费用明细，请先上传 ${upload}`);
  return takenBackElsewhere(visit, last, office) ?? notNow(`已结算，报文 ${last.msgid}`);
}

/** What was settled, and is taken back at this desk beside the interface: the hospital does not know. */
function takenBackElsewhere(
  visit: KeptVisit,
  attempt: Attempt,
  office: Office,
): OneCardError | undefined {
  const { outcome, settlement } = endOfBill(billNumberOf(visit, attempt), office);
  if (outcome === 'settled' && settlement === attempt.settlement) return undefined;
  const cancel = visit.kind === 'outpatient' ? '2208' : '2305';
  return notNow(
    `报文 ${attempt.msgid} 的结算已在本机冲正或退费（或正在办理），请先办理 ${cancel} 或 2601`,
  );
}

/** The answer of a settlement is not given once more where it is not true any more. @throws OneCardError `national.visit-state` */
export function assertNotTakenBack(
  { msgid }: Pick<Message, 'msgid'>,
  visitId: string | undefined,
  office: Office,
): void {
  const visit = visitId === undefined ? undefined : office.records.get('visit', visitId);
  const attempt = visit?.attempts.find((each) => each.msgid === msgid);
  if (!visit || attempt?.state !== 'settled') return;
  const error = takenBackElsewhere(visit, attempt, office);
  if (error) throw error;
}

/** Whether a try of the attempt is still under way, for a caller who is gone. */
export function isUnderWay(visit: KeptVisit, { tries }: Attempt, { desk }: Office): boolean {
  const ids = new Set(tries.map((number) => tryId(visit, number)));
  return desk.visits.underWay().some(({ id }) => ids.has(id));
}

/**
 * The attempt as settled, where it is: the answer may have been cut off after the journal's entry.
 * @returns undefined where nothing of it stands yet
 */
export function standingAttempt(
  visit: KeptVisit,
  attempt: Attempt,
  office: Office,
): Attempt | undefined {
  if (attempt.state === 'settled') return attempt;
  const end = endOfBill(billNumberOf(visit, attempt), office);
  if (attempt.state !== 'open' || end.outcome !== 'settled') return undefined;
  const settled = { ...attempt, state: 'settled', settlement: end.settlement! } as const;
  office.records.put('visit', visit.id, withAttempt(visit, settled));
  return settled;
}

/**
 * Writes down how a try ended.
 * @param differing what the caller's own conditions found wrong
 * @returns the settled attempt
 * @throws OneCardError `national.settlement-refused`, `national.undecided`, `differing`, and what broke the visit off
 */
export function conclude(
  visit: KeptVisit,
  attempt: Attempt,
  view: VisitView,
  office: Office,
  differing?: unknown,
): Attempt {
  const end: AttemptEnd = view.isOver
    ? endOfBill(billNumberOf(visit, attempt), office)
    : { outcome: 'open' };
  const write = (changed: Attempt) => {
    office.records.put('visit', visit.id, withAttempt(visit, changed));
    return changed;
  };
  switch (end.outcome) {
    case 'settled':
      return write({ ...attempt, state: 'settled', settlement: end.settlement! });
    case 'nothing':
      write({ ...attempt, state: 'refused' });
      throw differing ?? brokenOff(view);
    case 'open':
      throw undecided(view.now.sentence.zh);
  }
}

/** What the world broke off may be repeated; what was refused is refused. */
function brokenOff({ failure, result, now }: VisitView): unknown {
  if (failure) return failure.error;
  const why = result ? refusalText(result) : now.sentence.zh;
  return new OneCardError('national.settlement-refused', { why });
}

export function undecided(why: string): OneCardError {
  return new OneCardError('national.undecided', { why });
}

/** What was decided for a settlement that stands or stood. @throws OneCardError `national.undecided` */
export function intentOf(settlement: SettlementId, { desk }: Office): JournalEntry<'intent'> {
  const entry = desk.equipment.journal.entriesOf(settlement).find(({ kind }) => kind === 'intent');
  if (entry?.kind === 'intent') return entry;
  throw undecided('该笔由另一终端结算');
}

/** setlinfo of a settled attempt; of its cancellation with amounts below zero. */
export function statementOutput(
  visit: KeptVisit,
  attempt: Attempt,
  message: Message,
  office: Office,
  isCancellation = false,
): ExactOutput {
  const intent = intentOf(attempt.settlement!, office);
  const id = setlIdOf(attempt.settlement!);
  return settlementOutput({
    visit,
    person: office.records.get('person', visit.person)!,
    adjudication: intent.adjudication,
    medType: visit.medType,
    now: message.receivedAt,
    settled: {
      id: isCancellation ? `${id}-R` : id,
      at: isCancellation ? message.receivedAt : intent.statement.settledAt,
      msgid: isCancellation ? message.msgid : attempt.msgid,
    },
    ...(isCancellation ? { isCancellation: true } : {}),
  });
}
