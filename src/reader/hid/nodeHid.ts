import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Device, HIDAsync } from 'node-hid';
import { OneCardError } from '../../errors/index.ts';
import { InputQueue } from './inputQueue.ts';
import { NATIVE_CALL_MS } from './limits.ts';
import type { HidBus, HidDevice, HidPort } from './port.ts';

type NodeHid = typeof import('node-hid');

/**
 * The HID devices of this computer through node-hid, which is loaded at the first call. On Linux it
 * speaks to hidraw; every program that has the device open receives every input report.
 */
export function nodeHidBus(): HidBus {
  let loading: Promise<NodeHid> | undefined;
  const nodeHid = (): Promise<NodeHid> => {
    // What failed to load may be installed later: the next call tries again.
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    async list() {
      return listDevices(await nodeHid());
    },
    async open(path, { hasInput }) {
      const library = await nodeHid();
      // macOS would otherwise keep every other program off; Linux and Windows share anyway.
      const opening = library.HIDAsync.open(path, { nonExclusive: true });
      let device: HIDAsync;
      try {
        device = await inTime('open', opening);
      } catch (error) {
        // One that opens too late has nobody to close it.
        opening.then((late) => late.close()).catch(() => undefined);
        throw await whyNotOpened(library, path, error);
      }
      return new NodeHidPort(library, path, device, hasInput);
    },
  };
}

async function load(): Promise<NodeHid> {
  try {
    const library = await import('node-hid');
    // The native part is loaded by the first use, not by the import.
    library.getHidapiVersion();
    return library;
  } catch (error) {
    throw new OneCardError('reader.hid-not-available', {}, { cause: error });
  }
}

async function listDevices(library: NodeHid): Promise<readonly HidDevice[]> {
  const devices = await inTime('list', library.devicesAsync());
  return devices.filter(hasPath).map((device) => ({
    path: device.path,
    vendorId: device.vendorId,
    productId: device.productId,
    product: device.product ?? '',
    serialNumber: device.serialNumber ?? '',
    usagePage: device.usagePage ?? 0,
    usage: device.usage ?? 0,
  }));
}

function hasPath(device: Device): device is Device & { readonly path: string } {
  return typeof device.path === 'string' && device.path !== '';
}

/** node-hid tells failures by prose only; the system is asked instead. */
async function whyNotOpened(library: NodeHid, path: string, cause: unknown): Promise<OneCardError> {
  if (cause instanceof OneCardError) return cause;
  if (!(await isPluggedIn(library, path))) {
    return new OneCardError('reader.reader-removed', { path }, { cause });
  }
  // Only on Linux is the path a file; elsewhere a device that is there and does not open is not ours.
  const mayUse =
    process.platform === 'linux' &&
    (await access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    ));
  return new OneCardError(
    mayUse ? 'reader.transmit-failed' : 'reader.hid-not-permitted',
    { path },
    { cause },
  );
}

async function isPluggedIn(library: NodeHid, path: string): Promise<boolean> {
  const devices = await listDevices(library).catch(() => []);
  return devices.some((device) => device.path === path);
}

/** A native call cannot be taken back: past its time the caller is told, and the port is given up. */
async function inTime<T>(call: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new OneCardError('reader.call-timed-out', { call }));
    timer = setTimeout(fail, NATIVE_CALL_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

class NodeHidPort implements HidPort {
  readonly #library: NodeHid;
  readonly #path: string;
  readonly #device: HIDAsync;
  readonly #input = new InputQueue();
  #closing: Promise<void> | undefined;

  constructor(library: NodeHid, path: string, device: HIDAsync, hasInput: boolean) {
    this.#library = library;
    this.#path = path;
    this.#device = device;
    // Without a listener an 'error' event would end the process.
    device.on('error', (error) => {
      this.#input.fail(new OneCardError('reader.reader-removed', { path }, { cause: error }));
    });
    if (hasInput) device.on('data', (report: Uint8Array) => this.#input.push(report));
  }

  async sendOutput(reportId: number, data: Uint8Array): Promise<void> {
    await this.#call('output report', () => this.#device.write(numbered(reportId, data)));
  }

  async sendFeature(reportId: number, data: Uint8Array): Promise<void> {
    const report = numbered(reportId, data);
    await this.#call('set feature', () => this.#device.sendFeatureReport(report));
  }

  async getFeature(reportId: number, lengthBytes: number): Promise<Uint8Array> {
    const report = await this.#call('get feature', () =>
      this.#device.getFeatureReport(reportId, lengthBytes + 1),
    );
    if (report.length === lengthBytes + 1) return Uint8Array.from(report.subarray(1));
    throw new OneCardError('reader.hid-frame', {
      framing: 'HID',
      rule: 'feature-report-length',
      reportBytes: report.length,
    });
  }

  receive(timeoutMs: number): Promise<Uint8Array | undefined> {
    return this.#input.receive(timeoutMs);
  }

  assertOpen(): void {
    this.#input.assertWhole();
  }

  discard(): void {
    this.#input.discard();
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#input.fail(new OneCardError('reader.connection-closed', { path: this.#path }));
    await inTime('close', this.#device.close());
  }

  async #call<T>(call: string, run: () => Promise<T>): Promise<T> {
    this.assertOpen();
    try {
      return await inTime(call, run());
    } catch (error) {
      if (error instanceof OneCardError) throw error;
      const isThere = await isPluggedIn(this.#library, this.#path);
      const code = isThere ? 'reader.transmit-failed' : 'reader.reader-removed';
      throw new OneCardError(code, { path: this.#path, call }, { cause: error });
    }
  }
}

/** hidapi wants the report id first, 0 where there is none. */
function numbered(reportId: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(reportId), data]);
}
