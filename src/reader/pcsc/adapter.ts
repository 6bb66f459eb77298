import { openKoffiPort } from './koffiPort.ts';
import { openPcsclitePort } from './pcsclite/port.ts';
import type { PcscPort } from './port.ts';

/**
 * How the system's PC/SC is reached: by its own library through koffi, or by the pcsclite package, for
 * programs that have it anyway. docs/readers.md has the table of what each can do.
 */
export type PcscAdapter = 'koffi' | 'pcsclite';

/** Loads what the adapter needs. */
export function openAdapter(adapter: PcscAdapter): Promise<PcscPort> {
  return adapter === 'koffi' ? openKoffiPort() : openPcsclitePort();
}
