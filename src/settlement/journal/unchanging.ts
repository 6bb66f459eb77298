import { putWritten, writeBy } from '../../crypto/index.ts';
import type { Shape } from './shape.ts';

/**
 * The same shape for values that come again and again: one that is frozen, with all that it holds, is
 * written once, and copied from then on.
 */
export function unchanging<T extends object>(shape: Shape<T>): Shape<T> {
  const written = new WeakMap<T, Uint8Array>();
  return {
    put(value) {
      const known = written.get(value);
      if (known) {
        putWritten(known);
      } else if (isFrozen(value)) {
        const bytes = writeBy(shape.put, value);
        written.set(value, bytes);
        putWritten(bytes);
      } else shape.put(value);
    },
    copy: (value) => (written.has(value) ? value : shape.copy(value)),
    decode: shape.decode,
  };
}

/** Plain objects and lists all the way down; bytes can never be frozen. */
function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (!Object.isFrozen(value) || ArrayBuffer.isView(value)) return false;
  return Object.values(value).every(isFrozen);
}
