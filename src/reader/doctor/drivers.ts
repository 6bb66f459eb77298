/**
 * Drivers of the PC/SC service and the readers that they list: bundles with a property list each.
 *
 * ```
 * /usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist
 *   <key>ifdVendorID</key>  <array> <string>0x08E6</string> … </array>
 *   <key>ifdProductID</key> <array> <string>0x3437</string> … </array>     the two run side by side
 * ```
 */

import type { DoctorHost } from './host.ts';
import { DRIVER_DEVICES_MAX, DRIVER_LIST_BYTES } from './limits.ts';
import { idText, type UsbId } from './rules.ts';
import { hexNumber } from './usb.ts';

const FOLDERS = ['/usr/lib/pcsc/drivers', '/usr/lib64/pcsc/drivers', '/usr/local/lib/pcsc/drivers'];
/** The bundle of this name takes every device with the smart card class (pcsc-lite, hotplug_libudev). */
const CLASS_DRIVER = 'CCIDCLASSDRIVER';

export interface PcscDriver {
  readonly bundle: string;
  readonly takesReaderClass: boolean;
  readonly lists: (id: UsbId) => boolean;
}

/** The drivers that are installed for the PC/SC service. */
export async function pcscDrivers(host: DoctorHost): Promise<readonly PcscDriver[]> {
  const drivers: PcscDriver[] = [];
  for (const folder of FOLDERS) {
    const bundles = (await host.names(folder)).filter((name) => name.endsWith('.bundle'));
    for (const bundle of bundles) {
      const text = await host.text(`${folder}/${bundle}/Contents/Info.plist`, DRIVER_LIST_BYTES);
      if (text !== undefined) drivers.push(parseDriver(bundle, text));
    }
  }
  return drivers;
}

/** What a bundle's property list says. A list that is none of ours to understand names no device. */
export function parseDriver(bundle: string, text: string): PcscDriver {
  const vendors = stringsOf(text, 'ifdVendorID');
  const products = stringsOf(text, 'ifdProductID');
  const listed = new Set<string>();
  for (const [index, vendor] of vendors.entries()) {
    const vendorId = hexNumber(vendor.replace(/^0x/i, ''));
    const productId = hexNumber(products[index]?.replace(/^0x/i, ''));
    if (isUsbNumber(vendorId) && isUsbNumber(productId)) listed.add(keyOf(vendorId, productId));
  }
  const [name] = stringsOf(text, 'CFBundleName');
  return {
    bundle,
    takesReaderClass: name === CLASS_DRIVER,
    lists: ({ vendorId, productId }) => listed.has(keyOf(vendorId, productId)),
  };
}

function isUsbNumber(number: number | undefined): number is number {
  return number !== undefined && number <= 0xffff;
}

function keyOf(vendorId: number, productId: number): string {
  return `${idText(vendorId)}:${idText(productId)}`;
}

/** The text, or the texts of the array, that stands behind a key. Searched for, not matched: it ends. */
function stringsOf(text: string, key: string): readonly string[] {
  const start = text.indexOf(`<key>${key}</key>`);
  if (start < 0) return [];
  const next = text.indexOf('<key>', start + key.length);
  const part = text.slice(start, next < 0 ? undefined : next);
  const strings: string[] = [];
  for (let at = part.indexOf('<string>'); at >= 0; at = part.indexOf('<string>', at)) {
    const end = part.indexOf('</string>', at);
    if (end < 0 || strings.length === DRIVER_DEVICES_MAX) break;
    strings.push(part.slice(at + '<string>'.length, end));
    at = end;
  }
  return strings;
}
