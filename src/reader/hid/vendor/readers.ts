import type { ReaderProvider } from '../../provider.ts';
import type { HidDriver } from '../device.ts';
import { nodeHidBus } from '../nodeHid.ts';
import type { HidBus, HidDevice } from '../port.ts';
import { shippedHidProfiles } from '../profiles/index.ts';
import { hidProvider } from '../provider.ts';
import { VendorCardDevice } from './device.ts';
import type { HidProfile } from './profile.ts';

export interface VendorHidReadersOptions {
  /** Which framings to look for, the first that matches a device wins; the shipped ones when absent. */
  readonly profiles?: readonly HidProfile[];
  /** Where devices come from; node-hid when absent. */
  readonly bus?: HidBus;
  /** Milliseconds between two looks for readers and cards. */
  readonly pollMs?: number;
}

/**
 * HID readers with a vendor's own framing, each described by a profile. Nothing is loaded until the
 * first call.
 * @example
 * const profile = await parseHidProfile(await readFile(file, 'utf8'), file);
 * const readers = vendorHidReaders({ profiles: [profile] });
 * const reader = await readers.waitForCard({ timeoutMs: 30_000 });
 */
export function vendorHidReaders(options: VendorHidReadersOptions = {}): ReaderProvider {
  const { bus = nodeHidBus(), pollMs, profiles } = options;
  return hidProvider({
    bus,
    driver: async () => vendorHidDriver(profiles ?? (await shippedHidProfiles())),
    ...(pollMs !== undefined && { pollMs }),
  });
}

function vendorHidDriver(profiles: readonly HidProfile[]): HidDriver {
  return {
    recognise(device) {
      const profile = profiles.find((candidate) => speaks(candidate, device));
      if (!profile) return undefined;
      return {
        name: device.product || profile.name,
        slots: profile.slots.map(({ index, purpose, name }) => ({ index, purpose, name })),
        hasInput: profile.receive.via === 'input',
        open: async (port) => new VendorCardDevice(port, profile),
      };
    },
  };
}

function speaks({ devices }: HidProfile, device: HidDevice): boolean {
  return devices.some(
    ({ vendorId, productId, usagePage = device.usagePage }) =>
      vendorId === device.vendorId &&
      productId === device.productId &&
      usagePage === device.usagePage,
  );
}
