import { putWritten, type Written, written } from '../../crypto/index.ts';
import type { Shape } from './shape.ts';

/**
 * The same shape for values that come again and again: one that is frozen, with all that it holds, is
 * written once, and copied from then on.
 */
export function unchanging<T extends object>(shape: Shape<T>): Shape<T> {
  const known = new WeakMap<T, Written>();
  return {
    put(value) {
      const before = known.get(value);
      if (before) {
        putWritten(before);
      } else if (isFrozen(value)) {
        const now = written(shape.put, value);
        known.set(value, now);
        putWritten(now);
      } else shape.put(value);
    },
    copy: (value) => (known.has(value) ? value : shape.copy(value)),
    decode: shape.decode,
  };
}

/** Plain objects and lists all the way down; bytes can never be frozen. */
function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (!Object.isFrozen(value) || ArrayBuffer.isView(value)) return false;
  for (const each of Object.values(value)) if (!isFrozen(each)) return false;
  return true;
}
