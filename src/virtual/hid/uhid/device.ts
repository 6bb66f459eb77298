import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { VirtualHidDevice } from '../device.ts';
import {
  encodeCreate,
  encodeDestroy,
  encodeGetReportReply,
  encodeInput,
  encodeSetReportReply,
  parseUhidEvent,
  UHID_EVENT_BYTES_MAX,
  type UhidEvent,
} from './events.ts';

export interface UhidOptions {
  /** The kernel's file; `/dev/uhid` when absent. */
  readonly file?: string;
  /**
   * Milliseconds between two input reports; 1 when absent, the interval of a full speed interrupt
   * endpoint. hidraw keeps 64 reports and drops what comes faster than it is read.
   */
  readonly inputIntervalMs?: number;
}

/** A virtual device that the kernel shows to every program as a real one. */
export interface UhidDevice {
  /** Pulls the device out, and ends. */
  unplug(): Promise<void>;
  /** Resolves when the device is gone, whoever pulled it out; rejects when uhid failed. */
  readonly gone: Promise<void>;
}

/** The kernel probes a new device within milliseconds; without hid-generic nobody ever takes it. */
const START_MS_MAX = 5_000;

/** Reports that wait for the kernel: a few of the longest messages; more is a device that runs away. */
const WAITING_MAX = 1_024;

/**
 * Hands a virtual device to the Linux kernel through /dev/uhid (root, module uhid). Its reads block one
 * thread of Node's pool for as long as the device is plugged in: UV_THREADPOOL_SIZE must leave room.
 * @throws OneCardError `virtual.uhid-not-available`.
 */
export async function uhidDevice(
  device: VirtualHidDevice,
  options: UhidOptions = {},
): Promise<UhidDevice> {
  const { file = '/dev/uhid', inputIntervalMs = 1 } = options;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDWR);
    await handle.write(encodeCreate(device.identity, device.reportDescriptor));
  } catch (error) {
    await handle?.close();
    throw new OneCardError('virtual.uhid-not-available', { file }, { cause: error });
  }
  const host = new UhidHost(handle, device, inputIntervalMs);
  const late = sleep(START_MS_MAX, 'late' as const, { ref: false });
  if ((await Promise.race([host.started, late])) === 'late') {
    void host.unplug();
    throw new OneCardError('virtual.uhid-not-available', { file, waitedMs: START_MS_MAX });
  }
  return host;
}

class UhidHost implements UhidDevice {
  readonly gone: Promise<void>;
  /** Resolves once a driver of the kernel has taken the device. */
  readonly started: Promise<void>;
  #start: () => void = () => undefined;
  readonly #handle: FileHandle;
  readonly #device: VirtualHidDevice;
  readonly #inputIntervalMs: number;
  readonly #waiting: Uint8Array[] = [];
  #isWriting = false;
  #isGone = false;

  constructor(handle: FileHandle, device: VirtualHidDevice, inputIntervalMs: number) {
    this.#handle = handle;
    this.#device = device;
    this.#inputIntervalMs = inputIntervalMs;
    device.attach({
      input: (reportId, data) => {
        const report = reportId === 0 ? data : concat([Uint8Array.of(reportId), data]);
        this.#write(encodeInput(report));
      },
      unplug: () => void this.unplug(),
    });
    this.started = new Promise((resolve) => {
      this.#start = resolve;
    });
    this.gone = this.#listen();
    // Whoever does not look at `gone` must not end the process by it.
    this.gone.catch(() => undefined);
  }

  async unplug(): Promise<void> {
    if (!this.#isGone) {
      this.#isGone = true;
      this.#waiting.length = 0;
      this.#device.detach();
      // The kernel answers with STOP, which ends the read that is under way.
      await this.#handle.write(encodeDestroy());
    }
    await this.gone.catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const buffer = Buffer.alloc(UHID_EVENT_BYTES_MAX);
    try {
      // Ends with the kernel's STOP after DESTROY, or with a failed read.
      for (;;) {
        const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length);
        const event = parseUhidEvent(Uint8Array.from(buffer.subarray(0, bytesRead)));
        if (event.type === 'stop' && this.#isGone) return;
        if (!this.#isGone) this.#serve(event);
      }
    } finally {
      this.#isGone = true;
      await this.#handle.close();
    }
  }

  #serve(event: UhidEvent): void {
    if (event.type === 'start') {
      this.#start();
    } else if (event.type === 'output') {
      this.#device.output(event.report[0] ?? 0, event.report.slice(1));
    } else if (event.type === 'set-report') {
      void this.#setReport(event);
    } else if (event.type === 'get-report') {
      void this.#getReport(event);
    }
  }

  async #setReport(event: Extract<UhidEvent, { readonly type: 'set-report' }>): Promise<void> {
    const { id, kind, reportId, report } = event;
    const isTaken =
      kind === 'feature' && (await this.#device.setFeature(reportId, report.slice(1)));
    this.#write(encodeSetReportReply(id, isTaken));
  }

  async #getReport(event: Extract<UhidEvent, { readonly type: 'get-report' }>): Promise<void> {
    const { id, kind, reportId } = event;
    const data = kind === 'feature' ? await this.#device.getFeature(reportId) : undefined;
    const report = data && concat([Uint8Array.of(reportId), data]);
    this.#write(encodeGetReportReply(id, report));
  }

  #write(event: Uint8Array): void {
    if (this.#isGone || this.#waiting.length >= WAITING_MAX) return;
    this.#waiting.push(event);
    if (!this.#isWriting) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    // Ends: it empties a bounded queue.
    for (let event = this.#waiting.shift(); event; event = this.#waiting.shift()) {
      // A write fails only after the device is gone, and then nobody waits for it.
      await this.#handle.write(event).catch(() => undefined);
      await sleep(this.#inputIntervalMs);
    }
    this.#isWriting = false;
  }
}
