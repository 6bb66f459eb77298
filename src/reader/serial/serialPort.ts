/**
 * Serial ports of this computer, through the serialport package. Nothing is loaded before the first port
 * is opened or listed.
 */

import { readdir, readlink } from 'node:fs/promises';
import { OneCardError } from '../../errors/index.ts';
import type { BytePort, LineSettings } from './bytePort.ts';

/** Ports a computer can have; more is a broken listing. */
const PORTS_MAX = 256;

type SerialPortModule = typeof import('serialport');
type OpenPort = InstanceType<SerialPortModule['SerialPort']>;

/** Opens `path` for this process alone. @throws OneCardError `reader.serial-port-not-opened`. */
export async function openSerialPort(path: string, settings: LineSettings): Promise<BytePort> {
  const { SerialPort } = await importSerialPort(path);
  const port = new SerialPort({ path, ...settings, autoOpen: false, lock: true });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => {
      if (error) reject(notOpened(path, reasonOf(error), error));
      else resolve();
    });
  });
  // RTS low keeps a reader from sending its plug-and-play text. A pseudo terminal has no such line, and
  // nothing to discard either: both failures are of no consequence.
  await new Promise<void>((resolve) => port.set({ rts: false, dtr: true }, () => resolve()));
  await new Promise<void>((resolve) => port.flush(() => resolve()));
  return new SerialBytePort(port);
}

class SerialBytePort implements BytePort {
  readonly #port: OpenPort;
  readonly #closed: Promise<void>;
  #isClosed = false;
  #listener: (bytes: Uint8Array) => void = () => undefined;

  constructor(port: OpenPort) {
    this.#port = port;
    this.#closed = new Promise((resolve) => {
      port.once('close', () => {
        this.#isClosed = true;
        resolve();
      });
    });
    port.on('data', (bytes: Uint8Array) => this.#listener(Uint8Array.from(bytes)));
    // A failing port closes itself right after; the close is what is acted on.
    port.on('error', () => undefined);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed) return Promise.reject(removed());
    const written = new Promise<void>((resolve, reject) => {
      this.#port.write(Buffer.from(bytes), (error) => {
        if (error) reject(removed(error));
        else resolve();
      });
    });
    // A port that closes under a write may never call back.
    const closed = this.#closed.then(() => Promise.reject(removed()));
    closed.catch(() => undefined);
    return Promise.race([written, closed]);
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    void this.#closed.then(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosed || !this.#port.isOpen) return;
    await new Promise<void>((resolve) => this.#port.close(() => resolve()));
  }
}

export interface SerialPortName {
  readonly path: string;
  /** Maker of the adapter, where the system knows. */
  readonly maker: string | undefined;
}

export type SerialPortListing =
  | { readonly outcome: 'listed'; readonly ports: readonly SerialPortName[] }
  | { readonly outcome: 'not-listable'; readonly reason: string };

/**
 * The serial ports of this computer, for choosing one; nothing is sent to them. Where serialport cannot
 * list (on Linux it asks `udevadm`, which small installations lack) the kernel is asked instead.
 */
export async function serialPorts(): Promise<SerialPortListing> {
  let reason: string;
  try {
    const { SerialPort } = await import('serialport');
    const ports = (await SerialPort.list()).slice(0, PORTS_MAX);
    return {
      outcome: 'listed',
      ports: ports.map(({ path, manufacturer }) => ({ path, maker: manufacturer })),
    };
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  return process.platform === 'linux' ? kernelPorts() : { outcome: 'not-listable', reason };
}

/** Every tty that has a device behind it; consoles and pseudo terminals have none. */
async function kernelPorts(): Promise<SerialPortListing> {
  const folder = '/sys/class/tty';
  try {
    const ports: SerialPortName[] = [];
    for (const name of (await readdir(folder)).slice(0, PORTS_MAX)) {
      const driver = await readlink(`${folder}/${name}/device/driver`).catch(() => '');
      // The 8250 driver announces four ports whether or not they are there, under this name.
      if (driver !== '' && !driver.endsWith('/serial8250')) {
        ports.push({ path: `/dev/${name}`, maker: undefined });
      }
    }
    return { outcome: 'listed', ports };
  } catch (error) {
    return { outcome: 'not-listable', reason: error instanceof Error ? error.message : 'unknown' };
  }
}

async function importSerialPort(path: string): Promise<SerialPortModule> {
  try {
    return await import('serialport');
  } catch (error) {
    throw notOpened(path, 'serialport-not-installed', error);
  }
}

/** The system's word, without the path that stands in the detail already. */
function reasonOf(error: Error): string {
  const text = /No such file|cannot open .*[Ff]ile not found/.test(error.message)
    ? 'no-such-port'
    : /Permission denied|Access denied/.test(error.message)
      ? 'no-permission'
      : /lock|busy|Resource temporarily unavailable/i.test(error.message)
        ? 'in-use'
        : error.message;
  return text.slice(0, 120);
}

function notOpened(path: string, reason: string, cause: unknown): OneCardError {
  return new OneCardError('reader.serial-port-not-opened', { port: path, reason }, { cause });
}

function removed(cause?: unknown): OneCardError {
  return new OneCardError('reader.reader-removed', { port: 'serial' }, { cause });
}
