import { type AnswerShape, EXTENDED_BYTES_MAX } from './message.ts';

/** Room for the longest answer, and for what came with its end. */
const HELD_BYTES_FIRST = 4_096;

interface Expected {
  readonly shape: AnswerShape<unknown>;
  /** Called once; undefined when no answer comes any more. */
  readonly done: (answer: unknown) => void;
}

/**
 * Cuts what a daemon sends into the answers that were asked for, in their order. The stream has no marks of
 * its own: bytes that nobody asked for, or a number that cannot be, and nothing after them can be trusted.
 */
export class AnswerAssembly {
  readonly #expected: Expected[] = [];
  /** The beginning of an answer whose end has not come. */
  #held = new Uint8Array(0);
  #heldWords = new DataView(this.#held.buffer);
  #heldBytes = 0;

  /** @param done is called during a `push`, or by `abandon` */
  expect<T>(shape: AnswerShape<T>, done: (answer: T | undefined) => void): void {
    this.#expected.push({ shape, done: done as (answer: unknown) => void });
  }

  /**
   * @param chunk new bytes, up to `end`; may be used again after the call
   * @param words the same bytes
   * @returns false when they are no answers; nothing more may be pushed then
   */
  push(chunk: Uint8Array, words: DataView, end: number): boolean {
    // What happens nearly always: one answer, whole.
    if (this.#heldBytes === 0 && this.#answerBytes(words, end) === end) {
      return this.#answer(chunk, words, end);
    }
    this.#hold(chunk, end);
    // Ends: each round takes an answer, of a byte at least, off what is held.
    while (this.#heldBytes > 0) {
      const bytes = this.#answerBytes(this.#heldWords, this.#heldBytes);
      if (bytes === undefined) return false;
      if (bytes > this.#heldBytes) return true;
      if (!this.#answer(this.#held, this.#heldWords, bytes)) return false;
      this.#held.copyWithin(0, bytes, this.#heldBytes);
      this.#heldBytes -= bytes;
    }
    return true;
  }

  /** Nothing comes any more. */
  abandon(): void {
    for (const { done } of this.#expected.splice(0)) done(undefined);
  }

  /** Bytes of the answer that comes next, as far as the first `known` bytes tell; undefined: no such answer. */
  #answerBytes(words: DataView, known: number): number | undefined {
    const next = this.#expected[0];
    if (!next) return undefined;
    const { bytes, followingBytes } = next.shape;
    if (!followingBytes || known < bytes) return bytes;
    const following = followingBytes(words);
    const isPossible = following !== undefined && following <= EXTENDED_BYTES_MAX;
    return isPossible ? bytes + following : undefined;
  }

  #answer(bytes: Uint8Array, words: DataView, end: number): boolean {
    const { shape, done } = this.#expected[0]!;
    const answer = shape.parse(bytes, words, end);
    if (answer === undefined) return false;
    this.#expected.shift();
    done(answer);
    return true;
  }

  #hold(chunk: Uint8Array, end: number): void {
    const bytes = this.#heldBytes + end;
    if (bytes > this.#held.length) {
      const grown = new Uint8Array(Math.max(bytes, 2 * this.#held.length, HELD_BYTES_FIRST));
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
      this.#heldWords = new DataView(grown.buffer);
    }
    this.#held.set(chunk.subarray(0, end), this.#heldBytes);
    this.#heldBytes = bytes;
  }
}
