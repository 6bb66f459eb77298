import type { ReaderProvider } from '../../provider.ts';
import type { HidDriver } from '../device.ts';
import { nodeHidBus } from '../nodeHid.ts';
import type { HidBus, HidDevice } from '../port.ts';
import { hidProvider } from '../provider.ts';
import { FIDO_USAGE, FIDO_USAGE_PAGE } from './codes.ts';
import { CtapCardDevice } from './device.ts';
import { CTAP_TIMES, type CtapTimes } from './limits.ts';

export interface CtapHidReadersOptions {
  /**
   * Only devices with one of these vendor and product ids. Without it every FIDO device counts, and a
   * clerk's own security key would be taken for a reader with a card in it.
   */
  readonly devices?: readonly { readonly vendorId: number; readonly productId: number }[];
  /** Where devices come from; node-hid when absent. */
  readonly bus?: HidBus;
  /** Milliseconds between two looks for readers that came or went. */
  readonly pollMs?: number;
  /** Waits of an exchange; `CTAP_TIMES` when absent. */
  readonly times?: Partial<CtapTimes>;
}

/**
 * Readers that carry APDUs in CTAPHID (CTAP 2.1 §11.2). Nothing is loaded until the first call.
 *
 * The framing knows no card apart from the device: a reader that is plugged in holds a card, and the
 * answer to reset is empty.
 * @example
 * const readers = ctapHidReaders({ devices: [{ vendorId: 0x1209, productId: 0x0c01 }] });
 * const reader = await readers.waitForCard({ timeoutMs: 30_000 });
 * const connection = await reader.connect({ exclusive: true });
 */
export function ctapHidReaders(options: CtapHidReadersOptions = {}): ReaderProvider {
  const { bus = nodeHidBus(), pollMs } = options;
  const driver = ctapHidDriver(options);
  return hidProvider({
    bus,
    driver: async () => driver,
    ...(pollMs !== undefined && { pollMs }),
  });
}

function ctapHidDriver({ devices, times }: CtapHidReadersOptions): HidDriver {
  const isWanted = ({ vendorId, productId }: HidDevice): boolean =>
    !devices ||
    devices.some((wanted) => wanted.vendorId === vendorId && wanted.productId === productId);
  return {
    recognise(device) {
      const isFido = device.usagePage === FIDO_USAGE_PAGE && device.usage === FIDO_USAGE;
      if (!isFido || !isWanted(device)) return undefined;
      return {
        name: device.product,
        slots: [{ index: 0, purpose: 'holder', name: device.product }],
        hasInput: true,
        open: (port) => CtapCardDevice.open(port, { ...CTAP_TIMES, ...times }),
      };
    },
  };
}
