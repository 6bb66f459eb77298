/** 结算: one try of an attempt at the desk, written down before it begins. */

import type { ExactOutput } from '../shared/exactJson.ts';
import { settleNow } from '../shared/settling.ts';
import { conclude, endOfBill, isUnderWay, statementOutput, tryId } from './attempt.ts';
import type { Message } from './envelope.ts';
import { NATIONAL_CARD_WAIT_MS } from './limits.ts';
import type { Office } from './office.ts';
import { assertAgreed, type Billing } from './quote.ts';
import type { Attempt } from './records.ts';
import { billNumberOf, withAttempt } from './visit.ts';

interface Settling extends Billing {
  readonly attempt: Attempt;
  /** What else is done once it is settled. */
  readonly onSettled?: () => Promise<unknown>;
  /** What else is undone where nothing of it stands or may come to. */
  readonly onGivenUp?: () => Promise<unknown>;
}

/**
 * @returns setlinfo of what was settled
 * @throws OneCardError as `conclude` does, and what `assertAgreed` found
 */
export async function settleOnce(
  of: Settling,
  message: Message,
  office: Office,
): Promise<ExactOutput> {
  const { visit, bill } = of;
  const { id } = visit;
  const tryCount = visit.tryCount + 1;
  const attempt = { ...of.attempt, tries: [...of.attempt.tries, tryCount] };
  office.records.put('visit', id, withAttempt({ ...visit, tryCount }, attempt));
  const differing: unknown[] = [];
  try {
    const view = await settleNow(office.desk, message.call, {
      id: tryId(visit, tryCount),
      bill,
      operator: message.operator,
      waitMs: NATIONAL_CARD_WAIT_MS,
      accepts({ adjudication }) {
        try {
          assertAgreed(of, adjudication);
          return true;
        } catch (error) {
          differing.push(error);
          return false;
        }
      },
    });
    const known = office.records.get('visit', id)!;
    const settled = conclude(known, attempt, view, office, differing[0]);
    await of.onSettled?.();
    return statementOutput(office.records.get('visit', id)!, settled, message, office);
  } catch (error) {
    await giveUp({ ...of, attempt }, office);
    throw error;
  }
}

/** Where nothing of the try stands or may come to, the attempt is over; else it stays open. */
async function giveUp({ visit, attempt, onGivenUp }: Settling, office: Office): Promise<void> {
  if (isUnderWay(visit, attempt, office)) return;
  if (endOfBill(billNumberOf(visit, attempt), office).outcome !== 'nothing') return;
  await onGivenUp?.();
  const known = office.records.get('visit', visit.id)!;
  office.records.put('visit', visit.id, withAttempt(known, { ...attempt, state: 'refused' }));
}
