/** The stay behind an in-patient's visit, and the bills that are laid down for it. */

import { OneCardError } from '../../../errors/index.ts';
import type { BillResult, ChangedVisit, Stay, StayDesk } from '../../../terminal/index.ts';
import { plainDate } from '../../../time.ts';
import { dispositionOf } from './codes.ts';
import type { Message } from './envelope.ts';
import type { Office } from './office.ts';
import type { KeptVisit } from './records.ts';
import { notNow } from './visit.ts';

/** @throws OneCardError `national.not-served` */
export function stayDesk({ desk }: Pick<Office, 'desk'>): StayDesk {
  if (!desk.stays) throw new OneCardError('national.not-served', { why: '本机没有住院窗口' });
  return desk.stays;
}

/** @throws OneCardError `national.unknown-visit` */
export function stayOfVisit({ stay }: KeptVisit, office: Office): Stay {
  const found = stay && stayDesk(office).stay(stay);
  if (!found) throw new OneCardError('national.unknown-visit', { field: 'mdtrt_id' });
  return found;
}

const REFUSED: Readonly<
  Record<Extract<BillResult, { outcome: 'bill-refused' }>['reason'], string>
> = {
  'nothing-charged': '没有未结算的费用',
  'day-in-future': '日期晚于今天',
  'day-before-admission': '日期早于入院',
  'charged-after': '有费用发生在出院日期之后',
  'bill-reversing': '此前账单的结算正在冲正，请等有结果后再试',
  'number-used': '账单号已用过',
  'referral-number-missing': '转院须先办理转诊备案 2501',
};

/** What did not go, as an error; undefined when it went. */
export function billRefusal(result: BillResult): OneCardError | undefined {
  switch (result.outcome) {
    case 'bill-refused': {
      const line = result.lineId === undefined ? '' : `（明细 ${result.lineId}）`;
      return new OneCardError('national.settlement-refused', {
        why: REFUSED[result.reason] + line,
      });
    }
    case 'unknown-stay':
      return new OneCardError('national.unknown-visit', { field: 'mdtrt_id' });
    case 'not-now':
      return notNow(`住院状态 ${result.state}，不能 ${result.event}`);
    default:
      return undefined;
  }
}

/** What 2403 changed, as every bill of the stay takes it. */
export function changedVisit({ change }: KeptVisit): { readonly changed?: ChangedVisit } {
  return change ? { changed: change.visit } : {};
}

/** Lays the last bill down, by what 2402 said. */
export async function layDownDischarge(
  visit: KeptVisit,
  billNumber: string,
  { operator }: Pick<Message, 'operator'>,
  office: Office,
): Promise<BillResult> {
  const { on, way } = visit.discharge!;
  const disposition = dispositionOf(way)!;
  return stayDesk(office).discharge(visit.stay!, {
    billNumber,
    dischargedOn: plainDate(on),
    disposition,
    ...changedVisit(visit),
    ...(disposition === 'referred' ? { referralNumber: visit.referral!.number } : {}),
    operator,
  });
}

/** Ends the stay where everything is settled; else its last settlement does. */
export async function dischargeNow(
  visit: KeptVisit,
  message: Pick<Message, 'operator'>,
  office: Office,
): Promise<void> {
  const billNumber = `${visit.id}-0`;
  const until = plainDate(visit.discharge!.on);
  const hasOpen = stayDesk(office).draft(visit.stay!, { billNumber, until }) !== undefined;
  if (hasOpen) return;
  const refusal = billRefusal(await layDownDischarge(visit, billNumber, message, office));
  if (refusal) throw refusal;
}
