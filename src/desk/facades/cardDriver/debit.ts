/**
 * iDoDebit. The card does not pay out of itself: what is debited is what the decision of a bill says, so
 * the bill comes with the call or was handed in before, and the amounts must be those of the decision.
 */

import { toHex } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { Bill, SettlementId } from '../../../model/index.ts';
import { type Amount, parseYuan, subtract, yuanText, ZERO } from '../../../money.ts';
import { billStanding, receiptOf } from '../../../terminal/deskParts.ts';
import { type Adjudicated, type SettleResult, stateOf } from '../../../terminal/index.ts';
import { chinaTimeText } from '../../../time.ts';
import { billOf } from '../../api/bill.ts';
import { errorText, refusalText } from '../shared/refusal.ts';
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
  const names = [bill.provider.code, bill.billNumber, request.pPayInfo!];
  const before = toldBefore(call, bill, payment) ?? takenBack(call, names);
  if (before) return before;
  const visit = await settleNow(
    desk,
    { caller, signal: new AbortController().signal },
    {
      id: nextVisit(call, names),
      bill,
      operator: request.operator,
      accepts: ({ adjudication }) => isPaid(adjudication, payment),
      waitMs: CARD_WAIT_MS,
    },
  );
  const { result, decided, failure: broken } = visit;
  if (result?.outcome === 'settled' || result?.outcome === 'already-settled') {
    // An earlier call's, which this tap finished, may have been for other amounts.
    return toldBefore(call, bill, payment) ?? settledAnswer(call, visit.settlementId!);
  }
  const isOpen = billStanding(desk.equipment.journal, bill).outcome === 'open';
  // Another card, a broken one, or none: the bill is as undecided as it was.
  if (isOpen && !isUndecided(result)) {
    return failure('-1012', broken ? errorText(broken.error) : result && refusalText(result));
  }
  if (broken) return thrown(broken.error);
  if (decided && !isPaid(decided.adjudication, payment)) {
    return failure('-42', amountsText(decided.adjudication));
  }
  return result ? failure(numberOf(result), refusalText(result)) : failure('-1012');
}

/** Of a bill that stands, by its contents, or is on its way back. */
function toldBefore(call: DriverCall, bill: Bill, payment: Payment): DriverAnswer | undefined {
  const { journal } = call.desk.equipment;
  const standing = billStanding(journal, bill);
  if (standing.outcome === 'none') return undefined;
  const entries = journal.entriesOf(standing.id);
  if (stateOf(entries) === 'reversing') return failure('-1014');
  if (standing.outcome === 'open') return undefined;
  const { adjudication } = entries.find((entry) => entry.kind === 'intent')!;
  if (!isPaid(adjudication, payment)) return failure('-42', amountsText(adjudication));
  return settledAnswer(call, standing.id);
}

function placeOf(names: readonly string[]) {
  return { part: 'card-driver', kind: 'debit', id: visitId('card-driver', ...names) };
}

function triesOf({ desk }: DriverCall, names: readonly string[]): number {
  return Number(desk.kept.get(placeOf(names)) ?? '0');
}

/** A debit that stood and was taken back is not made again: whoever pays anew says so by another time. */
function takenBack(call: DriverCall, names: readonly string[]): DriverAnswer | undefined {
  const { visits, equipment } = call.desk;
  const tries = triesOf(call, names);
  if (tries === 0) return undefined;
  try {
    const { settlementId } = visits.view(visitId('card-driver', ...names, tries));
    const entries = settlementId ? equipment.journal.entriesOf(settlementId) : [];
    const hasStood = entries.some(({ kind }) => kind === 'settled' || kind === 'without-card');
    if (!hasStood || stateOf(entries) !== 'reversed') return undefined;
    return failure('-1014', '已冲正；重新支付请用新的支付时间');
  } catch (error) {
    // The reader was somebody else's: that try was never begun.
    if (error instanceof OneCardError && error.code === 'desk.not-found') return undefined;
    throw error;
  }
}

/** A try that came to nothing is followed by the next; each has its own id, also over a restart. */
function nextVisit(call: DriverCall, names: readonly string[]): string {
  const tries = triesOf(call, names) + 1;
  call.desk.kept.put(placeOf(names), String(tries));
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

/** `settlement|sequence|account|funds|cash|total|time|card's signature|`; nobody signed what stands without its card. */
function settledAnswer({ desk }: DriverCall, id: SettlementId): DriverAnswer {
  const { journal } = desk.equipment;
  const entry = receiptOf(journal, id);
  if (!entry) return failure('-1016');
  const { adjudication, signed, at } = entry;
  const signature = journal.settled(id)?.signed.signatures.card;
  return fields([
    id,
    signed.statement.sequence,
    yuanText(accountOf(adjudication)),
    yuanText(fundsOf(adjudication)),
    yuanText(adjudication.byPayer.cash ?? ZERO),
    yuanText(adjudication.total),
    chinaTimeText(at).replaceAll(/\D/g, '').slice(0, 14),
    signature ? toHex(signature).toUpperCase() : '',
  ]);
}

function isUndecided(result: SettleResult | undefined): boolean {
  return result !== undefined && ['-1012', '-1013', '-1014'].includes(numberOf(result));
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
