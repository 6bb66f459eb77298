/** 日终对账: all sides of a day against each other. Pure. */

import { toHex } from '../../bytes.ts';
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
  /** 32 bytes over what every side said, bill by bill and settlement by settlement: what a sign-off stands for. */
  readonly digest: Uint8Array;
}

/** A comparison by a name that people can type: the first 48 bits of its digest, such as `3f9a-07c2-b1e4`. */
export function comparisonName({ digest }: Pick<DayComparison, 'digest'>): string {
  return toHex(digest.subarray(0, 6)).replaceAll(/....(?=.)/g, '$&-');
}

/** Compares every pair of `sides`, in the order given. */
export function reconcile(sides: readonly SideMovements[]): DayComparison {
  const bills = sides.map(({ movements, ...side }): SideBills => {
    const bills = netBills(movements);
    return { ...side, bills, knowsIds: side.side !== 'his' || [...bills.values()].some(namesAny) };
  });
  const pairs = bills.flatMap((one, index) =>
    bills.slice(index + 1).map((other) => comparePair(one, other)),
  );
  return {
    pairs,
    differenceCount: pairs.reduce((sum, { differences }) => sum + differences.length, 0),
    digest: documentHash([DIGEST_CONTEXT, ...bills.map(sideValue)]),
  };
}

function namesAny({ standingById }: NetBill): boolean {
  return Object.keys(standingById).length > 0;
}

/** The number at the end is the version of what follows. */
const DIGEST_CONTEXT = 'OneCard/DAY/2';

/**
 * `[side, [layer…], [[provider, bill number, settlements, reversals, [amount by layer…], [[id, standing]…]]…]]`,
 * bills by key, ids ascending.
 */
function sideValue({ side, bills, layers }: SideBills): CborInput {
  const sorted = [...bills.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    side,
    LAYERS.filter((layer) => layers?.has(layer) ?? true),
    sorted.map(([, bill]) => billValue(bill)),
  ];
}

function billValue(bill: NetBill): CborInput {
  const { provider, billNumber, settlementCount, reversalCount, amounts, standingById } = bill;
  return [
    provider,
    billNumber,
    settlementCount,
    reversalCount,
    LAYERS.map((layer) => amounts[layer]),
    Object.entries(standingById).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
}
