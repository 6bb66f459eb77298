/** 日终对账: all sides of a day against each other. Pure. */

import { type CborInput, documentHash } from '../../crypto/index.ts';
import { comparePair, type PairComparison, type SideBills } from './compare.ts';
import { LAYERS, type Layer, type Movement, type NetBill, netBills, type Side } from './rows.ts';

export interface SideMovements {
  readonly side: Side;
  readonly movements: Iterable<Movement>;
  /** What the side speaks of; everything where nothing is given. */
  readonly layers?: ReadonlySet<Layer>;
}

export interface DayComparison {
  /** Every pair of the sides that were asked. */
  readonly pairs: readonly PairComparison[];
  readonly differenceCount: number;
  /** 32 bytes over what every side said, bill by bill: what a sign-off stands for. */
  readonly digest: Uint8Array;
}

/** Compares every pair of `sides`, in the order given. */
export function reconcile(sides: readonly SideMovements[]): DayComparison {
  const bills = sides.map(
    ({ movements, ...side }): SideBills => ({ ...side, bills: netBills(movements) }),
  );
  const pairs = bills.flatMap((one, index) =>
    bills.slice(index + 1).map((other) => comparePair(one, other)),
  );
  return {
    pairs,
    differenceCount: pairs.reduce((sum, { differences }) => sum + differences.length, 0),
    digest: documentHash([DIGEST_CONTEXT, ...bills.map(sideValue)]),
  };
}

/** The number at the end is the version of what follows. */
const DIGEST_CONTEXT = 'OneCard/DAY/1';

/** `[side, [[provider, bill number, settlements, reversals, [amount by layer…]]…]]`, bills by key. */
function sideValue({ side, bills }: SideBills): CborInput {
  const sorted = [...bills.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return [side, sorted.map(([, bill]) => billValue(bill))];
}

function billValue(bill: NetBill): CborInput {
  const { provider, billNumber, settlementCount, reversalCount, amounts } = bill;
  return [
    provider,
    billNumber,
    settlementCount,
    reversalCount,
    LAYERS.map((layer) => amounts[layer]),
  ];
}
