import type { CardTransport } from '../../card/index.ts';

/** How a virtual device presents itself. */
export interface VirtualHidIdentity {
  readonly vendorId: number;
  readonly productId: number;
  readonly product: string;
  readonly serialNumber: string;
  readonly usagePage: number;
  readonly usage: number;
}

/** Whoever carries a virtual device's reports: the virtual bus, or the kernel's uhid. */
export interface VirtualHidHost {
  /** An input report, without its id. */
  input(reportId: number, data: Uint8Array): void;
  /** The device pulls itself out. */
  unplug(): void;
}

/**
 * A HID device that is a program: reports in, reports out, nothing else. Data are reports without
 * their id; the id is 0 where the device does not number them.
 */
export interface VirtualHidDevice {
  readonly identity: VirtualHidIdentity;
  /** HID 1.11 §6.2.2. */
  readonly reportDescriptor: Uint8Array;
  /** Called once, before the first report. */
  attach(host: VirtualHidHost): void;
  output(reportId: number, data: Uint8Array): void;
  /** Resolves with false to stall: the host sees an input/output error. */
  setFeature(reportId: number, data: Uint8Array): Promise<boolean>;
  /** Resolves with undefined to stall. */
  getFeature(reportId: number): Promise<Uint8Array | undefined>;
  /** Ends what the device has under way. */
  detach(): void;
}

/** A card that lies in a virtual reader. */
export interface VirtualReaderCard {
  readonly transport: CardTransport;
  /** Answer to reset, ISO/IEC 7816-3:2006 §8.2. */
  readonly atr: Uint8Array;
  /** A card that takes power and does not answer: the wrong way round, or broken. */
  readonly isMute?: boolean;
  /** Power on, or a reset when it is on. */
  powerUp?(): void;
  powerDown?(): void;
}
