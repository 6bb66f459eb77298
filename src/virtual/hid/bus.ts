import { concat } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { type HidBus, type HidDevice, type HidPort, InputQueue } from '../../reader/hid/index.ts';
import type { VirtualHidDevice } from './device.ts';

export interface VirtualHidBus extends HidBus {
  /** Plugs a device in. @returns its path */
  plug(device: VirtualHidDevice): string;
  /** Pulls it out: open ports fail with `reader.reader-removed`. */
  unplug(device: VirtualHidDevice): void;
}

interface Plugged {
  readonly path: string;
  readonly device: VirtualHidDevice;
  readonly ports: Set<VirtualPort>;
}

/** A bus of virtual devices, in this process. As on Linux, every open port receives every input report. */
export function virtualHidBus(): VirtualHidBus {
  const plugged = new Map<string, Plugged>();
  let place = 0;
  const pathOf = (device: VirtualHidDevice): string | undefined =>
    [...plugged.values()].find((entry) => entry.device === device)?.path;
  const unplug = (device: VirtualHidDevice): void => {
    const path = pathOf(device);
    if (path === undefined) return;
    const { ports } = plugged.get(path)!;
    plugged.delete(path);
    device.detach();
    for (const port of ports) port.fail(new OneCardError('reader.reader-removed', { path }));
  };
  return {
    plug(device) {
      const path = `virtual-hid-${place++}`;
      const entry: Plugged = { path, device, ports: new Set() };
      plugged.set(path, entry);
      device.attach({
        input(reportId, data) {
          const report = reportId === 0 ? data.slice() : concat([Uint8Array.of(reportId), data]);
          for (const port of entry.ports) port.arrived(report);
        },
        unplug: () => unplug(device),
      });
      return path;
    },
    unplug,
    async list() {
      return [...plugged.values()].map(
        ({ path, device }): HidDevice => ({ path, ...device.identity }),
      );
    },
    async open(path) {
      const entry = plugged.get(path);
      if (!entry) throw new OneCardError('reader.reader-removed', { path });
      const port = new VirtualPort(entry.device, () => entry.ports.delete(port));
      entry.ports.add(port);
      return port;
    },
  };
}

class VirtualPort implements HidPort {
  readonly #device: VirtualHidDevice;
  readonly #onClose: () => void;
  readonly #input = new InputQueue();

  constructor(device: VirtualHidDevice, onClose: () => void) {
    this.#device = device;
    this.#onClose = onClose;
  }

  arrived(report: Uint8Array): void {
    this.#input.push(report);
  }

  fail(failure: OneCardError): void {
    this.#input.fail(failure);
  }

  async sendOutput(reportId: number, data: Uint8Array): Promise<void> {
    this.assertOpen();
    this.#device.output(reportId, data.slice());
  }

  async sendFeature(reportId: number, data: Uint8Array): Promise<void> {
    this.assertOpen();
    const isTaken = await this.#device.setFeature(reportId, data.slice());
    this.assertOpen();
    if (!isTaken) throw new OneCardError('reader.transmit-failed', { call: 'set feature' });
  }

  async getFeature(reportId: number, lengthBytes: number): Promise<Uint8Array> {
    this.assertOpen();
    const data = await this.#device.getFeature(reportId);
    this.assertOpen();
    if (!data) throw new OneCardError('reader.transmit-failed', { call: 'get feature' });
    const report = new Uint8Array(lengthBytes);
    report.set(data.subarray(0, lengthBytes));
    return report;
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
    this.#onClose();
    this.#input.fail(new OneCardError('reader.connection-closed'));
  }
}
