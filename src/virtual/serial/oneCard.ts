import { parseAtr } from '../../card/index.ts';
import type { InsertableCard } from '../insertable.ts';
import { type AtrWish, makeAtr } from './atr.ts';
import type { VirtualSerialCard } from './seatedCard.ts';

/**
 * A virtual OneCard with contacts: it goes on and off with the reader's power, and answers a reset with
 * its own historical bytes.
 * @param wish how it speaks; T=1 with blocks of 254 bytes when absent
 */
export function withContacts(
  card: InsertableCard,
  wish: Omit<AtrWish, 'historicalBytes'> = { protocol: 'T=1' },
): VirtualSerialCard {
  const { historicalBytes } = parseAtr(card.atr);
  return {
    transport: {
      transmit: (command) => card.transmit(command),
      close: async () => undefined,
    },
    atr: makeAtr({ ...wish, historicalBytes }),
    powerUp: () => {
      card.powerUp();
    },
    powerDown: () => card.powerDown(),
  };
}
