/**
 * iDoDebit. The card does not pay out of itself: what is debited is what the decision of a bill says, so
 * the bill comes with the call or was handed in before, and the amounts must be those of the decision.
 */

import { toHex } from '../../../bytes.ts';
import type { Bill, SettlementId } from '../../../model/index.ts';
import { type Amount, parseYuan, subtract, yuanText, ZERO } from '../../../money.ts';
import type { Adjudicated, SettleResult } from '../../../terminal/index.ts';
import { chinaTimeText } from '../../../time.ts';
import { billOf } from '../../api/bill.ts';
import { refusalText } from '../shared/refusal.ts';
import { settleNow, visitId } from '../shared/settling.ts';
import { type DriverAnswer, failure, fields, thrown } from './answer.ts';
import type { DriverError } from './errors.ts';
import type { DriverCall } from './functions.ts';
import { CARD_WAIT_MS } from './limits.ts';

interface Payment {
  readonly account: Amount;
  readonly funds: Amount;
  readonly at: string;
}

/** `0.10|0.20|20151118185001|`: family account, funds, the caller's own time of the payment. */
export function parsePayment(text: string): Payment | undefined {
  const [account, funds, at, end, ...more] = text.split('|');
  if (end !== '' || more.length > 0 || !/^\d{14}$/.test(at ?? '')) return undefined;
  const isMoney = [account, funds].every((each) => /^\d{1,11}(?:\.\d{1,2})?$/.test(each ?? ''));
  if (!isMoney) return undefined;
  const yuan = (value: string) => parseYuan(value.replace(/^0+(?=\d)/, ''));
  return { account: yuan(account!), funds: yuan(funds!), at: at! };
}

type Amounts = Pick<Adjudicated['adjudication'], 'total' | 'byPayer'>;

function accountOf({ byPayer }: Amounts): Amount {
  return byPayer['family-account'] ?? ZERO;
}

/** What all the others than patient and hospital pay, the account aside. */
function fundsOf(amounts: Amounts): Amount {
  const { total, byPayer } = amounts;
  const others = subtract(subtract(total, byPayer.cash ?? ZERO), byPayer.hospital ?? ZERO);
  return subtract(others, accountOf(amounts));
}

function isPaid(amounts: Amounts, { account, funds }: Payment): boolean {
  return accountOf(amounts) === account && fundsOf(amounts) === funds;
}

/** The same bill, amounts and time are the same debit: answered again, never made again. */
export async function debit(call: DriverCall): Promise<DriverAnswer> {
  const { desk, request, caller } = call;
  const payment = request.pPayInfo === undefined ? undefined : parsePayment(request.pPayInfo);
  if (!payment) return failure('-14', 'pPayInfo');
  const bill = billIn(call);
  if (!bill) return failure('-1015');
  const { provider, billNumber } = bill;
  const stands = desk.equipment.journal.settledBill(provider.code, billNumber);
  if (stands) {
    const isSame = isPaid(stands.adjudication, payment);
    return isSame
      ? settledAnswer(call, stands.id)
      : failure('-42', amountsText(stands.adjudication));
  }
  const visit = await settleNow(
    desk,
    { caller, signal: new AbortController().signal },
    {
      id: nextVisit(call, [provider.code, billNumber, request.pPayInfo!]),
      bill,
      operator: request.operator,
      accepts: ({ adjudication }) => isPaid(adjudication, payment),
      waitMs: CARD_WAIT_MS,
    },
  );
  if (visit.failure) return thrown(visit.failure.error);
  const { result, decided } = visit;
  if (result?.outcome === 'settled' || result?.outcome === 'already-settled') {
    return settledAnswer(call, visit.settlementId!);
  }
  if (decided && !isPaid(decided.adjudication, payment)) {
    return failure('-42', amountsText(decided.adjudication));
  }
  return result ? failure(numberOf(result), refusalText(result)) : failure('-1012');
}

/** A try that came to nothing is followed by the next; each has its own id, also over a restart. */
function nextVisit({ desk }: DriverCall, names: readonly string[]): string {
  const place = { part: 'card-driver', kind: 'debit', id: visitId('card-driver', ...names) };
  const tries = Number(desk.kept.get(place) ?? '0') + 1;
  desk.kept.put(place, String(tries));
  return visitId('card-driver', ...names, tries);
}

function billIn({ desk, request: { pBill, pBillNumber } }: DriverCall): Bill | undefined {
  if (pBill) return billOf(pBill as Record<string, unknown>);
  const waiting = desk.handedBills.list();
  const named = waiting.filter(
    ({ billNumber }) => pBillNumber === undefined || billNumber === pBillNumber,
  );
  // One that is not named must be the only one: nobody guesses whose money it is.
  if (named.length !== 1) return undefined;
  return billOf(named[0]!.document as Record<string, unknown>);
}

function amountsText(amounts: Amounts): string {
  return `账户 ${yuanText(accountOf(amounts))}，基金 ${yuanText(fundsOf(amounts))}`;
}

/** `settlement|sequence|account|funds|cash|total|time|card's signature|`. */
function settledAnswer({ desk }: DriverCall, id: SettlementId): DriverAnswer {
  const entry = desk.equipment.journal.settled(id);
  if (!entry) return failure('-1016');
  const { adjudication, signed, at } = entry;
  return fields([
    id,
    signed.statement.sequence,
    yuanText(accountOf(adjudication)),
    yuanText(fundsOf(adjudication)),
    yuanText(adjudication.byPayer.cash ?? ZERO),
    yuanText(adjudication.total),
    chinaTimeText(at).replaceAll(/\D/g, '').slice(0, 14),
    toHex(signed.signatures.card).toUpperCase(),
  ]);
}

function numberOf({ outcome }: SettleResult): DriverError {
  switch (outcome) {
    case 'card-refused':
    case 'card-out-of-step':
      return '-21';
    case 'unknown-county':
    case 'unknown-person':
      return '-1005';
    case 'offline-refused':
      return '-1006';
    case 'refused':
      return '-1010';
    case 'pin-refused':
      return '-31';
    case 'declined':
      return '-1011';
    case 'card-pending':
      return '-1013';
    case 'cancelled':
    case 'voided':
    case 'reversing':
      return '-1014';
    default:
      return '-1012';
  }
}
