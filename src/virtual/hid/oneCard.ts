import type { InsertableCard } from '../insertable.ts';
import type { VirtualReaderCard } from './device.ts';

/** A virtual OneCard for a virtual HID reader: it goes on and off with the reader's power. */
export function inHidReader(card: InsertableCard): VirtualReaderCard {
  return {
    transport: { transmit: (command) => card.transmit(command), close: async () => undefined },
    atr: card.atr,
    powerUp: () => {
      card.powerUp();
    },
    powerDown: () => card.powerDown(),
  };
}
