import { inspect } from 'node:util';
import { utf8 } from '../bytes.ts';

const PRINTED = '[secret]';
/** ISO 9564-1:2017 §8.1: a PIN has 4 to 12 digits. */
const DIGITS = /^\d{4,12}$/;

/** A PIN as its holder typed it: prints as `[secret]`, so that no log or error can hold it by accident. */
export class SecretPin {
  readonly #digits: string;

  /** @throws RangeError, without repeating it, when `digits` is not 4 to 12 digits. */
  constructor(digits: string) {
    if (!DIGITS.test(digits)) throw new RangeError('"digits" expected 4 to 12 digits');
    this.#digits = digits;
  }

  /** The digits in ASCII, for the command that carries them. */
  reveal(): Uint8Array {
    return utf8(this.#digits);
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}
