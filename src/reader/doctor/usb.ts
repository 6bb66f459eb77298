/** Card readers among the USB devices, as Linux shows them in sysfs. */

import type { DoctorHost } from './host.ts';
import { NAME_CHARACTERS_MAX } from './limits.ts';
import type { UsbId } from './rules.ts';

const DEVICES = '/sys/bus/usb/devices';
/** `1-1`, `2-1.4`: bus, and the ports on the way. Root hubs and interfaces have other names. */
const DEVICE_NAME = /^\d+-\d+(?:\.\d+)*$/;
/** USB class of smart card readers (USB device class codes, 0Bh). */
const CLASS_SMART_CARD = 0x0b;

/** Makers of readers whose devices do not all show the class. A camera of theirs is not to be feared. */
const READER_MAKERS: ReadonlySet<number> = new Set([
  0x04e6, // SCM, Identiv
  0x072f, // Advanced Card Systems
  0x076b, // Omnikey
  0x08e6, // Gemalto, Thales
  0x096e, // Feitian
]);

/** Drivers of the kernel that turn a device into something else than a PC/SC reader. */
const NOT_A_READER: ReadonlySet<string> = new Set(['usbhid', 'usb-storage', 'uvcvideo', 'cdc_acm']);

export interface UsbReader extends UsbId {
  /** What the device calls itself. */
  readonly name: string;
  readonly hasReaderClass: boolean;
  /** Drivers of the kernel that hold the interface which the PC/SC service needs. */
  readonly heldBy: readonly string[];
}

interface UsbInterface {
  readonly isReader: boolean;
  readonly driver: string | undefined;
}

/**
 * Devices with a smart card interface, of a maker of readers, or that `isKnown` knows.
 * @returns undefined where the system does not show its USB devices
 */
export async function usbReaders(
  host: DoctorHost,
  isKnown: (id: UsbId) => boolean,
): Promise<readonly UsbReader[] | undefined> {
  if (host.platform !== 'linux') return undefined;
  const names = await host.names(DEVICES);
  const readers: UsbReader[] = [];
  for (const name of names.filter((each) => DEVICE_NAME.test(each))) {
    const vendorId = hexNumber(await host.text(`${DEVICES}/${name}/idVendor`));
    const productId = hexNumber(await host.text(`${DEVICES}/${name}/idProduct`));
    if (vendorId === undefined || productId === undefined) continue;
    const all = await interfacesOf(host, name, names);
    const hasReaderClass = all.some(({ isReader }) => isReader);
    const wanted = hasReaderClass ? all.filter(({ isReader }) => isReader) : all;
    const drivers = new Set(wanted.flatMap(({ driver }) => driver ?? []));
    const isLikely = READER_MAKERS.has(vendorId) || isKnown({ vendorId, productId });
    const isOther = [...drivers].some((driver) => NOT_A_READER.has(driver));
    if (!hasReaderClass && (!isLikely || isOther)) continue;
    readers.push({
      vendorId,
      productId,
      name: await nameOf(host, name),
      hasReaderClass,
      heldBy: [...drivers],
    });
  }
  return readers;
}

async function interfacesOf(
  host: DoctorHost,
  device: string,
  names: readonly string[],
): Promise<readonly UsbInterface[]> {
  const interfaces: UsbInterface[] = [];
  for (const name of names.filter((each) => each.startsWith(`${device}:`))) {
    const usbClass = hexNumber(await host.text(`${DEVICES}/${name}/bInterfaceClass`));
    const driver = await host.linkName(`${DEVICES}/${name}/driver`);
    interfaces.push({
      isReader: usbClass === CLASS_SMART_CARD,
      // `usbfs` is the PC/SC driver itself at work.
      driver: driver === 'usbfs' ? undefined : driver,
    });
  }
  return interfaces;
}

async function nameOf(host: DoctorHost, device: string): Promise<string> {
  const maker = await host.text(`${DEVICES}/${device}/manufacturer`);
  const product = await host.text(`${DEVICES}/${device}/product`);
  return printable([maker, product].filter((part) => part !== undefined).join(' '));
}

/** Texts of a device are the device's: no control characters, and not without end. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '').trim().slice(0, NAME_CHARACTERS_MAX);
}

export function hexNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[\da-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}
