import { equalBytes } from '../../bytes.ts';
import {
  type CommandApdu,
  encodeResponse,
  parseCommand,
  type ResponseApdu,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
} from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { type Fault, FaultCountdown } from '../faults.ts';
import type { InsertableCard } from '../insertable.ts';

/** What a card does with a command; it decides and changes at once. */
export interface CardLogic {
  /** Power came on: selections, challenges and rights are forgotten. */
  reset(): void;
  answer(command: CommandApdu): ResponseApdu;
}

/**
 * How a card hands over what it has to say, as generations of cards in use differ:
 * `direct` with the answer; `get-response` 61xx first, even over T=1; `wrong-le` 6Cxx unless Le is
 * exact; `no-le-on-select` 6700 to a SELECT that carries Le.
 */
export type AnswerStyle = 'direct' | 'get-response' | 'wrong-le' | 'no-le-on-select';

const INS_GET_RESPONSE = 0xc0;
const INS_SELECT = 0xa4;
const NOTHING = new Uint8Array(0);

/**
 * A card in use, made of software: power, faults and the manner of its answers around a `CardLogic`.
 * A command is all or nothing; `torn-write` cuts before it.
 */
export class VirtualLegacyCard implements InsertableCard {
  readonly atr: Uint8Array;
  readonly #logic: CardLogic;
  readonly #style: AnswerStyle;
  #isPowered = false;
  #fault: FaultCountdown | undefined;
  /** What GET RESPONSE fetches. */
  #waiting: Uint8Array = NOTHING;
  /** A command that was told the right Le: it has not been carried out a second time when it is repeated. */
  #repeatable: { readonly command: CommandApdu; readonly answer: ResponseApdu } | undefined;
  #commands = 0;

  constructor(atr: Uint8Array, logic: CardLogic, style: AnswerStyle = 'direct') {
    this.atr = atr.slice();
    this.#logic = logic;
    this.#style = style;
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** Commands that reached the card since it was made. */
  get commandCount(): number {
    return this.#commands;
  }

  powerUp(): Uint8Array {
    this.#isPowered = true;
    this.#waiting = NOTHING;
    this.#repeatable = undefined;
    this.#logic.reset();
    return this.atr.slice();
  }

  powerDown(): void {
    this.#isPowered = false;
  }

  /** Arms one fault; it replaces an earlier one and happens once. Undefined disarms. */
  failAt(fault: Fault | undefined): void {
    this.#fault = fault && new FaultCountdown(fault);
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    if (!this.#isPowered) throw new OneCardError('reader.card-removed', { card: 'virtual' });
    const fault = this.#fault?.meet(bytes);
    if (fault && fault.kind !== 'cut-after') throw this.#powerLost(fault);
    this.#commands++;
    const response = encodeResponse(this.#respond(bytes.slice()));
    if (fault) throw this.#powerLost(fault);
    return response;
  }

  #respond(bytes: Uint8Array): ResponseApdu {
    let command: CommandApdu;
    try {
      command = parseCommand(bytes);
    } catch (error) {
      if (error instanceof OneCardError) return { data: NOTHING, sw: SW_WRONG_LENGTH };
      throw error;
    }
    if (command.ins === INS_GET_RESPONSE) return this.#fetch(command.ne);
    this.#waiting = NOTHING;
    const isSelect = command.ins === INS_SELECT;
    if (this.#style === 'no-le-on-select' && isSelect && command.ne > 0) {
      return { data: NOTHING, sw: SW_WRONG_LENGTH };
    }
    const known = this.#repeatable;
    this.#repeatable = undefined;
    const isRepeated = known !== undefined && isSameCommand(known.command, command);
    const answer = isRepeated ? known.answer : this.#logic.answer(command);
    return answer.sw === SW_SUCCESS && answer.data.length > 0
      ? this.#handOver(answer, command)
      : answer;
  }

  #handOver(answer: ResponseApdu, command: CommandApdu): ResponseApdu {
    const { data, ne } = command;
    const { length } = answer.data;
    if (this.#style === 'get-response' || (data.length > 0 && ne === 0)) {
      this.#waiting = answer.data;
      return { data: NOTHING, sw: 0x6100 | (length & 0xff) };
    }
    const isExact = ne === length;
    if (ne === 0) return { data: NOTHING, sw: SW_WRONG_LENGTH };
    if (ne < length || (this.#style === 'wrong-le' && !isExact)) {
      this.#repeatable = { command, answer };
      return { data: NOTHING, sw: 0x6c00 | (length & 0xff) };
    }
    return answer;
  }

  #fetch(ne: number): ResponseApdu {
    const data = this.#waiting;
    if (data.length === 0) return { data: NOTHING, sw: 0x6985 };
    if (ne < data.length) return { data: NOTHING, sw: 0x6c00 | (data.length & 0xff) };
    this.#waiting = NOTHING;
    return { data, sw: SW_SUCCESS };
  }

  #powerLost(fault: Fault): OneCardError {
    this.powerDown();
    this.#fault = undefined;
    return new OneCardError('reader.card-removed', { card: 'virtual', fault: fault.kind });
  }
}

/** The same but for Le. */
function isSameCommand(a: CommandApdu, b: CommandApdu): boolean {
  const isSameHeader = a.cla === b.cla && a.ins === b.ins && a.p1 === b.p1 && a.p2 === b.p2;
  return isSameHeader && equalBytes(a.data, b.data);
}
