/** 退费窗口: partial refunds, what a review found was paid too little, and receipts printed again. */

import type { CardTransport } from '../../card/index.ts';
import type { Language } from '../../errors/index.ts';
import type { Bill, SettlementId } from '../../model/index.ts';
import { add, ZERO } from '../../money.ts';
import {
  type JournalEntry,
  type LineReturn,
  type RefundingFields,
  remainingLines,
  renderReceipt,
  type UnderpaymentAudit,
} from '../../settlement/index.ts';
import { checkedBill, stands } from '../billStanding.ts';
import { receiptOf } from '../receiptOf.ts';
import { followCounty } from '../saga/follow.ts';
import { stateOf } from '../saga/index.ts';
import { openRefund } from './open.ts';
import {
  type RefundRefusal,
  refundable,
  refused,
  replacementRefusal,
  voidingRefusal,
} from './refuse.ts';
import {
  cashPaid,
  concludeRefund,
  type RefundConclusion,
  type RefundEquipment,
  type RefundRun,
  runRefund,
} from './run.ts';

export interface RefundRequest {
  readonly returned: readonly LineReturn[];
  /** The hospital's number of the bill in place of the old one; the old number unless given. */
  readonly billNumber?: string;
  readonly reason: string;
  readonly operator: string;
  /** The second pair of eyes, where two are asked for. */
  readonly second?: string;
}

export interface UnderpaidRequest {
  readonly audit: UnderpaymentAudit;
  /** The bill as the review corrected it; the old one unless given. Looked at where the fund pays. */
  readonly corrected?: Bill;
  readonly reason: string;
  readonly operator: string;
  readonly second?: string;
}

export type RefundResult = RefundRun | RefundRefusal;

export type ReprintResult =
  | { readonly outcome: 'printed'; readonly copyNumber: number; readonly text: string }
  /** This journal has no receipt of that id. */
  | { readonly outcome: 'no-receipt' };

export interface RefundDesk {
  /**
   * 部分退费: takes the settlement back and settles what remains. Without the card it stops before the
   * new settlement; the same request, or `resume`, goes on.
   */
  refund(
    id: SettlementId,
    request: RefundRequest,
    transport?: CardTransport,
  ): Promise<RefundResult>;
  /** 少报退还: gives back what a review found that the patient paid too much, as the plan says. */
  underpaid(
    id: SettlementId,
    request: UnderpaidRequest,
    transport?: CardTransport,
  ): Promise<RefundResult>;
  /** Goes on with a refund that a break left open; undefined when none is. */
  resume(id: SettlementId, transport?: CardTransport): Promise<RefundRun | undefined>;
  /**
   * 退费收尾: ends a refund whose remaining bill is not settled, because the plan does not pay it or the card does
   * not come: all that was paid in cash goes back. Undefined when none is open.
   */
  conclude(id: SettlementId, conclusion: RefundConclusion): Promise<RefundRun | undefined>;
  /** Refunds that have not come to their end, oldest first. */
  open(): readonly JournalEntry<'refunding'>[];
  /** 补打: prints the receipt once more, and says how many times that was. */
  reprint(id: SettlementId, operator: string, language: Language): Promise<ReprintResult>;
}

/** A desk for refunds beside a terminal; one step waits for the other. */
export function openRefundDesk(desk: RefundEquipment): RefundDesk {
  const { journal } = desk.equipment;
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }
  return {
    refund: (id, request, transport) => inTurn(() => refund(desk, id, request, transport)),
    underpaid: (id, request, transport) => inTurn(() => underpaid(desk, id, request, transport)),
    resume: (id, transport) =>
      inTurn(async () => (openRefund(journal, id) ? runRefund(desk, id, transport) : undefined)),
    conclude: (id, conclusion) =>
      inTurn(async () =>
        openRefund(journal, id) ? concludeRefund(desk, id, conclusion) : undefined,
      ),
    open: () => journal.openRefunds(),
    reprint: (id, operator, language) => inTurn(() => reprint(desk, id, operator, language)),
  };
}

