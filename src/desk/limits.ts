/** Every limit of the desk service, each with its reason. */

/** Port of the service unless told otherwise: below the range from which systems take ports for others. */
export const DESK_PORT = 17_100;

/** Connections at once: a desk has one page, a HIS a handful. Beyond, the longest waiting one makes room. */
export const CONNECTIONS_MAX = 256;

/** Milliseconds from a connection's first byte to the end of its headers: all on one machine. */
export const HEADERS_MS_MAX = 5_000;

/** Milliseconds to the end of a request's body: the largest bill crosses loopback in well below one second. */
export const REQUEST_MS_MAX = 15_000;

/** Milliseconds that an idle connection is kept. */
export const KEEP_ALIVE_MS = 10_000;

/** Bytes of all headers: a browser sends 2 KB, a token is 47 characters. */
export const HEADER_BYTES_MAX = 16_384;

/** Headers of a request: browsers send about 20. */
export const HEADERS_MAX = 64;

/** Characters of path and query: ids and a few words. */
export const TARGET_CHARACTERS_MAX = 2_048;

/** Bytes of a body that carries no bill. */
export const BODY_BYTES_MAX = 64 * 1024;

/** Bytes of a body with a bill: 20,000 lines are 8 MB. */
export const BILL_BODY_BYTES_MAX = 16 * 1024 * 1024;

/** Collections inside each other in a body: a bill needs five. */
export const BODY_DEPTH_MAX = 24;

/** Requests of one caller at once, and how many come back each second: a page asks for some ten in a burst. */
export const RATE_BURST = 200;
export const RATE_PER_SECOND = 50;

/** Requests without a token at once, from all together, and how many come back each second. */
export const STRANGER_BURST = 100;
export const STRANGER_PER_SECOND = 20;

/** Refused tokens at once, and how many come back each minute: nobody types 256 bits. */
export const REFUSED_TOKEN_BURST = 20;
export const REFUSED_TOKEN_PER_SECOND = 1 / 6;

/** Callers whose rate is remembered: more at one desk is an attack, and then the oldest is forgotten. */
export const CALLERS_MAX = 1_000;

/** Milliseconds a pairing code is good for: a clerk reads six digits from one window into another. */
export const PAIRING_MS_MAX = 120_000;

/** Wrong codes before a pairing ends: 5 in 1,000,000. */
export const PAIRING_TRIES_MAX = 5;

/** Pairings at once, and how many may be begun in an hour; together 100 guesses in a million an hour. */
export const PAIRINGS_OPEN_MAX = 4;
export const PAIRINGS_PER_HOUR = 20;

/** Grants and allowed origins of one desk. */
export const GRANTS_MAX = 1_000;
export const ORIGINS_MAX = 200;

/** Milliseconds that a window of the service acts for a page: a shift. */
export const WINDOW_MS_MAX = 12 * 3_600_000;

/** Milliseconds of a lease on a reader between two uses, and of the longest in all. */
export const LEASE_MS = 60_000;
export const LEASE_MS_MAX = 600_000;

/**
 * Milliseconds that a caller who may not settle stands back after its use of the reader, once somebody was
 * refused meanwhile: whoever asks again does so within a second.
 */
export const LEASE_TURN_MS = 2_000;

/** Milliseconds that a card is waited for, at most; and unless told otherwise. */
export const CARD_WAIT_MS_MAX = 120_000;
export const CARD_WAIT_MS = 30_000;

/** Milliseconds that a visit waits for the clerk's yes: a patient counts money. */
export const CONFIRM_MS_MAX = 600_000;

/** Streams of events at once: two a page. */
export const STREAMS_MAX = 32;

/** Of one grant: a clerk has two pages open, and a HIS a few. */
export const STREAMS_PER_GRANT_MAX = 8;

/** Milliseconds between two signs of life on a stream. */
export const STREAM_PULSE_MS = 15_000;

/** Signs of life in a row that a reader may leave lying before it is cut off: a page asleep for a minute. */
export const STREAM_PULSES_LEFT_MAX = 4;

/** Milliseconds that a stream's reader is given for its end, before the connection is. */
export const STREAM_END_MS = 1_000;

/** Events that a slow reader may be behind before it is cut off, and that are kept for it to come back to. */
export const STREAM_BACKLOG_MAX = 1_000;

/** Days that an answer is kept under its idempotency key: a HIS repeats within minutes, a queue within days. */
export const ANSWER_DAYS = 7;

/** Visits kept in memory after their end with every step; of older ones the journal knows the state. A decision of 20,000 lines takes 10 MB. */
export const VISITS_KEPT_MAX = 32;

/** Milliseconds that work under way is given when the service stops: a card's writing takes two seconds. */
export const STOP_MS_MAX = 30_000;

/** Entries of the audit log in the store before the oldest leave for a file: a busy desk writes 3,000 a day. */
export const AUDIT_ENTRIES_MAX = 100_000;

/** Entries that leave at once: 4 MB, and some hundred milliseconds once a week. */
export const AUDIT_ENTRIES_MOVED = 20_000;
