/**
 * Historical bytes of an answer to reset, ISO/IEC 7816-4:2005 §8.1.1. They speak of the card and its
 * maker; nothing in them is proven.
 *
 * ```
 * 00 | COMPACT-TLV objects | life cycle, SW1, SW2     the last three bytes are mandatory
 * 10 | DIR data reference
 * 80 | COMPACT-TLV objects                            the last one may be tag 8 with 1 to 3 status bytes
 * else proprietary
 * ```
 */

/** An object of COMPACT-TLV: tag in the high half of its head, length in the low half. */
export interface CompactTlv {
  /** 1 to 15; the same tag in BER-TLV is 40 + tag (hexadecimal). */
  readonly tag: number;
  readonly value: Uint8Array;
}

/** How far the card is in its life, and a status word. Either may be absent. */
export interface CardStatusIndicator {
  readonly lifeCycle: number | undefined;
  readonly sw: number | undefined;
}

export type HistoricalBytes =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'compact-tlv';
      readonly objects: readonly CompactTlv[];
      readonly status: CardStatusIndicator | undefined;
    }
  | { readonly kind: 'dir-reference'; readonly reference: Uint8Array }
  | { readonly kind: 'proprietary'; readonly category: number }
  | { readonly kind: 'malformed'; readonly rule: string };

const CATEGORY_STATUS_LAST = 0x00;
const CATEGORY_DIR_REFERENCE = 0x10;
const CATEGORY_COMPACT_TLV = 0x80;
const TAG_STATUS = 8;
const STATUS_BYTES = 3;

/** What the historical bytes say. Never throws: a card works as well without them. */
export function parseHistoricalBytes(bytes: Uint8Array): HistoricalBytes {
  const category = bytes[0];
  if (category === undefined) return { kind: 'none' };
  const rest = bytes.slice(1);
  if (category === CATEGORY_DIR_REFERENCE) return { kind: 'dir-reference', reference: rest };
  if (category === CATEGORY_STATUS_LAST) {
    if (rest.length < STATUS_BYTES) return { kind: 'malformed', rule: 'status-missing' };
    const end = rest.length - STATUS_BYTES;
    return compactTlv(rest.subarray(0, end), statusOf(rest.subarray(end)));
  }
  if (category === CATEGORY_COMPACT_TLV) return compactTlv(rest, undefined);
  return { kind: 'proprietary', category };
}

function compactTlv(bytes: Uint8Array, status: CardStatusIndicator | undefined): HistoricalBytes {
  const objects: CompactTlv[] = [];
  // Each round consumes at least the head; at most 15 historical bytes come in.
  for (let offset = 0; offset < bytes.length; ) {
    const head = bytes[offset]!;
    const end = offset + 1 + (head & 0x0f);
    if (end > bytes.length) return { kind: 'malformed', rule: 'object-too-long' };
    objects.push({ tag: head >> 4, value: bytes.slice(offset + 1, end) });
    offset = end;
  }
  const last = objects.at(-1);
  const own = last?.tag === TAG_STATUS ? statusOf(last.value) : undefined;
  return { kind: 'compact-tlv', objects, status: status ?? own };
}

/** Length 1 is the life cycle, 2 the status word, 3 both. */
function statusOf(value: Uint8Array): CardStatusIndicator | undefined {
  if (value.length < 1 || value.length > STATUS_BYTES) return undefined;
  const lifeCycle = value.length === 2 ? undefined : value[0];
  const sw = value.length === 1 ? undefined : (value.at(-2)! << 8) | value.at(-1)!;
  return { lifeCycle, sw };
}
