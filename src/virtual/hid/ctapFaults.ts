import {
  BROADCAST_CHANNEL,
  type CtapErrorName,
  type CtapMessage,
  encodePackets,
} from '../../reader/hid/index.ts';

/** What a virtual CTAPHID reader can be told to do wrong with its next APDU. */
export type CtapFault =
  /** The card takes `delayMs` longer; without `keepalive` the reader says nothing meanwhile. */
  | { readonly kind: 'slow'; readonly delayMs: number; readonly keepalive: boolean }
  /** KEEPALIVE for ever, and no answer. */
  | { readonly kind: 'never-ready' }
  /** No answer at all. */
  | { readonly kind: 'stall' }
  /** The answer ends after `packets` packets. */
  | { readonly kind: 'stall-midway'; readonly packets: number }
  /** The second packet of the answer bears the number of the third. */
  | { readonly kind: 'wrong-sequence' }
  /** The answer goes to another channel. */
  | { readonly kind: 'wrong-channel' }
  /** The answer's second packet begins the message anew. */
  | { readonly kind: 'restarted-message' }
  | { readonly kind: 'error'; readonly error: CtapErrorName }
  /** Another program's answer comes between the packets of this one. */
  | { readonly kind: 'foreign-packets' }
  /** The device starts anew and knows no channel any more; the APDU does not reach the card. */
  | { readonly kind: 'restart' }
  /** The device is pulled out, before the card has the APDU or in the middle of the answer. */
  | { readonly kind: 'unplug'; readonly when: 'before' | 'midway' };

export type CtapFaultKind = CtapFault['kind'];

/** The packets of an answer, spoilt as `fault` says. */
export function spoiltPackets(
  message: CtapMessage,
  fault: CtapFault | undefined,
): readonly Uint8Array[] {
  const { channel } = message;
  const other = (channel + 1) % BROADCAST_CHANNEL;
  switch (fault?.kind) {
    case 'stall-midway':
      return encodePackets(message).slice(0, fault.packets);
    case 'wrong-channel':
      return encodePackets({ ...message, channel: other });
    case 'wrong-sequence':
      return encodePackets(message).map((packet, index) =>
        index === 1 ? packet.with(4, 1) : packet,
      );
    case 'restarted-message': {
      const [first, ...rest] = encodePackets(message);
      return [first!, first!, ...rest];
    }
    case 'foreign-packets': {
      const foreign = encodePackets({ ...message, channel: other });
      return encodePackets(message).flatMap((packet, index) => [foreign[index]!, packet]);
    }
    default:
      return encodePackets(message);
  }
}
