/** Limits of the card driver's façade, each with its reason. */

/** Milliseconds to wait for a card: programs of this kind ask again by themselves. */
export const CARD_WAIT_MS = 5_000;

/** Files and tags of one `iReadCard`, as the driver's own callers keep to. */
export const FILES_MAX = 32;
export const TAGS_MAX = 64;

/** Characters of a text parameter. */
export const TEXT_CHARACTERS_MAX = 4_096;

/** Bytes of a WebSocket message: a bill of 20,000 lines is 8 MB. */
export { BILL_BODY_BYTES_MAX as MESSAGE_BYTES_MAX } from '../../limits.ts';

/** Messages of one connection that wait for their turn: a program asks one after the other. */
export const WAITING_MAX = 8;

/** WebSocket connections at once: a desk has a handful of programs. */
export const SOCKETS_MAX = 16;

/** Milliseconds between two signs of life, after two of which without an answer a connection is given up. */
export const PULSE_MS = 30_000;
