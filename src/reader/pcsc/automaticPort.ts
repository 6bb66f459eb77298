import { existsSync } from 'node:fs';
import { OneCardError } from '../../errors/index.ts';
import { openKoffiPort } from './koffiPort.ts';
import type { PcscContext, PcscPort } from './port.ts';
import { openSocketPort, socketPath } from './socket/port.ts';

/**
 * On Linux pcscd's socket where there is one that is understood; otherwise the system's own library.
 * @throws OneCardError `reader.binding-not-available`, `reader.library-not-found` when there is neither.
 */
export async function openAutomaticPort(): Promise<PcscPort> {
  if (process.platform !== 'linux') return openKoffiPort();
  const socket = await openSocketPort();
  const library = existsSync(socketPath()) ? undefined : await openKoffiPort();
  return firstThatServes(socket, () => library ?? openKoffiPort());
}

/**
 * Contexts of `socket`, and those of the library when there is no service at the socket: asked anew for each,
 * because a daemon may come, go and be of another version.
 */
export function firstThatServes(
  socket: PcscPort,
  openLibrary: () => PcscPort | Promise<PcscPort>,
): PcscPort {
  let library: PcscPort | undefined;
  return {
    ...socket,
    async establishContext(): Promise<PcscContext> {
      try {
        return await socket.establishContext();
      } catch (error) {
        if (!isNoService(error)) throw error;
        try {
          library ??= await openLibrary();
        } catch {
          // Without the library nobody knows another way.
          throw error;
        }
        return library.establishContext();
      }
    },
  };
}

function isNoService(error: unknown): boolean {
  return error instanceof OneCardError && error.code === 'reader.service-not-available';
}
