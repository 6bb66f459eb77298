/** Limits of the reader room, each with its reason. */

/**
 * Longest single wait inside the PC/SC library. A wait holds one of the four threads that Node shares
 * with the file system, and a cancel that comes shortly before the wait begins is lost: 2 s bounds both.
 */
export const WAIT_SLICE_MS = 2_000;

/**
 * One exchange with a card. A signature takes a card well below 2 s; a reader that waits for a card with
 * time extensions gives up long before half a minute.
 */
export const TRANSMIT_DEADLINE_MS = 30_000;

/** Any other PC/SC call. Powering a card up tries three voltages and several speeds: some seconds. */
export const CALL_DEADLINE_MS = 15_000;

/** Pause between two cancels of one wait. */
export const CANCEL_PAUSE_MS = 50;
/** As many cancels as fit into a slice: then the wait has ended by itself. */
export const CANCEL_ATTEMPTS_MAX = WAIT_SLICE_MS / CANCEL_PAUSE_MS;

/** Pause before a wait goes on after the service or a reader went away under it. */
export const RETRY_PAUSE_MS = 500;

/**
 * After a failed exchange the card may be gone before the service knows: pcscd asks readers that do not
 * report by themselves every 400 ms. Five looks over 1 s tell a pulled card from a bad contact.
 */
export const REMOVAL_LOOKS_MAX = 5;
export const REMOVAL_LOOK_PAUSE_MS = 250;

/** Pause between two looks where the system cannot tell that a reader was plugged in. */
export const READER_LOOK_PAUSE_MS = 500;

/**
 * Longest response: 65,536 bytes of data and two of status word (ISO/IEC 7816-3:2006 §12.1, Ne up to
 * 65,536). A smaller buffer fails on the first extended answer.
 */
export const RESPONSE_BYTES_MAX = 65_538;

/** Calls that may wait on one handle: a visit makes about 24, more is a caller that runs away. */
export const QUEUED_CALLS_MAX = 64;
