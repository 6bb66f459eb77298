import { type Extent, putMeasured, putWritten, type Written } from '../../crypto/index.ts';
import type { Shape } from './shape.ts';

/** What is copied from while `copying` runs, and a copy of it for who keeps some of its bytes. */
let source: { readonly bytes: Uint8Array; kept?: Uint8Array } | undefined;

/** Runs `copy` for a value whose bytes, as they were put, are `bytes`; these are not kept. */
export function copying<T>(bytes: Uint8Array, copy: () => T): T {
  const before = source;
  source = { bytes };
  try {
    return copy();
  } finally {
    source = before;
  }
}

/**
 * The same shape for what one entry repeats of another: a settlement says again what its intent said. A
 * copy that was made here is known by its bytes, and neither written nor copied anew.
 */
export function repeated<T extends object>(shape: Shape<T>): Shape<T> {
  const known = new WeakMap<T, Written>();
  let last: { readonly value: T; readonly extent: Extent } | undefined;
  return {
    put(value) {
      const before = known.get(value);
      if (before) putWritten(before);
      else last = { value, extent: putMeasured(shape.put, value) };
    },
    copy(value) {
      if (known.has(value)) return value;
      const copy = shape.copy(value);
      if (source && last?.value === value) {
        source.kept ??= source.bytes.slice();
        known.set(copy, writtenAt(source.kept, last.extent));
      }
      last = undefined;
      return copy;
    },
    decode: shape.decode,
  };
}

/** A view, no copy. */
function writtenAt(bytes: Uint8Array, { start, end, items, depth }: Extent): Written {
  return { bytes: bytes.subarray(start, end), items, depth };
}
