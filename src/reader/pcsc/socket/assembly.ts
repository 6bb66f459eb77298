import type { AnswerShape } from './message.ts';

/** What a first piece comes in; a response may need sixteen of them. */
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
    const next = this.#expected[0];
    // What happens nearly always: one answer, whole.
    if (next && this.#heldBytes === 0 && answerBytes(next.shape, words, end) === end) {
      const answer = next.shape.parse(chunk, words, end);
      if (answer === undefined) return false;
      this.#expected.shift();
      next.done(answer);
      return true;
    }
    this.#hold(chunk, end);
    const answers = this.#wholeAnswers();
    if (!answers) return false;
    // Told only now: whoever hears of an answer may ask at once, and these bytes are no answer to that.
    const told = this.#expected.splice(0, answers.length);
    for (const [index, { done }] of told.entries()) done(answers[index]);
    return true;
  }

  /** Nothing comes any more. */
  abandon(): void {
    for (const { done } of this.#expected.splice(0)) done(undefined);
  }

  /** Takes the answers that are held in full; undefined when the bytes are none. */
  #wholeAnswers(): readonly unknown[] | undefined {
    const answers: unknown[] = [];
    let offset = 0;
    // Ends: each round takes an answer, of a word at least.
    while (offset < this.#heldBytes) {
      const next = this.#expected[answers.length];
      if (!next) return undefined;
      const rest = this.#held.subarray(offset, this.#heldBytes);
      const words = new DataView(rest.buffer, rest.byteOffset, rest.length);
      const bytes = answerBytes(next.shape, words, rest.length);
      if (bytes === undefined) return undefined;
      if (bytes > rest.length) break;
      const answer = next.shape.parse(rest, words, bytes);
      if (answer === undefined) return undefined;
      answers.push(answer);
      offset += bytes;
    }
    this.#held.copyWithin(0, offset, this.#heldBytes);
    this.#heldBytes -= offset;
    return answers;
  }

  #hold(chunk: Uint8Array, end: number): void {
    const bytes = this.#heldBytes + end;
    if (bytes > this.#held.length) {
      const grown = new Uint8Array(Math.max(bytes, 2 * this.#held.length, HELD_BYTES_FIRST));
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
    }
    this.#held.set(chunk.subarray(0, end), this.#heldBytes);
    this.#heldBytes = bytes;
  }
}

/** Bytes of an answer, as far as its first `known` bytes tell; undefined: no daemon says that. */
function answerBytes(
  { bytes, followingBytes }: AnswerShape<unknown>,
  words: DataView,
  known: number,
): number | undefined {
  if (!followingBytes || known < bytes) return bytes;
  const following = followingBytes(words);
  return following === undefined ? undefined : bytes + following;
}
