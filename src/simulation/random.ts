/** The one source of chance: the same seed draws the same world, on every machine. */

import type { RandomSource } from '../model/index.ts';

const WORD = 2 ** 32;

/**
 * Small Fast Counter, 32 bits (sfc32 of PractRand): fast, and good enough to draw faults with. Not for
 * secrets, which is why nothing outside this room can reach it.
 */
export class SeededRandom implements RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed whole, from 0 to 2^53 - 1 */
  constructor(seed: number, stream = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('"seed" expected 0…2^53-1');
    this.#a = seed | 0;
    this.#b = Math.floor(seed / WORD) | 0;
    this.#c = stream | 0;
    // The first numbers after neighbouring seeds are alike; after twelve rounds nothing is.
    for (let round = 0; round < 12; round++) this.word();
  }

  /** 32 bits. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor((this.word() / WORD) * count);
  }

  /** `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True once in `count` draws, on average. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new RangeError('"choices" expected one at least');
    return choice;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at++) bytes[at] = this.word() >>> 24;
    return bytes;
  }

  /** A source of its own, so that what it draws moves nothing else. */
  fork(): SeededRandom {
    return new SeededRandom(this.word(), this.word());
  }
}