async function refund(
  desk: RefundEquipment,
  id: SettlementId,
  request: RefundRequest,
  transport: CardTransport | undefined,
): Promise<RefundResult> {
  const { returned, billNumber, reason, operator, second } = request;
  const isAsked = (plan: RefundingFields) =>
    plan.cause === 'returned' && sameReturns(plan.returned, returned);
  const known = await knownRefund(desk, id, isAsked, transport);
  if (known) return known;
  const found = refundable(id, desk.equipment);
  if (found.outcome !== 'refundable') return found;
  const acrossYears = voidingRefusal(found, desk.equipment);
  if (acrossYears) return acrossYears;
  if (returned.length === 0) return refused('nothing-returned');
  const { bill } = found.intent;
  const remaining = remainingLines(bill.lines, returned, found.version.rounding.line);
  if (remaining.outcome === 'refused') {
    return refused(remaining.reason, { lineId: remaining.lineId });
  }
  const { lines } = remaining;
  if (lines.length === 0) return refused('nothing-remains');
  const left = checkedBill({
    ...bill,
    billNumber: billNumber ?? bill.billNumber,
    lines,
    total: add(ZERO, ...lines.map(({ submitted }) => submitted)),
  });
  const unfit = replacementRefusal(found, left, desk.equipment);
  if (unfit) return unfit;
  return carryOut(desk, id, transport, {
    cause: 'returned',
    paidBy: 'fund',
    bill: left,
    returned,
    reason,
    operator,
    ...(second && { second }),
  });
}

async function underpaid(
  desk: RefundEquipment,
  id: SettlementId,
  { audit, corrected, reason, operator, second }: UnderpaidRequest,
  transport: CardTransport | undefined,
): Promise<RefundResult> {
  const isAsked = (plan: RefundingFields) => plan.audit?.number === audit.number;
  const known = await knownRefund(desk, id, isAsked, transport);
  if (known) return known;
  const found = refundable(id, desk.equipment);
  if (found.outcome !== 'refundable') return found;
  const { intent, version } = found;
  if (!version.underpayment) return refused('underpayment-not-in-plan');
  const { refundedBy, clause } = version.underpayment;
  // Nothing is handed out of what the county took back by itself: all of it goes back.
  await followCounty(id, operator, desk);
  if (!stands(desk.equipment.journal, id)) return refused('not-standing');
  if (audit.cash < 0n || audit.cash >= cashPaid(desk.equipment.journal, id)) {
    return refused('not-underpaid', { clause });
  }
  const acrossYears = refundedBy === 'fund' && voidingRefusal(found, desk.equipment);
  if (acrossYears) return acrossYears;
  const bill = refundedBy === 'fund' ? (corrected ?? intent.bill) : undefined;
  const unfit = bill && replacementRefusal(found, bill, desk.equipment);
  if (unfit) return unfit;
  return carryOut(desk, id, transport, {
    cause: 'underpaid',
    paidBy: refundedBy,
    ...(bill && { bill }),
    returned: [],
    audit,
    clause,
    reason,
    operator,
    ...(second && { second }),
  });
}

/** The plan is durable before its first step. */
async function carryOut(
  desk: RefundEquipment,
  id: SettlementId,
  transport: CardTransport | undefined,
  plan: RefundingFields,
): Promise<RefundResult> {
  await desk.equipment.journal.append({ kind: 'refunding', id, ...plan });
  return runRefund(desk, id, transport);
}

/** A refund that was asked for before: it is gone on with, or answered with its end. */
async function knownRefund(
  desk: RefundEquipment,
  id: SettlementId,
  isAsked: (plan: RefundingFields) => boolean,
  transport: CardTransport | undefined,
): Promise<RefundResult | undefined> {
  const { journal } = desk.equipment;
  const open = openRefund(journal, id);
  if (open) return isAsked(open) ? runRefund(desk, id, transport) : refused('other-refund-open');
  const entries = journal.entriesOf(id);
  const at = entries.findLastIndex((entry) => entry.kind === 'refunding' && isAsked(entry));
  const end = at < 0 ? undefined : entries.slice(at).find((entry) => entry.kind === 'refunded');
  if (end?.kind !== 'refunded') return undefined;
  const { cashBack, settlement } = end;
  return { outcome: 'refunded', cashBack, ...(settlement && { settlement }), isRepeated: true };
}

function sameReturns(one: readonly LineReturn[], other: readonly LineReturn[]): boolean {
  const text = (lines: readonly LineReturn[]) =>
    lines
      .map(({ lineId, quantity }) => `${lineId} ${quantity}`)
      .sort()
      .join('\n');
  return text(one) === text(other);
}

async function reprint(
  desk: RefundEquipment,
  id: SettlementId,
  operator: string,
  language: Language,
): Promise<ReprintResult> {
  const { journal } = desk.equipment;
  await followCounty(id, operator, desk);
  const source = receiptOf(journal, id);
  if (!source) return { outcome: 'no-receipt' };
  const entries = journal.entriesOf(id);
  const copyNumber = entries.filter(({ kind }) => kind === 'reprinted').length + 1;
  // Counted before it is printed: a print that nobody knows of would be an original once more.
  await journal.append({ kind: 'reprinted', id, copyNumber, operator });
  const state = stateOf(entries);
  const [isReversed, isReversing] = [state === 'reversed', state === 'reversing'];
  return {
    outcome: 'printed',
    copyNumber,
    text: renderReceipt(source, language, { copyNumber, isReversed, isReversing }),
  };
}
