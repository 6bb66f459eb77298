/**
 * T=0, the card's side, ISO/IEC 7816-3:2006 §12.2, for cards that are programs and speak whole APDUs:
 * collects ENVELOPEs, keeps a response until GET RESPONSE fetches it, and asks by `6C xx` for the right
 * Le. A state machine without I/O.
 */

import {
  encodeCommand,
  encodeResponse,
  NE_SHORT_MAX,
  parseCommand,
  parseResponse,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW1_MORE_BYTES,
  SW1_WRONG_LE,
} from '../../card/index.ts';
import { INS_ENVELOPE, INS_GET_RESPONSE } from './host.ts';

/** An extended command: header, Lc of three bytes, 65,535 bytes of data, Le of two. */
const COMMAND_BYTES_MAX = 65_544;
const HEADER_BYTES = 5;

/**
 * Commands of ISO/IEC 7816-4 that only take data: ERASE, VERIFY, MANAGE SECURITY ENVIRONMENT, CHANGE, ENABLE, DISABLE and RESET of
 * reference data, WRITE, UPDATE, PUT DATA, CREATE, APPEND, DELETE, ACTIVATE, DEACTIVATE, TERMINATE.
 */
const INS_WITHOUT_ANSWER: ReadonlySet<number> = new Set([
  0x04, 0x0c, 0x0e, 0x0f, 0x20, 0x21, 0x22, 0x24, 0x26, 0x28, 0x2c, 0x44, 0xd0, 0xd1, 0xd2, 0xd6,
  0xd7, 0xda, 0xdb, 0xdc, 0xdd, 0xe0, 0xe2, 0xe4, 0xe6, 0xe8, 0xfe,
]);
/** Proprietary classes, channels 4 to 19, and secure messaging (bits 3 and 4), which answers with a MAC. */
const CLA_OTHER = 0xcc;

export type T0CardStep =
  | { readonly type: 'answer'; readonly answer: Uint8Array }
  /** A whole command is there: run it, then call `respond`. */
  | { readonly type: 'command'; readonly command: Uint8Array };

export interface T0CardOptions {
  /** Ne that commands with data are given, as T=0 does not tell the card: 256, or 65536 when extended. */
  readonly ne?: number;
}

export class T0Card {
  readonly #ne: number;
  #envelopes: number[] = [];
  /** The command that is being run, and how it came. */
  #running: { readonly tpdu: Uint8Array; readonly isCase2: boolean } | undefined;
  /** What GET RESPONSE will fetch. */
  #waiting: ResponseApdu | undefined;
  /** What the same case 2 command with the right Le will get. */
  #measured: { readonly header: Uint8Array; readonly response: ResponseApdu } | undefined;

  constructor({ ne = NE_SHORT_MAX }: T0CardOptions = {}) {
    this.#ne = ne;
  }

  /** A command TPDU: header of five bytes (four in case 1) and data. */
  received(tpdu: Uint8Array): T0CardStep {
    const ins = tpdu[1];
    const nc = tpdu.length - HEADER_BYTES;
    if (ins === undefined || (nc > 0 && tpdu[4] !== nc)) return answered(SW_WRONG_LENGTH);
    if (ins === INS_GET_RESPONSE && nc === 0) return this.#getResponse(tpdu[4]!);
    this.#waiting = undefined;
    if (ins === INS_ENVELOPE) return this.#envelope(tpdu.subarray(HEADER_BYTES));
    this.#envelopes = [];
    const measured = this.#measured;
    this.#measured = undefined;
    if (nc === 0 && measured && tpdu.every((byte, index) => byte === measured.header[index])) {
      return { type: 'answer', answer: encodeResponse(measured.response) };
    }
    return this.#run(tpdu);
  }

  /** The answer to the command that `received` handed out. @throws RangeError without one. */
  respond(bytes: Uint8Array): T0CardStep {
    const running = this.#running;
    if (!running) throw new RangeError('no command is being run');
    this.#running = undefined;
    const response = parseResponse(bytes);
    const { data, sw } = response;
    if (data.length === 0) return answered(sw);
    if (!running.isCase2) return this.#keep(response);

    const ne = running.tpdu[4]! || NE_SHORT_MAX;
    if (data.length < ne) {
      const header = Uint8Array.of(...running.tpdu.subarray(0, 4), data.length);
      this.#measured = { header, response };
      return answered((SW1_WRONG_LE << 8) | data.length);
    }
    if (data.length === ne) return { type: 'answer', answer: encodeResponse(response) };
    return this.#give(response, ne);
  }

  #run(tpdu: Uint8Array): T0CardStep {
    const isCase2 = tpdu.length === HEADER_BYTES;
    this.#running = { tpdu, isCase2 };
    const hasData = tpdu.length > HEADER_BYTES;
    const isCase3 = (tpdu[0]! & CLA_OTHER) === 0 && INS_WITHOUT_ANSWER.has(tpdu[1]!);
    if (!hasData || isCase3) return { type: 'command', command: tpdu.slice() };
    // Case 3 and case 4 look alike to the card: it is given an Le, and says 61 xx when it has an answer.
    return { type: 'command', command: encodeCommand({ ...parseCommand(tpdu), ne: this.#ne }) };
  }

  #envelope(piece: Uint8Array): T0CardStep {
    if (this.#envelopes.length + piece.length > COMMAND_BYTES_MAX) {
      this.#envelopes = [];
      return answered(SW_WRONG_LENGTH);
    }
    this.#envelopes.push(...piece);
    const command = Uint8Array.from(this.#envelopes);
    try {
      parseCommand(command);
    } catch {
      // Not all of it is there yet.
      return answered(SW_SUCCESS);
    }
    this.#envelopes = [];
    this.#running = { tpdu: command, isCase2: false };
    return { type: 'command', command };
  }

  #getResponse(p3: number): T0CardStep {
    const waiting = this.#waiting;
    if (!waiting) return answered(SW_CONDITIONS_NOT_SATISFIED);
    const ne = p3 || NE_SHORT_MAX;
    if (ne > waiting.data.length) return answered((SW1_WRONG_LE << 8) | waiting.data.length);
    return this.#give(waiting, ne);
  }

  /** `ne` bytes of a response, and the rest for the next GET RESPONSE. */
  #give({ data, sw }: ResponseApdu, ne: number): T0CardStep {
    const rest = data.slice(ne);
    this.#waiting = rest.length > 0 ? { data: rest, sw } : undefined;
    const word = this.#waiting ? moreBytes(rest.length) : sw;
    return { type: 'answer', answer: encodeResponse({ data: data.slice(0, ne), sw: word }) };
  }

  #keep(response: ResponseApdu): T0CardStep {
    this.#waiting = response;
    return answered(moreBytes(response.data.length));
  }
}

/** `61 xx`; 00 stands for 256 and more. */
function moreBytes(lengthBytes: number): number {
  return (SW1_MORE_BYTES << 8) | (Math.min(lengthBytes, NE_SHORT_MAX) & 0xff);
}

function answered(sw: number): T0CardStep {
  return { type: 'answer', answer: encodeResponse({ data: new Uint8Array(0), sw }) };
}
