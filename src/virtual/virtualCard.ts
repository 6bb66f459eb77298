import {
  type CardImage,
  type CommandApdu,
  encodeResponse,
  parseCommand,
  type ResponseApdu,
  STAGE_RECORD,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_END_OF_FILE,
  SW_MEMORY_FAILURE,
  SW_SECURITY_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
} from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial } from '../model/index.ts';
import { VIRTUAL_ATR } from './atr.ts';
import type { CardStore } from './cardStore.ts';
import {
  externalAuthenticate,
  initializeUpdate,
  isExternalAuthenticate,
  isInitializeUpdate,
  isProtectedClass,
  type OpenChannel,
} from './channelStep.ts';
import { decide } from './commands/dispatch.ts';
import { AFTER_RESET, type Selection, type Step } from './commands/step.ts';
import { type CardChange, type CardContents, type CardKeys, changed, torn } from './contents.ts';
import { encodeContents, parseContents } from './contentsFile.ts';
import { type Fault, FaultCountdown } from './faults.ts';
import { contentsOf } from './issueContents.ts';

const INS_SELECT = 0xa4;
const INS_READ_BINARY = 0xb0;

/**
 * A OneCard made of software: an ISO/IEC 7816-4 application that answers every command APDU with a
 * response APDU, and keeps what it wrote in a `CardStore`.
 *
 * Each command is all or nothing: its change is stored before its answer is made, and a change that
 * cannot be stored answers 6581 and did not happen. Every command is judged by the access rules of the
 * files (docs/formats/card.md): in the clear almost nothing can be read, and nothing written. A channel
 * ends with SELECT, with a reset, and with the next INITIALIZE UPDATE.
 * @example
 * const card = await VirtualCard.issue(image, keys, fileStore('card.bin'));
 * const transport = await virtualReader(card).connect();
 */
export class VirtualCard {
  /** Answer to reset. */
  readonly atr = VIRTUAL_ATR;
  readonly serial: CardSerial;
  /** None: what it writes lives as long as this object, and is never encoded. */
  readonly #store: CardStore | undefined;
  #contents: CardContents;
  #selection: Selection = AFTER_RESET;
  #open: OpenChannel | undefined;
  #isPowered = false;
  #fault: FaultCountdown | undefined;
  /** The command before, so that two callers cannot be inside the card together. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(store: CardStore | undefined, contents: CardContents) {
    this.#store = store;
    this.#contents = contents;
    this.serial = contents.serial;
  }

  /**
   * A new card, stored before it is handed out; without a store it lives as long as the object.
   * @throws RangeError, TypeError when image and keys do not make a card.
   */
  static async issue(image: CardImage, keys: CardKeys, store?: CardStore): Promise<VirtualCard> {
    const contents = contentsOf(image, keys);
    await store?.save(encodeContents(contents));
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

  /** What stands in its files and counters now, past every access rule: for who checks a test. No keys. */
  contents(): Pick<CardContents, 'files' | 'log' | 'atc' | 'channelSequence'> {
    const { files, log, atc, channelSequence } = this.#contents;
    return { files, log, atc, channelSequence };
  }

  /** Powers the card or resets it: selection is forgotten, memory is kept. Returns the ATR. */
  powerUp(): Uint8Array {
    this.#isPowered = true;
    this.#selection = AFTER_RESET;
    this.#open = undefined;
    return this.atr.slice();
  }

  powerDown(): void {
    this.#open = undefined;
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
    const response = await this.#answer(bytes, fault);
    if (fault && fault.kind !== 'memory-failure') throw this.#powerLost(fault);
    return response;
  }

  async #answer(bytes: Uint8Array, fault: Fault | undefined): Promise<Uint8Array> {
    if (isExternalAuthenticate(bytes)) return this.#authenticate(bytes, fault);
    if (isProtectedClass(bytes)) return this.#answerProtected(bytes, fault);
    const command = parsed(bytes);
    if (!command) return encodeResponse(onlyStatus(SW_WRONG_LENGTH));
    if (!isInitializeUpdate(bytes)) {
      if (command.ins === INS_SELECT) this.#open = undefined;
      return encodeResponse(await this.#carryOut(this.#decide(command, undefined), fault));
    }
    this.#open = undefined;
    if (this.#selection.directory !== 'application') {
      return encodeResponse(onlyStatus(SW_CONDITIONS_NOT_SATISFIED));
    }
    const step = initializeUpdate(bytes, this.#contents, (open) => {
      this.#open = open;
    });
    return encodeResponse(await this.#carryOut(step, fault));
  }

  async #authenticate(bytes: Uint8Array, fault: Fault | undefined): Promise<Uint8Array> {
    const step = externalAuthenticate(bytes, this.#contents, this.#open);
    const response = await this.#carryOut(step, fault);
    if (response.sw !== SW_SUCCESS) this.#open = undefined;
    return encodeResponse(response);
  }

  /** Takes the protection off, carries the command out with the rights of the keys, puts it on again. */
  async #answerProtected(bytes: Uint8Array, fault: Fault | undefined): Promise<Uint8Array> {
    const open = this.#open;
    if (!open?.channel.isAuthenticated) return this.#endChannel(SW_SECURITY_NOT_SATISFIED);
    const unwrapped = open.channel.unwrap(bytes);
    if (unwrapped.outcome === 'refused') return this.#endChannel(unwrapped.statusWord);
    const command = parsed(unwrapped.command);
    if (!command) return this.#endChannel(SW_WRONG_LENGTH);
    // Le asks for the MAC of the answer too: a command that answers nothing may have one.
    const ne = answersNothing(command) ? 0 : Math.min(command.ne, open.answerBytesMax);
    const fitting = { ...command, ne };
    const isWhole = command.ins === INS_READ_BINARY && command.ne > open.answerBytesMax;
    const response = await this.#carryOut(this.#decide(fitting, open), fault);
    const sw = isWhole && response.sw === SW_END_OF_FILE ? SW_SUCCESS : response.sw;
    const answer = open.channel.wrap(encodeResponse({ ...response, sw }));
    if (command.ins === INS_SELECT) this.#open = undefined;
    return answer;
  }

