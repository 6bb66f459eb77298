/** What the desk room sees of the rooms below the terminal; no part of the public entry. */

export { CHECK_CAUSES, CHECKS } from '../card/index.ts';
export type { CardConnection, Reader, ReaderEvent, ReaderProvider } from '../reader/index.ts';
export { BILL_DOCUMENT } from '../settlement/bill/schema.ts';
export type { Catalogue, CatalogueItem } from '../settlement/catalogue/index.ts';
export {
  DocumentError,
  type HisDay,
  type JournalEntry,
  parseBill,
  parseHisDay,
  problemText,
  REFUSALS,
  renderReceipt,
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
export {
  LEVEL_LABELS,
  PAYER_LABELS,
  REASON_LABELS,
  VISIT_LABELS,
} from '../settlement/receipt/labels.ts';
