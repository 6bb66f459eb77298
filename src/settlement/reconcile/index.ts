/** 对账: the sides of a day against each other. */
export {
  comparePair,
  type DayDifference,
  type DayResult,
  DIFFERENCE_LABELS,
  LAYER_RESULTS,
  type LayerComparison,
  type LayerResultName,
  type PairComparison,
  type SideBills,
} from './compare.ts';
export { HIS_ROWS_MAX, type HisDay, parseHisDay } from './hisDay.ts';
export { comparisonName, type DayComparison, reconcile, type SideMovements } from './reconcile.ts';
export { renderDay, SIDE_LABELS } from './render.ts';
export {
  billKey,
  LAYERS,
  type Layer,
  type Movement,
  type NetBill,
  netBills,
  SIDES,
  type Side,
  standingCount,
} from './rows.ts';
