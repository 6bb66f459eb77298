import { createHash } from 'node:crypto';

/** Longer bytes stand under their digest. */
const NAME_BYTES_MAX = 1024;
/** No byte is this character: what stands under a digest has no name that bytes themselves could have. */
const DIGEST = '\u0100';

/** A name for bytes that no other bytes have. */
export function nameOf(bytes: Uint8Array): string {
  if (bytes.length <= NAME_BYTES_MAX) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
  return `${DIGEST}${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * What was made last for some keys: in two generations, because a place in one order of all would have to
 * be found anew at every question. What is asked for comes into the younger one; when that is full, it is
 * the older one, whose own are forgotten.
 */
export class Recent<Value> {
  readonly #max: number;
  readonly #weigh: (value: Value) => number;
  #weight = 0;
  #younger = new Map<string, Value>();
  #older = new Map<string, Value>();

  /**
   * @param max what a generation may weigh: the newest that weigh so much are kept, and never twice as much
   * @param weigh one each, unless told
   */
  constructor(max: number, weigh: (value: Value) => number = () => 1) {
    this.#max = max;
    this.#weigh = weigh;
  }

  get(name: string): Value | undefined {
    const value = this.#younger.get(name);
    if (value !== undefined) return value;
    const older = this.#older.get(name);
    if (older !== undefined) this.#put(name, older);
    return older;
  }

  set(name: string, value: Value): void {
    const before = this.#younger.get(name);
    if (before !== undefined) this.#weight -= this.#weigh(before);
    this.#put(name, value);
  }

  #put(name: string, value: Value): void {
    const weight = this.#weigh(value);
    if (this.#weight + weight > this.#max) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#weight = 0;
    }
    this.#younger.set(name, value);
    this.#weight += weight;
  }
}
