import type { BillFields } from '../../../model/index.ts';
import { daysOf } from '../../../time.ts';

/** 床日: from admission to discharge, the day of discharge not counted, at least one. */
export function bedDays({ visit }: BillFields): number {
  return Math.max(1, daysOf(visit.dischargedOn) - daysOf(visit.admittedOn));
}
