/** What is written reaches the disk, and names too: a copy that a power cut takes away is none. */

import { closeSync, fsyncSync, openSync } from 'node:fs';

export function flushFile(path: string): void {
  // Windows flushes only what may be written.
  flush(path, 'r+');
}

/** Windows has no such call, and NTFS journals names by itself. */
export function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r');
}

function flush(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
