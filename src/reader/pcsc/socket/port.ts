import { NOTIFICATION_READER } from '../layout.ts';
import { DEADLINES, type Deadlines } from '../libraryConnection.ts';
import { portOver } from '../libraryPort.ts';
import type { PcscPort } from '../port.ts';
import { socketLibrary } from './library.ts';

/** Where pcscd listens, unless it was built otherwise. */
const SOCKET_PATH = '/run/pcscd/pcscd.comm';

/** PCSCLITE_CSOCK_NAME says otherwise, as it does to libpcsclite. */
export function socketPath(): string {
  return process.env.PCSCLITE_CSOCK_NAME || SOCKET_PATH;
}

/**
 * The PC/SC port over pcscd's own socket, without native code and without threads: Linux, and pcscd of
 * pcsc-lite 1.8.24 or newer. A daemon that speaks another version of the protocol counts as none.
 */
export async function openSocketPort(
  deadlines: Deadlines = DEADLINES,
  path: string = socketPath(),
): Promise<PcscPort> {
  return portOver(socketLibrary(path, deadlines.callMs), deadlines, NOTIFICATION_READER);
}
