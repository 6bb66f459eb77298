/** What the desk room sees of the rooms below the terminal; no part of the public entry. */

export { CHECK_CAUSES, CHECKS, type PinResult } from '../card/index.ts';
export type { CardConnection, Reader, ReaderEvent, ReaderProvider } from '../reader/index.ts';
export { encodeGb18030 } from '../reader/vendor/gb18030.ts';
export { BILL_DOCUMENT } from '../settlement/bill/schema.ts';
export type { Catalogue, CatalogueItem, ItemKind } from '../settlement/catalogue/index.ts';
export { stepsBehind } from '../settlement/explanation/behind.ts';
export {
  type Admission,
  type Charges,
  type Clause,
  capitalYuan,
  type DailyList,
  type DailyListOptions,
  DISPOSITIONS,
  type Disposition,
  DocumentError,
  dailyTotal,
  dayOfStay,
  encodeBill,
  type HisDay,
  type JournalEntry,
  type NationalFields,
  nationalFields,
  parseAdmission,
  parseBill,
  parseCharges,
  parseHisDay,
  problemText,
  REFUSALS,
  type ReceiptSource,
  type RefusalReason,
  remainingLines,
  renderDailyList,
  renderReceipt,
  SIDES,
  type SplitLine,
  STAY_PARTS,
  splitLines,
  type TextSigner,
  type TextVerifier,
  type TrialSource,
  textSigner,
  textVerifier,
  versionOn,
} from '../settlement/index.ts';
export {
  closeStore,
  type Database,
  inRead,
  inWrite,
  openStore,
  type StoreMigration,
} from '../settlement/journal/database.ts';
export { documentHash, sha256 } from '../settlement/journal/digest.ts';
export { CLASS_LABELS, DAILY_LIST_TEXTS } from '../settlement/receipt/dailyList.ts';
export { groupedYuan, maskedMember } from '../settlement/receipt/format.ts';
export {
  GRADE_LABELS,
  LEVEL_LABELS,
  PAYER_LABELS,
  REASON_LABELS,
  RECEIPT_TEXTS,
  VISIT_LABELS,
} from '../settlement/receipt/labels.ts';
export { cashDue } from '../settlement/receipt/receipt.ts';
export {
  capLeft,
  isForReview,
  type NumberedClauses,
  numberClauses,
  references,
  shownPayers,
} from '../settlement/receipt/sections.ts';
export { centred, displayWidth, left, right, wrapped } from '../settlement/receipt/width.ts';
export { billStanding, cashTaken, checkedBill } from './billStanding.ts';
export { receiptOf } from './receiptOf.ts';
export { handedOut } from './refund/open.ts';
export { followCounty } from './saga/follow.ts';
export { billedSettlement, dueBill } from './stay/stay.ts';
