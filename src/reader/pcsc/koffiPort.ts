import { loadPcscLibrary } from './koffiLibrary.ts';
import { layoutOf } from './layout.ts';
import { DEADLINES, type Deadlines } from './libraryConnection.ts';
import { portOver } from './libraryPort.ts';
import type { PcscPort } from './port.ts';

/**
 * The PC/SC port over the system's own library, called through koffi.
 * @throws OneCardError `reader.binding-not-available`, `reader.library-not-found`.
 */
export async function openKoffiPort(deadlines: Deadlines = DEADLINES): Promise<PcscPort> {
  const layout = layoutOf(process.platform);
  return portOver(await loadPcscLibrary(layout), deadlines, layout.notificationReader);
}
