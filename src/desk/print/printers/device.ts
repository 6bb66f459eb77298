/** A printer behind USB or a parallel port, which the system shows as a file: `/dev/usb/lp0`, `\\.\LPT1`. */

import { constants, type FileHandle, open } from 'node:fs/promises';
import { within } from './unreachable.ts';

/** @throws OneCardError `print.printer-unreachable` */
export function sendToDevice(file: string, bytes: Uint8Array, msMax: number): Promise<void> {
  return within(msMax, async (signal) => {
    // Never made when it is not there: a file of that name would swallow every print.
    const handle: FileHandle = await open(file, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      await writeAll(handle, bytes, signal);
    } finally {
      await handle.close();
    }
  });
}

/** Milliseconds until a printer whose buffer is full is asked again. */
const FULL_MS = 20;

async function writeAll(handle: FileHandle, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let offset = 0; offset < bytes.length && !signal.aborted; ) {
    try {
      offset += (await handle.write(bytes, offset)).bytesWritten;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, FULL_MS));
    }
  }
}
