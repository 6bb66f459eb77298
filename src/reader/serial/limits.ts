/** Limits of the serial driver, each with its reason. */

/** A reader answers about itself within some milliseconds; libccid waits 2 s for the first word. */
export const PROBE_DEADLINE_MS = 2_000;
/** Commands to the reader that the card has no part in; libccid waits 3 s. */
export const COMMAND_DEADLINE_MS = 3_000;
/** A card may take 9 s at most to begin its answer to reset over three voltages and both resets. */
export const POWER_DEADLINE_MS = 10_000;
/** Added to the card's own waiting time: the reader, the line and this computer take their time too. */
export const ANSWER_MARGIN_MS = 2_000;

/** What may still come of an answer once the reader has said that the card is out. */
export const REMOVED_DEADLINE_MS = 1_000;

/** A frame of 274 bytes takes 26 ms at 115,200 baud: half a second of silence within one is its end. */
export const FRAME_GAP_MS = 500;
/** Silence after which nothing of a damaged answer is under way any more. */
export const QUIET_MS = 60;
/** After this the line is taken as it is, quiet or not. */
export const DRAIN_MS_MAX = 1_000;

/** Times one command is sent: a NAK, or damage to an answer that may be asked for again. */
export const SENDS_MAX = 4;
/**
 * Frames within one wait that are no answer to the command: echoes, late answers, extensions. A card that
 * generates a key for a minute, with an extension each 100 ms, makes 600.
 */
export const EVENTS_MAX = 2_048;

/** Answers arrive one by one; more than these in wait means the other side runs away. */
export const EVENTS_HELD_MAX = 256;

/** Pause between two looks at a slot. libccid and pcscd look every 400 ms. */
export const LOOK_PAUSE_MS = 300;
/** Pause before a port that is gone is opened again. */
export const REOPEN_PAUSE_MS = 1_000;
