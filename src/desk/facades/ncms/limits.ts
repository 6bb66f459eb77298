/** Limits of the NCMS façade, each with its reason. */

/** Milliseconds to wait for a card: hospital programs give up on a call after 8 to 30 seconds. */
export const CARD_WAIT_MS = 5_000;

/** Collections inside each other in a message: envelope, body, request, parameter, body, list, line, field. */
export const XML_DEPTH_MAX = 16;

/** Milliseconds that a ticket is good for after its last use: a shift. */
export const TICKET_MS = 12 * 3_600_000;

/** Tickets of one desk: some programs sign on before every call, and the oldest makes room. */
export const TICKETS_MAX = 1_000;

/** Lines of one visit or stay: what a bill takes. */
export { BILL_LINES_MAX as LINES_MAX } from '../../../limits.ts';

/** Rows of one answer of S17: a program that has more asks for a shorter time. */
export const ROWS_MAX = 5_000;

/** Codes of one answer of S29: ICD-10 in its national edition has some 33,000. */
export const DISEASES_MAX = 50_000;

/** Days that an outpatient's messages are kept; what was settled stands in the journal for ever. */
export const KEPT_DAYS = 92;

/**
 * Days that a stay is spoken of after its end: a whole insurance year, within which its settlement may be
 * looked at or taken back by its 补偿序号. Afterwards the clerk's page does it, by the journal.
 */
export const STAY_KEPT_DAYS = 366;

/** Milliseconds between two looks at whether a day has passed: a computer that slept is late by so much at most. */
export const FORGET_LOOK_MS = 3_600_000;

/** Items of one answer of S30: a county's catalogue with every period of its items has some 50,000. */
export const ITEMS_MAX = 100_000;
