import { OneCardError } from '../../errors/index.ts';
import { parseResponse } from '../apdu.ts';
import { CHANNEL_MAX, classOnChannel } from '../classByte.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { CardTransport, TransportLayer } from '../transport.ts';

/** MANAGE CHANNEL, ISO/IEC 7816-4:2005 §7.1.2; sent on the basic channel, which is always open. */
const OPEN = Uint8Array.of(0x00, 0x70, 0x00, 0x00, 0x01);

function closeCommand(channel: number): Uint8Array {
  return Uint8Array.of(0x00, 0x70, 0x80, channel);
}

/** An open logical channel. `close` closes the channel and leaves the card connected. */
export interface LogicalChannel extends CardTransport {
  /** 1 to 19, given by the card. */
  readonly number: number;
}

/**
 * Puts the number of a logical channel into the class byte of every command. Layers below keep the
 * class byte, so the number travels in their GET RESPONSE too.
 */
export function withLogicalChannel(channel: number): TransportLayer {
  return (inner) => ({
    async transmit(command) {
      const moved = command.slice();
      moved[0] = classOnChannel(command[0] ?? 0, channel);
      return inner.transmit(moved);
    },
    close: () => inner.close(),
  });
}

/**
 * Asks the card for a further logical channel. One command at a time on all channels of a card
 * together: they share its one line.
 * @throws OneCardError `card.unexpected-status` when the card gives none (6881, 6A81),
 *   `card.malformed-response` when the number it gives is none.
 */
export async function openLogicalChannel(basic: CardTransport): Promise<LogicalChannel> {
  const { data, sw } = parseResponse(await basic.transmit(OPEN));
  assertSuccess(sw);
  const number = data[0] ?? 0;
  if (data.length !== 1 || number < 1 || number > CHANNEL_MAX) {
    throw new OneCardError('card.malformed-response', {
      lengthBytes: data.length + 2,
      rule: 'channel-number',
    });
  }
  let isOpen = true;
  return {
    number,
    async transmit(command) {
      if (!isOpen) throw new TypeError('the logical channel is closed');
      return withLogicalChannel(number)(basic).transmit(command);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      assertSuccess(parseResponse(await basic.transmit(closeCommand(number))).sw);
    },
  };
}

function assertSuccess(sw: number): void {
  if (sw === SW_SUCCESS) return;
  throw new OneCardError('card.unexpected-status', {
    command: 'MANAGE CHANNEL',
    sw: statusWordText(sw),
  });
}
