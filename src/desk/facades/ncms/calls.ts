/** 交易代码: every code of the interface, and the step that answers it. */

import type { NcmsStep } from './desk.ts';
import { items } from './dictionary.ts';
import { diseases } from './diseases.ts';
import { admit, discharge, takeAdmissionBack, takeDischargeBack } from './inpatient.ts';
import { change } from './inpatientChange.ts';
import { charge, giveBack, listCharges } from './inpatientLines.ts';
import { reverseStay, settleStay, slipOfStay, trialOfStay } from './inpatientMoney.ts';
import { giveUp, modify, register } from './outpatient.ts';
import { list, takeBack, upload } from './outpatientLines.ts';
import { reverse, settle, simulate, slip } from './outpatientMoney.ts';
import { members } from './person.ts';
import { settlements } from './settlementList.ts';

/** S02 makes the ticket that all others need, and stands beside the table. */
export const CALLS = {
  S03: members,
  S04: admit,
  S05: takeAdmissionBack,
  S06: change,
  S07: discharge,
  S08: takeDischargeBack,
  S10: charge,
  S11: listCharges,
  S12: giveBack,
  S13: trialOfStay,
  S14: settleStay,
  S15: reverseStay,
  S16: slipOfStay,
  S17: settlements,
  S18: register,
  S19: giveUp,
  S20: modify,
  S21: upload,
  S22: list,
  S23: takeBack,
  S24: simulate,
  S25: settle,
  S26: reverse,
  S27: slip,
  S29: diseases,
  S30: items,
} as const satisfies Record<string, NcmsStep>;

export type CallCode = keyof typeof CALLS;

/** Steps that only look. */
export const READING: ReadonlySet<string> = new Set([
  'S03',
  'S17',
  'S22',
  'S24',
  'S27',
  'S29',
  'S30',
]);
