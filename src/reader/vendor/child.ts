/**
 * The child process that holds a vendor's library: a program of its own, started by `vendorCard` and
 * `vendorReaders`. It may be replaced by any program that speaks the same lines, such as a 32-bit or
 * .NET one (docs/readers-vendor.md).
 */

import { writeSync } from 'node:fs';
import { serve } from './child/serve.ts';

/**
 * SIGKILL and not `process.exit`, which waits for the thread that a hanging library holds. On Windows
 * it is TerminateProcess.
 */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Not `process.stdout`: touching it makes the pipe non-blocking for the library's own output too. */
const STANDARD_OUTPUT = 1;

/** Most turns of a millisecond at a pipe that is full: a parent that reads makes room within a few. */
const WRITE_ATTEMPTS_MAX = 10_000;

/** Writes at once: after an overrun there may be no later. */
function write(text: string): void {
  let rest = Buffer.from(text);
  for (let attempt = 0; rest.length > 0 && attempt < WRITE_ATTEMPTS_MAX; attempt++) {
    try {
      rest = rest.subarray(writeSync(STANDARD_OUTPUT, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') die();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
  if (rest.length > 0) die();
}

const take = serve({ write, die });
process.stdin.on('data', take);
// The parent has closed the pipe or is dead: nobody is left to work for.
process.stdin.on('end', die);
process.stdin.on('close', die);
process.stdin.on('error', die);
