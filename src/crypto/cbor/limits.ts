/** Limits of the CBOR reader, each with its reason. A caller may raise two of them, up to a wall; none goes away. */

import { DOCUMENT_BYTES_MAX } from '../../limits.ts';

/** What reading may cost. */
export interface CborLimits {
  /** Bytes of the whole item. */
  readonly bytesMax: number;
  /** Data items in it: every head counts once, a map's keys and values too. */
  readonly itemsMax: number;
}

/** Open arrays and maps at any point: the deepest document (a journal payload) needs 6. Nobody can raise it. */
export const CBOR_DEPTH_MAX = 8;

/**
 * What comes from a card or the network: the largest file of a card has 768 bytes, a security object
 * with its chain stays below 2 KB; 64 KB leave room for signed messages and cost well below a millisecond.
 */
export const CARD_LIMITS: CborLimits = { bytesMax: 64 * 1024, itemsMax: 4096 };

/**
 * Large documents of this machine (journal payloads with 20,000 bill lines, their decisions and
 * steps): 64 MB, at the 16 bytes that an item takes on average there. Also the wall for any caller.
 */
export const DOCUMENT_LIMITS: CborLimits = {
  bytesMax: DOCUMENT_BYTES_MAX,
  itemsMax: DOCUMENT_BYTES_MAX / 16,
};

/** `asked` on top of CARD_LIMITS. @throws RangeError beyond DOCUMENT_LIMITS or below 1. */
export function limitsOf(asked: Partial<CborLimits>): CborLimits {
  if (asked.bytesMax === undefined && asked.itemsMax === undefined) return CARD_LIMITS;
  const limits = { ...CARD_LIMITS, ...asked };
  for (const name of ['bytesMax', 'itemsMax'] as const) {
    const limit = limits[name];
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > DOCUMENT_LIMITS[name]) {
      throw new RangeError(`"${name}" expected 1 to ${DOCUMENT_LIMITS[name]}`);
    }
  }
  return limits;
}
