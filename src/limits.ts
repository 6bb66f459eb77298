/** Limits that more than one room keeps, each with its reason. A room's own limits stand in the room. */

/** Bytes of a document (bill, plan, catalogue) before it is parsed: 200,000 catalogue items fit. */
export const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

/** Lines of a bill: a year in intensive care is below 20,000; 2204 sends them in batches of 100. */
export const BILL_LINES_MAX = 20_000;

/** Characters of a free text field: the longest of the national messages is 500. */
export const TEXT_CHARACTERS_MAX = 500;

/** Days a terminal may go without a fresh list of blocked cards (card-side risk rule, 72 hours). */
export const STATUS_LIST_AGE_HOURS_MAX = 72;
