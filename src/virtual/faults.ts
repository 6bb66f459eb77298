/** Faults that a virtual card meets on purpose. */

/** P1 of the command header is at 2, INS at 1. */
const INS_OFFSET = 1;

/**
 * What goes wrong at the `nth` command from now on, 1 the next; with `ins`, only commands of that
 * instruction are counted. The card loses its power, unless it says otherwise.
 *
 * - `cut-before`: the command never reaches the card.
 * - `cut-after`: it is carried out and stored, its answer is lost.
 * - `torn-write`: of what it writes, `bytesWritten` bytes are stored; a command that writes no bytes is cut before.
 * - `memory-failure`: what it writes is not stored, and it answers so (6581); the card keeps its power.
 */
export type Fault = {
  readonly nth: number;
  readonly ins?: number;
} & (
  | { readonly kind: 'cut-before' | 'cut-after' | 'memory-failure' }
  | { readonly kind: 'torn-write'; readonly bytesWritten: number }
);

/** Counts commands up to one fault, which happens once. */
export class FaultCountdown {
  readonly #fault: Fault;
  #left: number;

  /** @throws RangeError unless counts are whole and in range. */
  constructor(fault: Fault) {
    if (!Number.isSafeInteger(fault.nth) || fault.nth < 1)
      throw new RangeError('"nth" expected 1…');
    if (fault.kind === 'torn-write') {
      const { bytesWritten } = fault;
      if (!Number.isSafeInteger(bytesWritten) || bytesWritten < 0) {
        throw new RangeError('"bytesWritten" expected 0…');
      }
    }
    this.#fault = fault;
    this.#left = fault.nth;
  }

  /** The fault that `command` meets, if its turn has come. */
  meet(command: Uint8Array): Fault | undefined {
    const isCounted = this.#fault.ins === undefined || command[INS_OFFSET] === this.#fault.ins;
    if (!isCounted || this.#left === 0) return undefined;
    this.#left -= 1;
    return this.#left === 0 ? this.#fault : undefined;
  }
}
