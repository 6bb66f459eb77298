/** The elements of the clerk's page, each by its name. */

import { OnecardBill } from './bill.ts';
import { OnecardBillLines } from './billLines.ts';
import { OnecardDayClosing } from './dayClosing.ts';
import { OnecardDecision } from './decision.ts';
import { OnecardDesk } from './desk.ts';
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
import { OnecardStays } from './stays.ts';
import { OnecardUndecided } from './undecided.ts';
import { OnecardVisitSteps } from './visitSteps.ts';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
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
  'onecard-stays': OnecardStays,
  'onecard-undecided': OnecardUndecided,
  'onecard-visit-steps': OnecardVisitSteps,
  // Last: it draws with the others.
  'onecard-desk': OnecardDesk,
};

for (const name of Object.keys(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, ELEMENTS[name]!);
}
