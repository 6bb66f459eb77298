import { concat } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { SW1_MORE_BYTES } from '../statusWord.ts';
import type { TransportLayer } from '../transport.ts';

/** 256 answers of 256 bytes are 65,536: the most that even an extended Le can ask for. */
export const RESPONSE_ROUNDS_MAX = 256;

const INS_GET_RESPONSE = 0xc0;

/**
 * Follows `61 xx` with GET RESPONSE (ISO/IEC 7816-4:2005 §7.6.1) and joins the parts. The class byte
 * of the command is kept, because it carries the logical channel.
 * @throws OneCardError `card.chain-too-long` after 256 rounds.
 */
export const withGetResponse: TransportLayer = (inner) => ({
  async transmit(command) {
    const parts: Uint8Array[] = [];
    let response = await inner.transmit(command);
    for (let round = 0; response.at(-2) === SW1_MORE_BYTES; round++) {
      if (round === RESPONSE_ROUNDS_MAX) {
        throw new OneCardError('card.chain-too-long', { rounds: round });
      }
      parts.push(response.subarray(0, -2));
      const le = response.at(-1)!;
      response = await inner.transmit(Uint8Array.of(command[0]!, INS_GET_RESPONSE, 0, 0, le));
    }
    return concat([...parts, response]);
  },
  close: () => inner.close(),
});
