import { closeSync, fsyncSync, openSync } from 'node:fs';

/** On the disk, a folder's names too: a copy that a power cut takes away is none. */
export function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
