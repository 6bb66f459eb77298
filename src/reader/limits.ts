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

/**
 * A wait of no time still looks once. Opening a reader and powering its card up takes below 3 s, a service
 * under load below 1 s: one that has not answered by then hangs.
 */
export const FIRST_LOOK_MS = 5_000;

/** A wait that ends gives its context back first, which takes milliseconds; a service that hangs, for ever. */
export const LEAVE_MS = 500;

/** Pause between two cancels of one wait. */
export const CANCEL_PAUSE_MS = 50;
/** As many cancels as fit into a slice: then the wait has ended by itself. */
export const CANCEL_ATTEMPTS_MAX = WAIT_SLICE_MS / CANCEL_PAUSE_MS;

/**
 * Pause before the service is looked for again: short at first, because a restart takes a moment; never
 * longer than half a second, so that a desk works again within 2 s of the service's return.
 */
export const RETRY_PAUSE_FIRST_MS = 100;
export const RETRY_PAUSE_MS = 500;

/**
 * Pause after a look that found nothing new: a system that reports changes without end, as one does while
 * another program connects again and again, costs fifty looks a second and no more.
 */
export const IDLE_LOOK_PAUSE_MS = 20;

/**
 * After a failed exchange the card may be gone before the service knows: pcscd asks readers that do not
 * report by themselves every 400 ms. Five looks over 1 s tell a pulled card from a bad contact.
 */
export const REMOVAL_LOOKS_MAX = 5;
export const REMOVAL_LOOK_PAUSE_MS = 250;

/** Pause between two looks where the system cannot tell that a reader was plugged in. */
export const READER_LOOK_PAUSE_MS = 500;

/**
 * Resets of a card by other programs that a connection outlives while it is made: each takes the other a
 * connection of its own, so three in a row is a program that does nothing else.
 */
export const CONNECT_RESETS_MAX = 3;

/**
 * A card that has come has no answer to reset before it is powered. The daemon tells when it is, 400 ms
 * later at most where it polls; half a second is a daemon that was built not to power cards by itself.
 */
export const POWER_UP_MS_MAX = 500;

/** Pause before a daemon is asked again that said that another program holds the card; libpcsclite takes 100 ms. */
export const HELD_CARD_PAUSE_MS = 50;

/**
 * Longest response: 65,536 bytes of data and two of status word (ISO/IEC 7816-3:2006 §12.1, Ne up to
 * 65,536). A smaller buffer fails on the first extended answer.
 */
export const RESPONSE_BYTES_MAX = 65_538;

/**
 * Time without a command after which a PC/SC transaction is taken back. Windows resets the card of a
 * transaction that is idle for 5 s: ours ends before, in order, and says so.
 */
export const TRANSACTION_IDLE_MS = 4_000;

/** One whole transaction: a settlement writes for about 3 s; two minutes is a caller that forgot to return. */
export const TRANSACTION_MS_MAX = 120_000;

/**
 * The value of a reader attribute: pcsc-lite takes at most 264 bytes (MAX_BUFFER_SIZE), the longest
 * defined ones are names and serial numbers.
 */
export const ATTRIBUTE_BYTES_MAX = 264;

/** The answer to a control code: pcsc-lite's own limit is 65,548 (MAX_BUFFER_SIZE_EXTENDED). */
export const CONTROL_BYTES_MAX = 65_548;

/**
 * An entry at a PIN pad: the old PIN and the new one twice, each within the half minute or so that pads
 * give a person. The pad ends the entry itself; this ends a pad that does not.
 */
export const PIN_PAD_DEADLINE_MS = 180_000;

/**
 * How long the objects of the pcsclite package are kept after their close: its last events, which come in
 * the next turns of the event loop, still use them.
 */
export const PACKAGE_KEPT_MS = 1_000;

/** Calls that may wait on one handle: a visit makes about 24, more is a caller that runs away. */
export const QUEUED_CALLS_MAX = 64;
