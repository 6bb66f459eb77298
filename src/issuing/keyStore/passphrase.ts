import { inspect } from 'node:util';
import { utf8 } from '../../bytes.ts';

const PRINTED = '[secret]';
/** Twelve characters behind scrypt: what a written-down phrase of four words easily has. */
export const PASSPHRASE_CHARACTERS_MIN = 12;
/** Longer is a file that is none. */
export const PASSPHRASE_CHARACTERS_MAX = 1024;

/** What opens a key store; prints as `[secret]`. */
export class Passphrase {
  readonly #text: string;

  /** @throws RangeError, without repeating it, when it is too short or too long. */
  constructor(text: string) {
    const count = Array.from(text).length;
    if (count < PASSPHRASE_CHARACTERS_MIN || count > PASSPHRASE_CHARACTERS_MAX) {
      throw new RangeError(
        `"text" expected ${PASSPHRASE_CHARACTERS_MIN} to ${PASSPHRASE_CHARACTERS_MAX} characters`,
      );
    }
    this.#text = text.normalize('NFC');
  }

  /** UTF-8 of the text in normal form C, whichever keyboard typed it. */
  reveal(): Uint8Array {
    return utf8(this.#text);
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
