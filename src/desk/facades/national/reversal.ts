/**
 * 2601 冲正: a message whose answer was lost is taken back by its number, whatever became of it. From
 * then on the number is not valid: the message itself may still be on its way.
 */

import { OneCardError } from '../../../errors/index.ts';
import type { SettlementId } from '../../../model/index.ts';
import { isFinalError } from './answers.ts';
import { endOfBill, tryId, undecided } from './attempt.ts';
import type { Message } from './envelope.ts';
import { stayDesk } from './inpatientBill.ts';
import { cancelAdmissionOf, releaseStayBill } from './inpatientCancel.ts';
import type { Office, Transaction } from './office.ts';
import type { Attempt, KeptVisit } from './records.ts';
import { assertNotRefunded, takeBack } from './reversing.ts';
import { billNumberOf, withAttempt } from './visit.ts';

/** What can be taken back by number. */
const REVERSIBLE: ReadonlySet<string> = new Set(['2207', '2208', '2304', '2305', '2401']);
/** Cancellations: what they took back does not come back. */
const CANCELLATIONS: ReadonlySet<string> = new Set(['2208', '2305']);

export const reverseMessage: Transaction = {
  scope: 'reverse',
  isKnownForEver: true,
  async run(message, office) {
    const asked = message.input.record();
    const original = asked.text('omsgid', 30);
    const infno = asked.text('oinfno', 4);
    const person = asked.text('psn_no', 30);
    if (!REVERSIBLE.has(infno)) throw refused('oinfno 只能是 2207 2208 2304 2305 2401');
    const known = office.records.get('message', original);
    if (known && known.infno !== infno) throw refused(`原报文是 ${known.infno}`);
    const visit = known?.visit === undefined ? undefined : office.records.get('visit', known.visit);
    const past =
      known?.visit === undefined ? undefined : office.records.get('past-visit', known.visit);
    if (!visit && past) throw refused('该就诊已办结归档，请在本机结算窗口撤销');
    if (visit && visit.person !== person) throw refused('原报文不是该人员的');
    if (visit && CANCELLATIONS.has(infno)) {
      assertNotCancelled(visit, original, known?.cancels, office);
    }
    // Before anything else: the original may come in at any moment.
    office.records.put('reversal', original, { by: message.msgid });
    if (!visit) return null;
    try {
      await undo(visit.id, original, message, office);
    } catch (error) {
      // It stands for good: its own number answers for it again.
      if (isRefusal(error)) office.records.remove('reversal', original);
      throw error;
    }
    return null;
  },
};

/**
 * A cancellation that went through stands: a reversed settlement is settled anew. One whose answer the centre
 * owes goes through, whoever asks for it.
 */
function assertNotCancelled(
  { attempts }: KeptVisit,
  original: string,
  cancels: SettlementId | undefined,
  { desk }: Office,
): void {
  const entries = cancels ? desk.equipment.journal.entriesOf(cancels) : [];
  const isBegun = entries.some(({ kind }) => kind === 'reversing');
  if (!isBegun && !attempts.some(({ reversedBy }) => reversedBy === original)) return;
  throw refused('撤销已成立或正在办理，不能恢复；撤销后请重新结算');
}

async function undo(id: string, original: string, message: Message, office: Office): Promise<void> {
  const find = () => {
    const visit = office.records.get('visit', id);
    return { visit, attempt: visit?.attempts.find(({ msgid }) => msgid === original) };
  };
  const underWay = find().attempt;
  if (underWay) await ended(id, underWay, message, office);
  await office.inTurn(id, async () => {
    const { visit, attempt } = find();
    if (visit?.admittedBy === original) return undoAdmission(visit, message, office);
    if (!visit || !attempt || attempt.state === 'reversed') return;
    assertNotRefunded(attempt.settlement, office);
    if (visit.kind === 'inpatient') await releaseStayBill(visit, attempt, message, office);
    else await undoOutpatient(visit, attempt, message, office);
    const { quoted: _, ...rest } = office.records.get('visit', id)!;
    const changed = { ...attempt, state: 'reversed', reversedBy: message.msgid } as const;
    office.records.put('visit', id, withAttempt(rest, changed));
  });
}

/** The stay may stand in the journal alone, where the power went before it was noted here. */
async function undoAdmission(visit: KeptVisit, message: Message, office: Office): Promise<void> {
  if (visit.state === 'cancelled') return;
  const { desk, provider, records } = office;
  const isOfVisit = (entry: { inpatientNumber: string; provider: { code: string } }) =>
    entry.inpatientNumber === visit.number && entry.provider.code === provider.code;
  const stay = visit.stay ?? desk.equipment.journal.openStays().find(isOfVisit)?.id;
  if (!stay) return withdraw(visit, office);
  // Admitted since by another message, whose stay it is.
  if ((records.get('stay', stay)?.visit ?? visit.id) !== visit.id) return;
  await cancelAdmissionOf({ ...visit, stay }, message, office);
}

/** The centre may have admitted where the power went before the journal's entry. */
async function withdraw(visit: KeptVisit, office: Office): Promise<void> {
  const { id, person, proposedStay } = visit;
  const home = office.records.get('person', person)?.home;
  if (proposedStay && home) await stayDesk(office).withdraw(home, proposedStay);
  office.records.put('visit', id, { ...visit, state: 'cancelled' });
}

async function undoOutpatient(
  visit: KeptVisit,
  attempt: Attempt,
  message: Message,
  office: Office,
): Promise<void> {
  const end = endOfBill(billNumberOf(visit, attempt), office);
  if (end.outcome !== 'nothing') await takeBack(end.settlement!, message, office);
}

/** Calls off a settlement that is under way, where that is still free, and waits for its end. */
async function ended(
  visit: string,
  { tries }: Attempt,
  { call }: Message,
  { desk }: Office,
): Promise<void> {
  const id = tryId({ id: visit }, tries.at(-1) ?? 0);
  if (!desk.visits.underWay().some((view) => view.id === id)) return;
  try {
    desk.visits.cancel(id);
  } catch (error) {
    // Beyond recall: it is taken back once it stands.
    if (!(error instanceof OneCardError) || error.code !== 'desk.visit-state') throw error;
  }
  for await (const view of desk.visits.follow(id, call.signal)) {
    if (view.isOver) return;
  }
  throw undecided('该笔仍在进行');
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof OneCardError)) return false;
  return isFinalError(error) || error.code === 'desk.second-person-missing';
}

function refused(why: string): OneCardError {
  return new OneCardError('national.reversal-refused', { why });
}
