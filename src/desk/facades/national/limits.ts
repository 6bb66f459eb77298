/** Every limit of the national façade, each with its reason. */

/** Bytes of a message: its input is 40,000 characters in the interface, a file in decimal bytes takes more. */
export const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

/** Characters of `err_msg`. */
export const ERROR_CHARACTERS_MAX = 200;

/** Characters of `setl_proc_info`. */
export const EXPLANATION_CHARACTERS_MAX = 4_000;

/** Bytes of a file in an archive: a month of a large hospital's rows is 5 MB. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Files kept for 9102, and days that the answer promises: they are got at once. */
export const FILES_KEPT_MAX = 32;
export const FILE_DAYS = 1;

/** Days that one reconciliation speaks of: a month. */
export const RECONCILED_DAYS_MAX = 31;

/** Milliseconds that a sign-in is good for: hospital systems sign in once a day. */
export const SIGN_IN_MS_MAX = 24 * 3_600_000;

/**
 * Days after its last message that a visit which is over is kept, and a person of whom no visit is: a
 * quarter. Its months are reconciled and applied for by then; what is taken back later is taken back by a person
 * on the clerk's page, out of the journal.
 */
export const PAST_VISIT_DAYS = 92;

/** How often it is looked for visits that are past; forgetting is counted in days. */
export const FORGET_EVERY_MS = 24 * 3_600_000;

/** Answers of transactions that change nothing, kept in memory for their repetition: a minute of a busy desk. */
export const READ_ANSWERS_MAX = 256;

/** Milliseconds that a transaction waits for a card: clients of the interface give up after 30 seconds. */
export const NATIONAL_CARD_WAIT_MS = 20_000;
