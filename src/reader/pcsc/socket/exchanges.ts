import { RESPONSE_BYTES_MAX } from '../../limits.ts';
import { SCARD_E_INSUFFICIENT_BUFFER, SCARD_F_COMM_ERROR } from '../codes.ts';
import type { CardExchanges } from '../library.ts';
import { PROTOCOL_ANY } from '../words.ts';
import { TRANSMIT_WORDS, transmitted } from './answers.ts';
import type { DaemonLink } from './link.ts';
import {
  type AnswerShape,
  COMMANDS,
  EXTENDED_BYTES_MAX,
  HEADER_BYTES,
  IS_LITTLE_ENDIAN,
  WORD_BYTES,
} from './message.ts';

/** SCARD_IO_REQUEST of a 64-bit library; the daemon does not look at it. */
const IO_REQUEST_BYTES = 16;
const COMMAND_OFFSET = HEADER_BYTES + TRANSMIT_WORDS * WORD_BYTES;
/** A short command, with its five bytes around 255 of data. */
const COMMAND_BYTES_FIRST = 261;

/** Places of words in the message: the header has two, then handle, protocol, its size, bytes of the command. */
const PROTOCOL = 3;
const COMMAND_BYTES = 5;

/** The exchanges of one handle. The message is made once, and sent again with another command in it. */
export class SocketExchanges implements CardExchanges {
  response: Uint8Array = new Uint8Array(0);
  readonly #link: DaemonLink;
  readonly #shape: AnswerShape<number>;
  /** A Buffer, which is what a socket takes as it is. */
  #message = Buffer.alloc(COMMAND_OFFSET + COMMAND_BYTES_FIRST);
  #words = new DataView(this.#message.buffer, this.#message.byteOffset);

  constructor(link: DaemonLink, handle: number) {
    this.#link = link;
    this.#shape = transmitted(handle, RESPONSE_BYTES_MAX, (response) => {
      this.response = response;
    });
    const header = [TRANSMIT_WORDS * WORD_BYTES, COMMANDS.transmit];
    const request = [handle, 0, IO_REQUEST_BYTES, 0, PROTOCOL_ANY, IO_REQUEST_BYTES];
    const words = [...header, ...request, RESPONSE_BYTES_MAX, 0];
    for (const [index, word] of words.entries()) this.#setWord(index, word);
  }

  setProtocol(protocol: number): void {
    this.#setWord(PROTOCOL, protocol);
  }

  transmit(command: Uint8Array): Promise<number> {
    if (command.length > EXTENDED_BYTES_MAX) return Promise.resolve(SCARD_E_INSUFFICIENT_BUFFER);
    const end = COMMAND_OFFSET + command.length;
    if (end > this.#message.length) this.#grow(end);
    this.#setWord(COMMAND_BYTES, command.length);
    this.#message.set(command, COMMAND_OFFSET);
    return this.#link.ask(this.#message.subarray(0, end), this.#shape, SCARD_F_COMM_ERROR);
  }

  #grow(bytes: number): void {
    const grown = Buffer.alloc(bytes);
    grown.set(this.#message.subarray(0, COMMAND_OFFSET));
    this.#message = grown;
    this.#words = new DataView(grown.buffer, grown.byteOffset);
  }

  #setWord(index: number, value: number): void {
    this.#words.setUint32(index * WORD_BYTES, value, IS_LITTLE_ENDIAN);
  }
}
