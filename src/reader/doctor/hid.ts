/** HID readers: whether this user may open them, as Linux shows them in sysfs. */

import type { HidBus, HidDevice } from '../hid/index.ts';
import { FIDO_USAGE_PAGE } from '../hid/index.ts';
import { found, type ReaderFinding } from './causes/index.ts';
import type { DoctorHost } from './host.ts';
import { codeOf, factsOf } from './pcsc.ts';
import { idText, type UsbId, udevRules } from './rules.ts';
import { printable } from './usb.ts';

const CHECK = 'hid';
const DEVICES = '/sys/class/hidraw';
/** Usage page F1D0, the first item of a CTAPHID report descriptor (HID 1.11 §6.2.2.7). */
const CTAPHID_HEAD = [0x06, 0xd0, 0xf1] as const;

interface HidrawDevice extends UsbId {
  readonly node: string;
  readonly name: string;
}

export interface HidExamination {
  /** Whether a vendor profile describes a device. */
  readonly isProfiled: (id: UsbId) => boolean;
  /** Whether HID readers are meant to be used: then a missing one is a finding. */
  readonly isWanted: boolean;
  readonly bus: HidBus;
}

export async function examineHid(
  host: DoctorHost,
  { isProfiled, isWanted, bus }: HidExamination,
): Promise<readonly ReaderFinding[]> {
  const isLinux = host.platform === 'linux';
  if (!isWanted && !isLinux) return [];
  let listed: readonly HidDevice[] = [];
  try {
    // Nothing native is loaded for a desk that has no HID readers.
    if (isWanted) listed = await bus.list();
  } catch (error) {
    const isMissing = codeOf(error) === 'reader.hid-not-available';
    const facts = factsOf(error);
    return [found(CHECK, isMissing ? 'hid-binding-missing' : 'hid-failed', { facts })];
  }
  if (isLinux) return examineNodes(host, isProfiled, isWanted);
  const readers = listed.filter(
    (device) => device.usagePage === FIDO_USAGE_PAGE || isProfiled(device),
  );
  if (readers.length === 0) return [found(CHECK, 'hid-absent')];
  const devices = readers.map((device) => nameOf(device, printable(device.product))).join(', ');
  return [found(CHECK, 'hid-usable', { facts: { devices } })];
}

async function examineNodes(
  host: DoctorHost,
  isProfiled: (id: UsbId) => boolean,
  isWanted: boolean,
): Promise<readonly ReaderFinding[]> {
  const readers = await hidReaders(host, isProfiled);
  if (readers.length === 0) return [found(CHECK, isWanted ? 'hid-absent' : 'hid-none')];
  const forbidden: HidrawDevice[] = [];
  for (const reader of readers) {
    if (!(await host.mayUse(reader.node))) forbidden.push(reader);
  }
  const named = forbidden.length > 0 ? forbidden : readers;
  const devices = named.map((device) => `${device.node} ${nameOf(device, device.name)}`).join(', ');
  if (forbidden.length === 0) return [found(CHECK, 'hid-usable', { facts: { devices } })];
  return [found(CHECK, 'hid-forbidden', { facts: { devices }, file: udevRules(forbidden) })];
}

async function hidReaders(
  host: DoctorHost,
  isProfiled: (id: UsbId) => boolean,
): Promise<readonly HidrawDevice[]> {
  const readers: HidrawDevice[] = [];
  for (const name of await host.names(DEVICES)) {
    const folder = `${DEVICES}/${name}/device`;
    const device = parseUevent(name, (await host.text(`${folder}/uevent`)) ?? '');
    if (!device) continue;
    const descriptor = await host.bytes(`${folder}/report_descriptor`);
    const isCtap = CTAPHID_HEAD.every((byte, index) => descriptor?.[index] === byte);
    if (isCtap || isProfiled(device)) readers.push(device);
  }
  return readers;
}

/** `HID_ID=0003:0000072F:000090D5` (bus, vendor, product) and `HID_NAME=…`. */
function parseUevent(name: string, text: string): HidrawDevice | undefined {
  const id = /^HID_ID=[\dA-F]{4}:0000([\dA-F]{4}):0000([\dA-F]{4})$/m.exec(text);
  if (!id) return undefined;
  return {
    node: `/dev/${name}`,
    vendorId: Number.parseInt(id[1]!, 16),
    productId: Number.parseInt(id[2]!, 16),
    name: printable(/^HID_NAME=(.*)$/m.exec(text)?.[1] ?? ''),
  };
}

function nameOf({ vendorId, productId }: UsbId, name: string): string {
  return `${idText(vendorId)}:${idText(productId)} ${name}`.trim();
}
