/** What the service tells of stays: the fields named here and no others. */

import type { Language } from '../../errors/index.ts';
import { add, ZERO } from '../../money.ts';
import { dailyTotal, dueBill, encodeBill } from '../../terminal/deskParts.ts';
import {
  type BillResult,
  type CancelResult,
  type Equipment,
  STAY_STATES,
  type Stay,
  type StayDesk,
} from '../../terminal/index.ts';
import { chinaDate, instantText } from '../../time.ts';
import { outcomeShown } from './show.ts';

type Clocked = Pick<Equipment, 'clock'>;

/** One row of the list of those in hospital. */
export function stayListed(stay: Stay, stays: StayDesk, { clock }: Clocked): object {
  const { id, state, admission, admittedAt } = stay;
  const { inpatientNumber, holder, visit, ward, bed, provider, home, depositFree } = admission;
  const today = chinaDate(clock.now());
  const list = stays.list(id, today);
  return {
    stay: id,
    state,
    stateText: STAY_STATES[state],
    inpatientNumber,
    patient: holder.name,
    memberNumber: holder.memberNumber,
    home,
    provider: provider.code,
    admittedOn: visit.admittedOn,
    admittedAt: instantText(admittedAt),
    ...(ward === undefined ? {} : { ward }),
    ...(bed === undefined ? {} : { bed }),
    isDepositFree: depositFree !== undefined,
    today: list ? dailyTotal(list) : ZERO,
    cumulative: list?.cumulative ?? ZERO,
    paidIn: list?.paidIn ?? ZERO,
  };
}

/** The whole of it; the bill that is due as the document that `POST /v1/visits` takes. */
export function stayShown(stay: Stay, stays: StayDesk, clocked: Clocked): object {
  const due = dueBill(stay)?.bill;
  const account = stays.account(stay.id);
  return {
    ...stayListed(stay, stays, clocked),
    bills: stay.bills.map(({ part, bill, isSettled, settlement }) => ({
      part,
      isSettled,
      ...(bill ? { billNumber: bill.billNumber, total: bill.total } : {}),
      ...(settlement ? { settlement } : {}),
    })),
    charged: add(ZERO, ...stay.charges.flatMap(({ lines }) => lines.map((line) => line.submitted))),
    ...(stay.discharge ? { dischargedOn: stay.discharge.dischargedOn } : {}),
    ...(due ? { due: JSON.parse(encodeBill(due)) } : {}),
    ...(account ? { account } : {}),
  };
}

/** What became of a step: a "no" as it is, otherwise the stay. */
export function billResultShown(
  result: BillResult | CancelResult,
  stays: StayDesk,
  clocked: Clocked,
  language: Language,
): object {
  if ('stay' in result) {
    return { outcome: result.outcome, ...stayShown(result.stay, stays, clocked) };
  }
  if (result.outcome !== 'reversal-open') return result;
  const { outcome, reversal, settlement } = result;
  return { outcome, settlement, reversal: outcomeShown(reversal, language) };
}
