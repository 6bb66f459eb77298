/**
 * Command APDUs over T=0, ISO/IEC 7816-3:2006 §12.2, for a reader that works at TPDU level: which TPDUs
 * it is given, and what their answers mean together. A state machine without I/O.
 *
 * ```
 * case 1    CLA INS P1 P2 00
 * case 2S   as it is
 * case 3S   as it is
 * case 4S   without Le; after a bare 90 00 a GET RESPONSE with that Le
 * case 2E   Le up to 256 as 2S, else Le 00: the card says 61 xx when there is more
 * case 3E   Nc up to 255 as 3S, else the whole command in ENVELOPEs of at most 255 bytes
 * case 4E   as 3E, then as 4S
 * ```
 *
 * `61 xx` and `6C xx` go up as they come: GET RESPONSE and the right Le belong to the layers
 * `withGetResponse` and `withRightLe`.
 */

import {
  type CommandApdu,
  encodeCommand,
  NC_SHORT_MAX,
  NE_SHORT_MAX,
  parseCommand,
  SW_SUCCESS,
  SW1_MORE_BYTES,
  SW1_WRONG_LE,
} from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';

export const INS_GET_RESPONSE = 0xc0;
export const INS_ENVELOPE = 0xc2;
/** Chaining (bit 5) is a matter of one command: neither GET RESPONSE nor ENVELOPE has it. */
const CLA_CHAINING = 0x10;

export type T0Step =
  | { readonly type: 'send'; readonly tpdu: Uint8Array }
  | { readonly type: 'response'; readonly response: Uint8Array };

/** What the next answer is for. */
type T0State = 'idle' | 'command' | 'envelope' | 'get-response' | 'get-response-again';

export class T0Host {
  #state: T0State = 'idle';
  #command: CommandApdu = { cla: 0, ins: 0, p1: 0, p2: 0, data: new Uint8Array(0), ne: 0 };
  /** The command in ENVELOPE-sized pieces, the next first. At most 65,544 bytes: 258 pieces. */
  #pieces: Uint8Array[] = [];
  #answerBytesMax = 0;

  /**
   * Begins an exchange.
   * @throws OneCardError `card.malformed-command`; RangeError when an exchange is under way.
   */
  transmit(bytes: Uint8Array): T0Step {
    if (this.#state !== 'idle') throw new RangeError('an exchange is under way');
    const command = parseCommand(bytes);
    this.#command = command;
    const { cla, ins, p1, p2, data, ne } = command;
    if (data.length > NC_SHORT_MAX) return this.#envelope();
    this.#state = 'command';
    const p3 = data.length > 0 ? data.length : Math.min(ne, NE_SHORT_MAX) & 0xff;
    return this.#send(Uint8Array.of(cla, ins, p1, p2, p3, ...data), data.length > 0 ? 0 : ne);
  }

  /**
   * What the reader answered: data and status word.
   * @throws OneCardError `reader.malformed-message` when it is no answer to what was sent.
   */
  received(answer: Uint8Array): T0Step {
    const dataBytes = answer.length - 2;
    if (this.#state === 'idle') throw new RangeError('no exchange is under way');
    if (dataBytes < 0 || dataBytes > this.#answerBytesMax) {
      this.#state = 'idle';
      const detail = { layer: 't0', rule: 'answer-length', value: answer.length };
      throw new OneCardError('reader.malformed-message', detail);
    }
    const sw = (answer[dataBytes]! << 8) | answer[dataBytes + 1]!;
    switch (this.#state) {
      case 'envelope':
        return sw === SW_SUCCESS && this.#pieces.length > 0
          ? this.#sendPiece()
          : this.#afterCommand(answer, sw);
      case 'command':
        return this.#afterCommand(answer, sw);
      case 'get-response':
        if (sw >> 8 === SW1_WRONG_LE && dataBytes === 0) {
          return this.#getResponse(sw & 0xff || NE_SHORT_MAX, 'get-response-again');
        }
        return this.#afterGetResponse(answer, sw);
      case 'get-response-again':
        return this.#afterGetResponse(answer, sw);
    }
  }

  /** §12.2.4 case 4S.2: the command is done, and what it has to say must be fetched. */
  #afterCommand(answer: Uint8Array, sw: number): T0Step {
    const { data, ne } = this.#command;
    if (data.length === 0 || ne === 0 || sw !== SW_SUCCESS || answer.length > 2) {
      return this.#end(answer);
    }
    return this.#getResponse(Math.min(ne, NE_SHORT_MAX), 'get-response');
  }

  /** A card that has nothing to say refuses GET RESPONSE; its answer to the command stands. */
  #afterGetResponse(answer: Uint8Array, sw: number): T0Step {
    const isRefusal = answer.length === 2 && sw >> 12 === 6 && sw >> 8 !== SW1_MORE_BYTES;
    return this.#end(isRefusal ? Uint8Array.of(SW_SUCCESS >> 8, SW_SUCCESS & 0xff) : answer);
  }

  #getResponse(ne: number, state: T0State): T0Step {
    this.#state = state;
    const cla = this.#command.cla & ~CLA_CHAINING;
    return this.#send(Uint8Array.of(cla, INS_GET_RESPONSE, 0, 0, ne & 0xff), ne);
  }

  #envelope(): T0Step {
    // In the extended form the card knows from Lc when the last piece is there.
    const whole = encodeCommand({ ...this.#command, isExtended: true });
    this.#pieces = [];
    for (let offset = 0; offset < whole.length; offset += NC_SHORT_MAX) {
      this.#pieces.push(whole.slice(offset, offset + NC_SHORT_MAX));
    }
    this.#state = 'envelope';
    return this.#sendPiece();
  }

  #sendPiece(): T0Step {
    const piece = this.#pieces.shift()!;
    const cla = this.#command.cla & ~CLA_CHAINING;
    return this.#send(Uint8Array.of(cla, INS_ENVELOPE, 0, 0, piece.length, ...piece), 0);
  }

  #send(tpdu: Uint8Array, answerBytesMax: number): T0Step {
    this.#answerBytesMax = Math.min(answerBytesMax, NE_SHORT_MAX);
    return { type: 'send', tpdu };
  }

  #end(response: Uint8Array): T0Step {
    this.#state = 'idle';
    return { type: 'response', response };
  }
}
