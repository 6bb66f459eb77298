/** The elements that stand in any page, each by its name. */

import { OnecardBill } from './bill.ts';
import { OnecardBillLines } from './billLines.ts';
import { OnecardDayClosing } from './dayClosing.ts';
import { OnecardDecision } from './decision.ts';
import { OnecardFunds } from './funds.ts';
import { OnecardHospitalBooks } from './hospitalBooks.ts';
import { OnecardItemPicker } from './itemPicker.ts';
import { OnecardPerson } from './person.ts';
import { OnecardPrint } from './print.ts';
import { OnecardProgress } from './progress.ts';
import { OnecardReceipt } from './receipt.ts';
import { OnecardReversal } from './reversal.ts';
import { OnecardSettlements } from './settlements.ts';
import { OnecardStay } from './stay.ts';
import { OnecardStayBill } from './stayBill.ts';
import { OnecardStays } from './stays.ts';
import { OnecardUndecided } from './undecided.ts';
import { OnecardVisitSteps } from './visitSteps.ts';

export const ELEMENT_NAMES = [
  'onecard-bill',
  'onecard-bill-lines',
  'onecard-day-closing',
  'onecard-decision',
  'onecard-funds',
  'onecard-hospital-books',
  'onecard-item-picker',
  'onecard-person',
  'onecard-print',
  'onecard-progress',
  'onecard-receipt',
  'onecard-reversal',
  'onecard-settlements',
  'onecard-stay',
  'onecard-stay-bill',
  'onecard-stays',
  'onecard-undecided',
  'onecard-visit-steps',
] as const;
export type ElementName = (typeof ELEMENT_NAMES)[number];

const ELEMENTS: Readonly<Record<ElementName, CustomElementConstructor>> = {
  'onecard-bill': OnecardBill,
  'onecard-bill-lines': OnecardBillLines,
  'onecard-day-closing': OnecardDayClosing,
  'onecard-decision': OnecardDecision,
  'onecard-funds': OnecardFunds,
  'onecard-hospital-books': OnecardHospitalBooks,
  'onecard-item-picker': OnecardItemPicker,
  'onecard-person': OnecardPerson,
  'onecard-print': OnecardPrint,
  'onecard-progress': OnecardProgress,
  'onecard-receipt': OnecardReceipt,
  'onecard-reversal': OnecardReversal,
  'onecard-settlements': OnecardSettlements,
  'onecard-stay': OnecardStay,
  'onecard-stay-bill': OnecardStayBill,
  'onecard-stays': OnecardStays,
  'onecard-undecided': OnecardUndecided,
  'onecard-visit-steps': OnecardVisitSteps,
};

/** Makes the elements known to this page; harmless when repeated. */
export function defineElements(): void {
  for (const name of ELEMENT_NAMES) define(name, ELEMENTS[name]);
}

export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
