/** 撤销 of a stay's parts, each link asked for its state first, so that a break is gone on with. */

import { OneCardError } from '../../../errors/index.ts';
import type { SettlementId } from '../../../model/index.ts';
import type { CancelResult, Stay } from '../../../terminal/index.ts';
import { refusalText } from '../shared/refusal.ts';
import { endOfBill } from './attempt.ts';
import type { Message } from './envelope.ts';
import { stayDesk, stayOfVisit } from './inpatientBill.ts';
import type { Office } from './office.ts';
import type { Attempt, KeptVisit } from './records.ts';
import { takeBack } from './reversing.ts';
import { billNumberOf } from './visit.ts';

type Part = 'admission' | 'interim' | 'discharge';

/** 撤销入院 */
export async function cancelAdmissionOf(
  visit: KeptVisit,
  message: Message,
  office: Office,
): Promise<void> {
  const stay = stayOfVisit(visit, office);
  if (stay.state !== 'cancelled') await cancelPart(stay, 'admission', message, office);
  office.records.put('visit', visit.id, { ...visit, state: 'cancelled' });
}

/** 撤销出院: the stay goes on; what was settled before stands. */
export async function cancelDischargeOf(
  visit: KeptVisit,
  message: Message,
  office: Office,
): Promise<void> {
  const stay = stayOfVisit(visit, office);
  if (stay.state === 'discharged') {
    const last = stay.bills.at(-1);
    if (last?.settlement && isStanding(last.settlement, office)) {
      throw new OneCardError('national.visit-state', { why: '请先撤销出院结算 2305' });
    }
    await cancelPart(stay, 'discharge', message, office);
  }
  if (stay.state === 'discharge-due') await cancelPart(stay, 'discharge', message, office);
  const { discharge: _, quoted: __, ...rest } = visit;
  office.records.put('visit', visit.id, rest);
}

/**
 * The bill of a settlement that is taken back, or came to nothing, is taken up again: its lines are free.
 * @throws OneCardError `national.undecided`, `national.reversal-refused`
 */
export async function releaseStayBill(
  visit: KeptVisit,
  attempt: Attempt,
  message: Message,
  office: Office,
): Promise<void> {
  const end = endOfBill(billNumberOf(visit, attempt), office);
  if (end.outcome !== 'nothing') await takeBack(end.settlement!, message, office);
  const isLaidDown = ({ bills }: Stay) =>
    bills.some(({ bill }) => bill?.billNumber === billNumberOf(visit, attempt));
  let stay = stayOfVisit(visit, office);
  if (!isLaidDown(stay)) return;
  const [last] = stay.bills.slice(-1);
  // 2402 came after it and ended the stay: that has to be taken back first.
  if (last?.part === 'discharge' && last.bill?.billNumber !== billNumberOf(visit, attempt)) {
    await cancelPart(stay, 'discharge', message, office);
    stay = stayOfVisit(visit, office);
  }
  if (isLaidDown(stay)) await cancelPart(stay, attempt.part ?? 'interim', message, office);
}

function isStanding(settlement: SettlementId, { desk }: Office): boolean {
  const { journal } = desk.equipment;
  return !journal.entriesOf(settlement).some(({ kind }) => kind === 'reversed');
}

async function cancelPart(
  stay: Stay,
  part: Part,
  { infno, msgid, operator }: Message,
  office: Office,
): Promise<void> {
  const reason = `${infno} ${msgid}`;
  const result = await stayDesk(office).cancel(stay.id, part, { reason, operator });
  if (result.outcome !== 'cancelled') throw refused(result);
}

const GUARDS = {
  'nothing-open': '费用尚未全部撤销，或有已结算的账单',
  'nothing-settled': '该账单已结算，或结果未知，请先撤销结算',
  'taken-back': '该账单的结算尚未撤销，或有未办完的退费',
} as const;

function refused(result: Exclude<CancelResult, { outcome: 'cancelled' }>): OneCardError {
  switch (result.outcome) {
    case 'guarded':
      return new OneCardError('national.visit-state', { why: GUARDS[result.guard] });
    case 'reversal-open':
      return new OneCardError('national.undecided', { why: refusalText(result.reversal) });
    case 'not-now':
      return new OneCardError('national.visit-state', { why: `住院状态 ${result.state}` });
    case 'unknown-stay':
      return new OneCardError('national.unknown-visit', { field: 'mdtrt_id' });
  }
}
