/** Limits that more than one room keeps, each with its reason. A room's own limits stand in the room. */

/** Bytes of a document (bill, plan, catalogue) before it is parsed: a bill of BILL_LINES_MAX lines is 8 MB. */
export const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

/** Lines of a bill: a year in intensive care is below 20,000; 2204 sends them in batches of 100. */
export const BILL_LINES_MAX = 20_000;

/** Characters of a free text field: the longest of the national messages is 500. */
export const TEXT_CHARACTERS_MAX = 500;

/** Hours a terminal may go without a fresh list of blocked cards: the off-line risk rule of the card (docs/formats/card.md). */
export const STATUS_LIST_AGE_HOURS_MAX = 72;
