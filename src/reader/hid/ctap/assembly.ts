import {
  brokenFrame,
  CTAP_MESSAGE_BYTES_MAX,
  type CtapMessage,
  type CtapPacket,
} from './packet.ts';

/**
 * Puts a message together out of the packets of one channel, CTAP 2.1 §11.2.4: a length within the
 * limit, then every sequence number from 0 on, and nothing between.
 *
 * It takes the packets of its own channel only: sorting out the others' is the caller's.
 */
export class CtapAssembly {
  #first: { readonly channel: number; readonly command: number } | undefined;
  #data = new Uint8Array(0);
  #filled = 0;
  #nextSequence = 0;

  /**
   * @returns the message once its last byte is there
   * @throws OneCardError `reader.hid-frame`; the assembly is of no use afterwards.
   */
  push(packet: CtapPacket): CtapMessage | undefined {
    if (packet.kind === 'first') {
      if (this.#first) throw brokenFrame('first-packet-within-message');
      if (packet.messageBytes > CTAP_MESSAGE_BYTES_MAX) {
        throw brokenFrame('message-length', { messageBytes: packet.messageBytes });
      }
      this.#first = packet;
      this.#data = new Uint8Array(packet.messageBytes);
    } else {
      if (!this.#first) throw brokenFrame('message-without-first-packet');
      if (packet.sequence !== this.#nextSequence) {
        const detail = { sequence: packet.sequence, expected: this.#nextSequence };
        throw brokenFrame('sequence', detail);
      }
      this.#nextSequence++;
    }
    const part = packet.data.subarray(0, this.#data.length - this.#filled);
    this.#data.set(part, this.#filled);
    this.#filled += part.length;
    if (this.#filled < this.#data.length) return undefined;
    return { channel: this.#first.channel, command: this.#first.command, data: this.#data };
  }
}
