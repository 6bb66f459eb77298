import { createHash } from 'node:crypto';
import { toHex } from '../bytes.ts';

/** Longer bytes stand under their digest. */
const NAME_BYTES_MAX = 1024;

/** A name for bytes that no other bytes have. */
export function nameOf(bytes: Uint8Array): string {
  if (bytes.length <= NAME_BYTES_MAX) return toHex(bytes);
  return `#${createHash('sha256').update(bytes).digest('hex')}`;
}

/** What was made last for some keys, up to a limit; the one not asked for longest is forgotten first. */
export class Recent<Value> {
  readonly #max: number;
  readonly #values = new Map<string, Value>();

  constructor(max: number) {
    this.#max = max;
  }

  get(name: string): Value | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    this.#values.delete(name);
    this.#values.set(name, value);
    return value;
  }

  set(name: string, value: Value): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    if (this.#values.size <= this.#max) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }
}
