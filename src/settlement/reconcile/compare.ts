/** 三方对账: two sides of a day compared, layer by layer and bill by bill. Pure. */

import type { Bilingual, SettlementId } from '../../model/index.ts';
import { type Amount, add, ZERO } from '../../money.ts';
import { LAYERS, type Layer, type NetBill, type Side, standingCount } from './rows.ts';

/** What a layer's sums and counts say (金额相等条数不等, 金额不等条数相等, 都不等). */
export const LAYER_RESULTS = {
  balanced: { zh: '平', en: 'balanced' },
  'count-differs': { zh: '金额相等条数不等', en: 'sums agree, counts differ' },
  'amount-differs': { zh: '金额不等条数相等', en: 'counts agree, sums differ' },
  'both-differ': { zh: '金额条数都不等', en: 'sums and counts differ' },
} as const;
export type LayerResultName = keyof typeof LAYER_RESULTS;

export interface LayerComparison {
  readonly layer: Layer;
  readonly result: LayerResultName;
  /** In the order of the pair. Count: bills that stand, less those of earlier days that were undone. */
  readonly counts: readonly [number, number];
  readonly sums: readonly [Amount, Amount];
}

/** What became of one bill between two sides. */
export type DayResult = 'MATCHED' | 'AMOUNT_DIFF' | 'STATUS_DIFF' | `ONLY_IN_${Uppercase<Side>}`;

export const DIFFERENCE_LABELS: Readonly<Record<Exclude<DayResult, 'MATCHED'>, Bilingual>> = {
  AMOUNT_DIFF: { zh: '金额不同', en: 'the amounts differ' },
  STATUS_DIFF: { zh: '状态不同', en: 'stands on one side alone' },
  ONLY_IN_HIS: { zh: '只在医院账里', en: 'only in the hospital’s books' },
  ONLY_IN_JOURNAL: { zh: '只在终端流水里', en: 'only in the journal' },
  ONLY_IN_CENTRE: { zh: '只在参合地中心', en: 'only at the centre' },
};

type Bills = readonly [NetBill | undefined, NetBill | undefined];

export interface DayDifference {
  readonly result: Exclude<DayResult, 'MATCHED'>;
  readonly provider: string;
  readonly billNumber: string;
  /** In the order of the pair; undefined where the side has never heard of the bill. */
  readonly bills: Bills;
  /** Layers in which the two differ; of an AMOUNT_DIFF alone. */
  readonly layers: readonly Layer[];
  /** Settlements that stand differently on the two, ascending; none where a side does not know them. */
  readonly ids: readonly SettlementId[];
}

/** One pair of sides, differences first. */
export interface PairComparison {
  readonly sides: readonly [Side, Side];
  /** By bill number; single-sided ones among them. */
  readonly differences: readonly DayDifference[];
  readonly layers: readonly LayerComparison[];
  readonly matchedCount: number;
  /** Bills of which every settlement was reversed within the day, on every side that knows them. */
  readonly nettedCount: number;
}

/** The bills of a side, and the layers that it speaks of. */
export interface SideBills {
  readonly side: Side;
  readonly bills: ReadonlyMap<string, NetBill>;
  /** All of them where nothing is given. */
  readonly layers?: ReadonlySet<Layer>;
  /** Books that know bills alone are compared by count and sum. */
  readonly knowsIds: boolean;
}

export function comparePair(one: SideBills, other: SideBills): PairComparison {
  const layers = LAYERS.filter((layer) =>
    [one, other].every((side) => side.layers?.has(layer) ?? true),
  );
  const keys = [...new Set([...one.bills.keys(), ...other.bills.keys()])].sort();
  const differences: DayDifference[] = [];
  let matchedCount = 0;
  let nettedCount = 0;
  for (const key of keys) {
    const bills = [one.bills.get(key), other.bills.get(key)] as const;
    const byId = bills.every((bill, at) => bill?.isNamed ?? [one, other][at]!.knowsIds);
    if (bills.every((bill) => bill === undefined || isNothing(bill, byId))) {
      nettedCount += 1;
      continue;
    }
    const ids = byId ? differingIds(bills) : [];
    const different = difference(bills, [one.side, other.side], layers, ids);
    if (different) differences.push(different);
    else matchedCount += 1;
  }
  return {
    sides: [one.side, other.side],
    differences,
    layers: layers
      .map((layer) => compareLayer(layer, one, other))
      .filter(({ sums, counts, layer }) => layer === 'total' || !isEmpty(sums, counts)),
    matchedCount,
    nettedCount,
  };
}

/** One that was undone and settled anew under another id is something, though it adds up to nothing. */
function isNothing(bill: NetBill, byId: boolean): boolean {
  const isEven = standingCount(bill) === 0 && LAYERS.every((layer) => bill.amounts[layer] === 0n);
  return isEven && !(byId && Object.values(bill.standingById).some((count) => count !== 0));
}

function differingIds([left, right]: Bills): readonly SettlementId[] {
  const [ones, others] = [left?.standingById ?? {}, right?.standingById ?? {}];
  const ids = new Set([...Object.keys(ones), ...Object.keys(others)] as SettlementId[]);
  return [...ids].filter((id) => (ones[id] ?? 0) !== (others[id] ?? 0)).sort();
}

function isEmpty(sums: readonly Amount[], counts: readonly number[]): boolean {
  return sums.every((sum) => sum === 0n) && counts.every((count) => count === 0);
}

function difference(
  bills: Bills,
  sides: readonly [Side, Side],
  layers: readonly Layer[],
  ids: readonly SettlementId[],
): DayDifference | undefined {
  const [left, right] = bills;
  const { provider, billNumber } = (left ?? right)!;
  const found = (result: DayDifference['result'], differing: readonly Layer[] = []) => ({
    result,
    provider,
    billNumber,
    bills,
    layers: differing,
    ids,
  });
  if (!left || !right) {
    const side = sides[left ? 0 : 1].toUpperCase() as Uppercase<Side>;
    return found(`ONLY_IN_${side}`);
  }
  const isAlike = standingCount(left) === standingCount(right) && ids.length === 0;
  if (!isAlike) return found('STATUS_DIFF');
  const differing = layers.filter((layer) => left.amounts[layer] !== right.amounts[layer]);
  return differing.length > 0 ? found('AMOUNT_DIFF', differing) : undefined;
}

function compareLayer(layer: Layer, one: SideBills, other: SideBills): LayerComparison {
  const [left, right] = [sumOf(layer, one), sumOf(layer, other)];
  const sameSum = left.sum === right.sum;
  const sameCount = left.count === right.count;
  const result = sameSum
    ? sameCount
      ? 'balanced'
      : 'count-differs'
    : sameCount
      ? 'amount-differs'
      : 'both-differ';
  return { layer, result, counts: [left.count, right.count], sums: [left.sum, right.sum] };
}

/** A bill counts in a layer that gave something to it, and in the total in any case. */
function sumOf(
  layer: Layer,
  { bills }: SideBills,
): { readonly sum: Amount; readonly count: number } {
  let sum: Amount = ZERO;
  let count = 0;
  for (const bill of bills.values()) {
    sum = add(sum, bill.amounts[layer]);
    if (layer === 'total' || bill.amounts[layer] !== 0n) count += standingCount(bill);
  }
  return { sum, count };
}
