export {
  alwaysUnder,
  type BillDifference,
  type BillsDifference,
  billsDifference,
  type PastBill,
} from './bills.ts';
export { parsePastBill } from './pastBill.ts';
export {
  type RuleDifference,
  ruleDifferences,
  ruleDifferenceText,
  type WrittenVersion,
  writtenVersion,
} from './rules.ts';
