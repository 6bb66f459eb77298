import { existsSync } from 'node:fs';
import { OneCardError } from '../../errors/index.ts';
import { openKoffiPort } from './koffiPort.ts';
import type { PcscContext, PcscPort } from './port.ts';
import { openSocketPort, socketPath } from './socket/port.ts';

/**
 * pcscd's socket where there is one that is understood, otherwise the system's own library: asked anew for
 * every context, because a daemon may come, go and be another version.
 * @throws OneCardError `reader.binding-not-available`, `reader.library-not-found` when there is neither.
 */
export async function openAutomaticPort(): Promise<PcscPort> {
  if (process.platform !== 'linux') return openKoffiPort();
  const socket = openSocketPort();
  let koffi = existsSync(socketPath()) ? undefined : await openKoffiPort();
  return {
    ...socket,
    async establishContext(): Promise<PcscContext> {
      try {
        return await socket.establishContext();
      } catch (error) {
        if (!isNoService(error)) throw error;
        try {
          koffi ??= await openKoffiPort();
        } catch {
          // Without the library nobody knows another way.
          throw error;
        }
        return koffi.establishContext();
      }
    },
  };
}

function isNoService(error: unknown): boolean {
  return error instanceof OneCardError && error.code === 'reader.service-not-available';
}