  #decide(command: CommandApdu, open: OpenChannel | undefined): Step {
    return decide(command, {
      selection: this.#selection,
      contents: this.#contents,
      role: open?.role,
      keyVersion: open?.keyVersion,
    });
  }

  #endChannel(sw: number): Uint8Array {
    this.#open = undefined;
    return encodeResponse(onlyStatus(sw));
  }

  async #carryOut(step: Step, fault: Fault | undefined): Promise<ResponseApdu> {
    const { change, selection, next, answer } = step;
    if (fault?.kind === 'torn-write') {
      const part = change && torn(change, fault.bytesWritten);
      if (part) await this.#keep(part);
      throw this.#powerLost(fault);
    }
    const isFailing = fault?.kind === 'memory-failure';
    if (change && (isFailing || !(await this.#keep(change)))) return onlyStatus(SW_MEMORY_FAILURE);
    if (selection) this.#selection = selection;
    return next ? this.#carryOut(next(this.#contents), undefined) : answer(this.#contents);
  }

  /** Whether the change is stored; when not, the card is as before. */
  async #keep(change: CardChange): Promise<boolean> {
    const next = changed(this.#contents, change);
    try {
      await this.#store?.save(encodeContents(next));
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

/** VERIFY, MSE, CHANGE REFERENCE DATA, RESET RETRY COUNTER, UPDATE BINARY, APPEND RECORD. */
const WITHOUT_ANSWER: ReadonlySet<number> = new Set([0x20, 0x22, 0x24, 0x2c, 0xd6, 0xe2]);
const INS_COMMIT_SETTLEMENT = 0xea;

function answersNothing({ ins, p1 }: CommandApdu): boolean {
  return WITHOUT_ANSWER.has(ins) || (ins === INS_COMMIT_SETTLEMENT && p1 === STAGE_RECORD);
}

function onlyStatus(sw: number): ResponseApdu {
  return { data: new Uint8Array(0), sw };
}
