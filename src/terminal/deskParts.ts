/** What the desk room sees of the rooms below the terminal; no part of the public entry. */

export type { CardConnection, Reader, ReaderEvent, ReaderProvider } from '../reader/index.ts';
export { BILL_DOCUMENT } from '../settlement/bill/schema.ts';
export {
  DocumentError,
  type HisDay,
  type JournalEntry,
  parseBill,
  parseHisDay,
  problemText,
  renderReceipt,
} from '../settlement/index.ts';
export {
  closeStore,
  type Database,
  inRead,
  inWrite,
  openStore,
} from '../settlement/journal/database.ts';
export { documentHash, sha256 } from '../settlement/journal/digest.ts';
