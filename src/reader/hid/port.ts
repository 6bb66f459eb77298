/**
 * What the HID drivers need of an operating system, and no more: reports out, reports in, feature
 * reports. node-hid is one adapter; the virtual devices are another.
 */

/** A HID device that is plugged in, as the system describes it. */
export interface HidDevice {
  /** The system's name for this place, such as `/dev/hidraw3`; opens the device. */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly product: string;
  readonly serialNumber: string;
  /** Usage page and usage of the top-level collection, 0 where the system does not say. */
  readonly usagePage: number;
  readonly usage: number;
}

/**
 * An open HID device. `data` is a report without its report id; `reportId` is 0 where the device does
 * not number its reports (HID 1.11 §5.6).
 *
 * Every method throws OneCardError `reader.reader-removed` once the device is unplugged,
 * `reader.connection-closed` after `close`, and `reader.transmit-failed` when the system reports a fault.
 */
export interface HidPort {
  sendOutput(reportId: number, data: Uint8Array): Promise<void>;
  sendFeature(reportId: number, data: Uint8Array): Promise<void>;
  /** @param lengthBytes bytes of the report without its id; the answer is exactly as long */
  getFeature(reportId: number, lengthBytes: number): Promise<Uint8Array>;
  /**
   * The next input report in the order of arrival, undefined when none came in `timeoutMs`. Where the
   * device numbers its reports the id stands first.
   */
  receive(timeoutMs: number): Promise<Uint8Array | undefined>;
  /** Throws what the other methods would throw now, without a word to the device. */
  assertOpen(): void;
  /** Forgets the input reports that came and nobody took: answers that are owed to somebody else. */
  discard(): void;
  /** A second call does nothing. */
  close(): Promise<void>;
}

/** Everything that is plugged in. */
export interface HidBus {
  list(): Promise<readonly HidDevice[]>;
  /**
   * @param options.hasInput whether the device sends input reports; a device without them is not read
   * @throws OneCardError `reader.reader-removed`, `reader.hid-not-permitted`.
   */
  open(path: string, options: { readonly hasInput: boolean }): Promise<HidPort>;
}
