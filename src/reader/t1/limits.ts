/** Limits of the T=1 engines, each with its reason. */

/** ISO/IEC 7816-3:2006 §11.6.3.2 rules 7.4.1 and 7.4.2: three attempts, then the next measure. */
export const ATTEMPTS_MAX = 3;
/** Rule 6.4: three resynchronisations, then only a reset helps. */
export const RESYNCHS_MAX = 3;

/** An extended command: header, Lc of three bytes, 65,535 bytes of data, Le of two. */
export const T1_COMMAND_BYTES_MAX = 65_544;
/** An extended response: 65,536 bytes and the status word. */
export const T1_RESPONSE_BYTES_MAX = 65_538;

/**
 * Requests (WTX, IFS, ABORT) of the card within one exchange. A signature of a minute with an extension
 * every 100 ms makes 600; a card that asks for ever is stopped here, whatever the clock says.
 */
export const CARD_REQUESTS_MAX = 1_024;
