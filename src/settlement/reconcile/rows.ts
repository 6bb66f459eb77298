/** 对账: what one side says of a day, bill by bill, with reversed pairs netted. */

import { type AmountsByPayer, PAYERS, type Payer, type SettlementId } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';

/** The hospital's own books, this terminal's journal, the home counties' centres. */
export const SIDES = ['his', 'journal', 'centre'] as const;
export type Side = (typeof SIDES)[number];

/** One movement of the day. A reversal carries the amounts of what it takes back, not negated. */
export interface Movement {
  readonly kind: 'settlement' | 'reversal';
  readonly provider: string;
  readonly billNumber: string;
  /** Absent where a hospital's books do not know it. */
  readonly id?: SettlementId;
  readonly total: Amount;
  /** A payer who is not named paid nothing, or is not known to the side. */
  readonly byPayer: AmountsByPayer;
}

/** What is compared: the whole bill, and each payer's part of it. */
export type Layer = 'total' | Payer;
export const LAYERS: readonly Layer[] = ['total', ...(Object.keys(PAYERS) as Payer[])];

/** What of one bill stands on one side at the end of the day. */
export interface NetBill {
  readonly provider: string;
  readonly billNumber: string;
  /** What stands of every settlement that was named: 1, 0 or -1, as of the whole bill. */
  readonly standingById: Readonly<Record<SettlementId, number>>;
  /** Whether every movement of it was named by its settlement. */
  readonly isNamed: boolean;
  readonly settlementCount: number;
  readonly reversalCount: number;
  /** Negative where the day reversed what an earlier day settled. */
  readonly amounts: Readonly<Record<Layer, Amount>>;
}

/** Settlements less reversals: 1 stands, 0 is netted, -1 undoes an earlier day. */
export function standingCount({ settlementCount, reversalCount }: NetBill): number {
  return settlementCount - reversalCount;
}

export function billKey({
  provider,
  billNumber,
}: Pick<NetBill, 'provider' | 'billNumber'>): string {
  return `${provider} ${billNumber}`;
}

/** The movements of one side by bill. */
export function netBills(movements: Iterable<Movement>): ReadonlyMap<string, NetBill> {
  const bills = new Map<string, NetBill>();
  for (const movement of movements) {
    const key = billKey(movement);
    bills.set(key, moved(bills.get(key) ?? nothingOf(movement), movement));
  }
  return bills;
}

function nothingOf({ provider, billNumber }: Movement): NetBill {
  const amounts = Object.fromEntries(LAYERS.map((layer) => [layer, ZERO]));
  return {
    provider,
    billNumber,
    standingById: {},
    isNamed: true,
    settlementCount: 0,
    reversalCount: 0,
    amounts: amounts as Record<Layer, Amount>,
  };
}

function moved(bill: NetBill, { kind, id, total, byPayer }: Movement): NetBill {
  const isReversal = kind === 'reversal';
  const { standingById } = bill;
  const move = isReversal ? subtract : (sum: Amount, each: Amount) => add(sum, each);
  const amounts = Object.fromEntries(
    LAYERS.map((layer) => {
      const each = layer === 'total' ? total : (byPayer[layer] ?? ZERO);
      return [layer, move(bill.amounts[layer], each)];
    }),
  );
  return {
    ...bill,
    ...(id === undefined
      ? { isNamed: false }
      : {
          standingById: { ...standingById, [id]: (standingById[id] ?? 0) + (isReversal ? -1 : 1) },
        }),
    settlementCount: bill.settlementCount + (isReversal ? 0 : 1),
    reversalCount: bill.reversalCount + (isReversal ? 1 : 0),
    amounts: amounts as Record<Layer, Amount>,
  };
}
