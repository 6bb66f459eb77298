import {
  type CardImage,
  type CommandApdu,
  encodeResponse,
  parseCommand,
  type ResponseApdu,
  SW_MEMORY_FAILURE,
  SW_WRONG_LENGTH,
} from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial } from '../model/index.ts';
import { VIRTUAL_ATR } from './atr.ts';
import { type CardStore, memoryStore } from './cardStore.ts';
import { decide } from './commands/dispatch.ts';
import { AFTER_RESET, type Selection, type Step } from './commands/step.ts';
import {
  type CardChange,
  type CardContents,
  type CardKeys,
  changed,
  contentsOf,
  torn,
} from './contents.ts';
import { encodeContents, parseContents } from './contentsFile.ts';
import { type Fault, FaultCountdown } from './faults.ts';

/**
 * A OneCard made of software: an ISO/IEC 7816-4 application that answers every command APDU with a
 * response APDU, and keeps what it wrote in a `CardStore`.
 *
 * Each command is all or nothing: its change is stored before its answer is made, and a change that
 * cannot be stored answers 6581 and did not happen. Access rules and secure messaging are not part of
 * this card: whoever reaches it may read it and write its state slots and log.
 * @example
 * const card = await VirtualCard.issue(image, keys, fileStore('card.bin'));
 * const transport = await virtualReader(card).connect();
 */
export class VirtualCard {
  /** Answer to reset. */
  readonly atr = VIRTUAL_ATR;
  readonly serial: CardSerial;
  readonly #store: CardStore;
  #contents: CardContents;
  #selection: Selection = AFTER_RESET;
  #isPowered = false;
  #fault: FaultCountdown | undefined;
  /** The command before, so that two callers cannot be inside the card together. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(store: CardStore, contents: CardContents) {
    this.#store = store;
    this.#contents = contents;
    this.serial = contents.serial;
  }

  /**
   * A new card, stored before it is handed out.
   * @throws RangeError, TypeError when image and keys do not make a card.
   */
  static async issue(
    image: CardImage,
    keys: CardKeys,
    store: CardStore = memoryStore(),
  ): Promise<VirtualCard> {
    const contents = contentsOf(image, keys);
    await store.save(encodeContents(contents));
    return new VirtualCard(store, contents);
  }

  /**
   * The card that a store holds; undefined when the store is empty.
   * @throws OneCardError `virtual.card-file-damaged`.
   */
  static async open(store: CardStore): Promise<VirtualCard | undefined> {
    const bytes = await store.load();
    return bytes && new VirtualCard(store, parseContents(bytes));
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** Powers the card or resets it: selection is forgotten, memory is kept. Returns the ATR. */
  powerUp(): Uint8Array {
    this.#isPowered = true;
    this.#selection = AFTER_RESET;
    return this.atr.slice();
  }

  powerDown(): void {
    this.#isPowered = false;
  }

  /** Arms one fault; it replaces an earlier one and happens once. Undefined disarms. */
  failAt(fault: Fault | undefined): void {
    this.#fault = fault && new FaultCountdown(fault);
  }

  /**
   * One command APDU in, one response APDU out; commands are taken one at a time.
   * @throws OneCardError `reader.card-removed` when the card has no power, or loses it by a fault.
   */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    const bytes = command.slice();
    const response = this.#last.then(() => this.#transmit(bytes));
    this.#last = response.catch(() => undefined);
    return response;
  }

  async #transmit(bytes: Uint8Array): Promise<Uint8Array> {
    if (!this.#isPowered) throw new OneCardError('reader.card-removed', { card: 'virtual' });
    const fault = this.#fault?.meet(bytes);
    if (fault?.kind === 'cut-before') throw this.#powerLost(fault);
    const command = parsed(bytes);
    if (!command) return encodeResponse(onlyStatus(SW_WRONG_LENGTH));
    const step = decide(command, this.#selection, this.#contents);
    if (fault?.kind === 'torn-write') {
      const part = step.change && torn(step.change, fault.bytesWritten);
      if (part) await this.#keep(part);
      throw this.#powerLost(fault);
    }
    const response = await this.#carryOut(step);
    if (fault) throw this.#powerLost(fault);
    return encodeResponse(response);
  }

  async #carryOut({ change, selection, answer }: Step): Promise<ResponseApdu> {
    if (change && !(await this.#keep(change))) return onlyStatus(SW_MEMORY_FAILURE);
    if (selection) this.#selection = selection;
    return answer(this.#contents);
  }

  /** Whether the change is stored; when not, the card is as before. */
  async #keep(change: CardChange): Promise<boolean> {
    const next = changed(this.#contents, change);
    try {
      await this.#store.save(encodeContents(next));
    } catch {
      return false;
    }
    this.#contents = next;
    return true;
  }

  #powerLost(fault: Fault): OneCardError {
    this.powerDown();
    this.#fault = undefined;
    return new OneCardError('reader.card-removed', { card: 'virtual', fault: fault.kind });
  }
}

function parsed(bytes: Uint8Array): CommandApdu | undefined {
  try {
    return parseCommand(bytes);
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

function onlyStatus(sw: number): ResponseApdu {
  return { data: new Uint8Array(0), sw };
}
