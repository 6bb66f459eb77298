/** Limits of the journal, each with its reason. */

import { BILL_LINES_MAX, DOCUMENT_BYTES_MAX } from '../../limits.ts';

/** Bytes of one payload: a bill at its limit with its decisions and steps fits; also the wall of the CBOR reader. */
export const PAYLOAD_BYTES_MAX = DOCUMENT_BYTES_MAX;

/** CBOR items of one payload: at 16 bytes an item, the average there, `PAYLOAD_BYTES_MAX` is reached first. */
export const PAYLOAD_ITEMS_MAX = PAYLOAD_BYTES_MAX / 16;

/** Steps of one explanation: 16 a line cover every layer of the adjudication order. */
export const STEPS_MAX = 16 * BILL_LINES_MAX;

/** Named inputs of one step: a rule with more is several rules. */
export const STEP_INPUTS_MAX = 64;

/** Layers of one decision: twice what a plan may have, as one may both pay and put on the hospital. */
export const LAYERS_MAX = 64;

/** Counters of one member and year: some for each layer, some for each stay. */
export const COUNTERS_MAX = 4096;

/** Diagnoses of one visit: the national message carries at most 15 beside the main one. */
export const DIAGNOSES_MAX = 64;

/** Characters of an explanation or of a quoted clause, which are longer than a field of a bill. */
export const EXPLANATION_CHARACTERS_MAX = 4000;

/** Bytes of a card write kept in an intent: one short APDU carries at most 255 (ISO/IEC 7816-4:2005 §5.1). */
export const CARD_WRITE_BYTES_MAX = 255;

/** Bytes of a COSE_Key: P-256 and SM2 take below 80, with room for a key id. */
export const PUBLIC_KEY_BYTES_MAX = 256;

/** Milliseconds to wait for another connection's write: longer than any checkpoint seen, shorter than a clerk's patience. */
export const BUSY_TIMEOUT_MS = 5000;

/** Rows fetched at a time while walking: payloads may be large, and a reader must not hold a statement open. */
export const PAGE_ROWS = 32;

/** Findings that a report lists; the rest is counted. More than a page of them says "restore", not "read on". */
export const FINDINGS_MAX = 1000;

/** Entries with a wrong hash that are compared with each other to tell a moved entry from a changed one: 200² hashes take below a second. */
export const MOVED_CANDIDATES_MAX = 200;

/** Entries verified before the event loop gets its turn: 64 signatures pairs take about 20 ms. */
export const VERIFY_SLICE_ENTRIES = 64;

/** Reasons for a review: one from each control and each limit is below this. */
export const REVIEW_REASONS_MAX = 64;

/** Characters of a file's name, without folders: what file systems take (255 bytes, of which a Chinese character takes 3). */
export const FILE_NAME_CHARACTERS_MAX = 255;

/** Entries of one durable commit: beyond that a commit costs no less by the entry, and the event loop waits. */
export const GROUP_ENTRIES_MAX = 256;

/** Appends that wait for one another: a hall of desks has some dozens; more is a loop that awaits nothing. */
export const APPENDS_WAITING_MAX = 4096;

/** Entries kept in memory: the visits of a hall of desks, which begin and end within minutes. */
export const TAIL_ENTRIES_MAX = 512;

/** Bytes of their payloads: the entries take about three times that. */
export const TAIL_BYTES_MAX = 8 * 1024 * 1024;

/** Entries of older stories kept in memory: visits that wait for their card or their end, and are asked for at every other one. */
export const STORIES_ENTRIES_MAX = 256;

/** What may be open when a year is carried over: a hospital's stays, and visits that wait for their cards. */
export const CARRIED_OPEN_MAX = 20_000;

/** Files of earlier years that are read beside the newest: what one SQLite connection attaches. */
export const EARLIER_FILES_MAX = 10;

/** Files of one year: with one a week nobody comes near, and a name is looked for so many times at most. */
export const ARCHIVES_OF_YEAR_MAX = 100;
