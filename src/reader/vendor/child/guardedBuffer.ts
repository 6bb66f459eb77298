import { randomBytes } from 'node:crypto';

/**
 * Guard bytes on either side of an output buffer. The drivers in the field copy whole records with
 * `strcpy`: what runs over runs over by a record, some kilobytes, seldom by more.
 */
const GUARD_BYTES = 32 * 1024;

/**
 * Drawn once a process, so that no library writes over a guard with its own contents by accident. All
 * from 81 to FE: neither the zero byte that `strcpy` writes one too far, nor 20 or FF from padding.
 */
const GUARD = randomBytes(GUARD_BYTES).map((byte) => 0x81 + (byte % 0x7e));

/**
 * An output buffer for a C function, between two guards that show whether the function kept to it.
 *
 * ```
 * guard 32 KiB │ sizeBytes of 00 │ guard 32 KiB
 *               └── pointer
 * ```
 */
export class GuardedBuffer {
  readonly #memory: Uint8Array;
  readonly #sizeBytes: number;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#memory = new Uint8Array(sizeBytes + 2 * GUARD_BYTES);
    this.#memory.set(GUARD);
    this.#memory.set(GUARD, GUARD_BYTES + sizeBytes);
  }

  /** What the function is given. */
  get pointer(): Uint8Array {
    return this.#memory.subarray(GUARD_BYTES, GUARD_BYTES + this.#sizeBytes);
  }

  /** Whether both guards are as they were. */
  isIntact(): boolean {
    const after = this.#memory.subarray(GUARD_BYTES + this.#sizeBytes);
    const before = this.#memory.subarray(0, GUARD_BYTES);
    return Buffer.compare(GUARD, before) === 0 && Buffer.compare(GUARD, after) === 0;
  }

  /** The bytes before the first 00, or undefined when there is none. */
  text(): Uint8Array | undefined {
    const end = this.pointer.indexOf(0);
    return end === -1 ? undefined : this.pointer.slice(0, end);
  }

  /** The first `count` bytes, or undefined when that is more than the buffer has. */
  bytes(count: number): Uint8Array | undefined {
    return count > this.#sizeBytes ? undefined : this.pointer.slice(0, Math.max(0, count));
  }
}
