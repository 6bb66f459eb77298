/**
 * A reader with a PIN pad and a card with a PIN, made of software: no such reader is at hand. The pad
 * reads the structures of PC/SC part 10 by the offsets of the specification, not by the code under test.
 */

import { OneCardError } from '../../../src/errors/index.ts';
import type { ControlTarget } from '../../../src/reader/pcsc/pinPad/pinPad.ts';

const TRIES = 3;

/** VERIFY and CHANGE REFERENCE DATA over an 8-byte PIN block, ASCII or format 2. */
export class PinCard {
  #pin: string;
  #triesLeft = TRIES;

  constructor(pin: string) {
    this.#pin = pin;
  }

  answer(command: Uint8Array): number {
    const data = command.subarray(5, 5 + command[4]!);
    if (this.#triesLeft === 0) return 0x6983;
    if (pinOf(data.subarray(0, 8)) !== this.#pin) return 0x63c0 | --this.#triesLeft;
    this.#triesLeft = TRIES;
    if (command[1] === 0x24) this.#pin = pinOf(data.subarray(8, 16));
    return 0x9000;
  }
}

function pinOf(block: Uint8Array): string {
  const hex = Buffer.from(block).toString('hex');
  // Format 2 begins with the nibble 2, ASCII digits with a nibble 3.
  if (hex[0] === '2') return hex.slice(2, 2 + Number.parseInt(hex[1]!, 16));
  return Buffer.from(block.filter((byte) => byte !== 0xff)).toString('latin1');
}

const VERIFY_CODE = 0x42330006;
const MODIFY_CODE = 0x42330007;
const PROPERTIES_CODE = 0x42330010;
/** Verify, modify, properties. */
const FEATURE_LIST = '0604423300060704423300070a0442330010';

export class EmulatedPinPad implements ControlTarget {
  readonly #card: PinCard;
  /** What the person does, entry by entry: digits, `cancel`, or `nothing`. */
  readonly #entries: string[];
  readonly #features: string;
  /** Everything that this pad was sent. */
  readonly received: Uint8Array[] = [];
  featureRequest = 0x42000000 + 3400;
  knowsFeatures = true;
  /** Answered instead of what the card says. */
  answer: Uint8Array | undefined;

  constructor(card: PinCard, entries: readonly string[], features = FEATURE_LIST) {
    this.#card = card;
    this.#entries = [...entries];
    this.#features = features;
  }

  async control(code: number, input: Uint8Array): Promise<Uint8Array> {
    this.received.push(input.slice());
    if (code === this.featureRequest) {
      if (!this.knowsFeatures) throw new OneCardError('reader.not-supported');
      return Uint8Array.from(Buffer.from(this.#features, 'hex'));
    }
    if (code === PROPERTIES_CODE) return Uint8Array.of(16, 2, 0x07, 0);
    if (code !== VERIFY_CODE && code !== MODIFY_CODE) {
      throw new OneCardError('reader.not-supported');
    }
    if (this.answer) return this.answer;
    const sw = code === VERIFY_CODE ? this.#verify(input) : this.#modify(input);
    return Uint8Array.of(sw >> 8, sw & 0xff);
  }

  #verify(structure: Uint8Array): number {
    const command = commandAt(structure, 15);
    const entry = this.#entry(structure, 5);
    if (typeof entry === 'number') return entry;
    insert(command, 0, structure, entry);
    return this.#card.answer(command);
  }

  #modify(structure: Uint8Array): number {
    const command = commandAt(structure, 20);
    const flags = structure[9]!;
    const old = (flags & 0x02) === 0 ? '' : this.#entry(structure, 7);
    const first = this.#entry(structure, 7);
    const again = (flags & 0x01) === 0 ? first : this.#entry(structure, 7);
    for (const entry of [old, first, again]) if (typeof entry === 'number') return entry;
    if (first !== again) return 0x6402;
    if (old !== '') insert(command, structure[5]!, structure, String(old));
    insert(command, structure[6]!, structure, String(first));
    return this.#card.answer(command);
  }

  /** Digits, or the status word of the pad. */
  #entry(structure: Uint8Array, digitsAt: number): string | number {
    const [most, least] = [structure[digitsAt]!, structure[digitsAt + 1]!];
    const entry = this.#entries.shift() ?? 'nothing';
    if (entry === 'nothing') return 0x6400;
    if (entry === 'cancel') return 0x6401;
    return entry.length < least || entry.length > most ? 0x6403 : entry;
  }
}

/** ulDataLength at `offset`, the command after it. */
function commandAt(structure: Uint8Array, offset: number): Uint8Array {
  const view = new DataView(structure.buffer, structure.byteOffset);
  const length = view.getUint32(offset, true);
  if (structure.length !== offset + 4 + length) throw new Error('ulDataLength is wrong');
  return structure.slice(offset + 4);
}

/** Writes the PIN into the data of the command as bmFormatString, bmPINBlockString and bmPINLengthFormat say. */
function insert(command: Uint8Array, base: number, structure: Uint8Array, pin: string): void {
  const [, , format, block, length] = structure;
  const data = command.subarray(5 + base);
  const unitBits = (format! & 0x80) === 0 ? 1 : 8;
  const at = (((format! >> 3) & 0x0f) * unitBits) / 8;
  const pinBytes =
    (format! & 0x03) === 2
      ? Buffer.from(pin, 'latin1')
      : Buffer.from(pin.padEnd(2 * Math.ceil(pin.length / 2), 'f'), 'hex');
  if (pinBytes.length > (block! & 0x0f)) throw new Error('the PIN does not fit');
  data.set(pinBytes, at);
  if (block! >> 4 === 4) {
    // Four bits of length, at a position in bits: the low nibble of the first byte.
    if ((length! & 0x1f) !== 4) throw new Error('no place for the length');
    data[0] = (data[0]! & 0xf0) | pin.length;
  }
}
