import { openAutomaticPort } from './automaticPort.ts';
import { openKoffiPort } from './koffiPort.ts';
import { openPcsclitePort } from './pcsclite/port.ts';
import type { PcscPort } from './port.ts';
import { openSocketPort } from './socket/port.ts';

/**
 * How the system's PC/SC is reached: pcscd by its own socket, the system's library through koffi, or the
 * pcsclite package, for programs that have it anyway. docs/readers.md has the table of what each can do.
 */
export type PcscAdapter = 'socket' | 'koffi' | 'pcsclite';

/** Loads what the adapter needs; without one, whatever fits this system. */
export async function openAdapter(adapter: PcscAdapter | undefined): Promise<PcscPort> {
  switch (adapter) {
    case 'socket':
      return openSocketPort();
    case 'koffi':
      return openKoffiPort();
    case 'pcsclite':
      return openPcsclitePort();
    case undefined:
      return openAutomaticPort();
  }
}
