import { inspect } from 'node:util';

const PRINTED = '[secret]';

/** A PIN or a cryptogram as text: prints as `[secret]`, so that no log or error can hold it by accident. */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for whoever has to pass it on. */
  reveal(): string {
    return this.#text;
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
