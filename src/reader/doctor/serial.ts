/** Serial ports, and the reader on the one that was named. */

import { OneCardError } from '../../errors/index.ts';
import type { ReaderProvider } from '../provider.ts';
import type { SerialPortListing } from '../serial/index.ts';
import { found, type ReaderCause, type ReaderFinding } from './causes/index.ts';
import type { DoctorHost } from './host.ts';
import { codeOf, factsOf } from './pcsc.ts';

/** Whether ports can be listed by name: serialport asks `udevadm` on Linux. */
export async function examineSerialListing(
  host: DoctorHost,
  list: () => Promise<SerialPortListing>,
): Promise<ReaderFinding> {
  const check = 'serial-ports';
  const listing = await list();
  if (listing.outcome === 'not-listable') {
    return found(check, 'serial-ports-hidden', { facts: { reason: listing.reason } });
  }
  const facts = { ports: listing.ports.length };
  const hasNames = host.platform !== 'linux' || (await isOnPath(host, 'udevadm'));
  return found(check, hasNames ? 'serial-ports-listed' : 'serial-names-missing', { facts });
}

async function isOnPath(host: DoctorHost, program: string): Promise<boolean> {
  const folders = (host.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  const there = await Promise.all(folders.map((folder) => host.exists(`${folder}/${program}`)));
  return there.includes(true);
}

/** The reader on the port `path`. */
export async function examineSerialReader(
  host: DoctorHost,
  path: string,
  open: () => ReaderProvider,
): Promise<ReaderFinding> {
  const check = 'serial-reader';
  const provider = open();
  try {
    const [reader] = await provider.list();
    if (reader) return found(check, 'serial-answers', { facts: { reader: reader.name } });
    // To the provider a missing port and a silent reader are both no reader. COM3 is no file.
    const isThere = host.platform === 'win32' || (await host.exists(path));
    const cause = isThere ? 'serial-reader-silent' : 'serial-port-missing';
    return found(check, cause, { facts: { port: path } });
  } catch (error) {
    return found(check, causeOf(error), { facts: { port: path, ...factsOf(error) } });
  } finally {
    await provider.close();
  }
}

const PORT_CAUSES: Readonly<Record<string, ReaderCause>> = {
  'no-such-port': 'serial-port-missing',
  'no-permission': 'serial-port-forbidden',
  'in-use': 'serial-port-taken',
};

function causeOf(error: unknown): ReaderCause {
  if (codeOf(error) === 'reader.serial-reader-not-found') return 'serial-reader-silent';
  const reason = error instanceof OneCardError ? error.detail.reason : undefined;
  return PORT_CAUSES[String(reason)] ?? 'serial-failed';
}
