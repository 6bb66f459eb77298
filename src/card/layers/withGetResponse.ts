import { concat } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { NE_MAX } from '../apdu.ts';
import { CLA_CHAINING } from '../classByte.ts';
import { SW1_MORE_BYTES } from '../statusWord.ts';
import type { TransportLayer } from '../transport.ts';

/** 256 answers of 256 bytes are 65,536: the most that even an extended Le can ask for. */
export const RESPONSE_ROUNDS_MAX = 256;

const INS_GET_RESPONSE = 0xc0;

/**
 * Follows `61 xx` with GET RESPONSE (ISO/IEC 7816-4:2005 §7.6.1) and joins the parts; the last status
 * word is the answer's, whatever it is. The class byte of the command is kept, because it carries the
 * logical channel and secure messaging. Two bits are taken out: that which announces a further command
 * of a chain, as GET RESPONSE has none, and that of a GlobalPlatform channel, which knows nothing of the
 * transport below it. Put `withRightLe` below this layer, so that `6C xx` to a GET RESPONSE repeats that
 * GET RESPONSE.
 * @throws OneCardError `card.chain-too-long` after 256 rounds, or beyond 65,536 bytes.
 */
export const withGetResponse: TransportLayer = (inner) => ({
  async transmit(command) {
    const parts: Uint8Array[] = [];
    let lengthBytes = 0;
    let response = await inner.transmit(command);
    for (let rounds = 0; response.at(-2) === SW1_MORE_BYTES; rounds++) {
      lengthBytes += response.length - 2;
      if (rounds === RESPONSE_ROUNDS_MAX) throw new OneCardError('card.chain-too-long', { rounds });
      if (lengthBytes > NE_MAX) {
        throw new OneCardError('card.chain-too-long', { rounds, lengthBytes });
      }
      parts.push(response.subarray(0, -2));
      const cla = classOfGetResponse(command[0]!);
      response = await inner.transmit(Uint8Array.of(cla, INS_GET_RESPONSE, 0, 0, response.at(-1)!));
    }
    return concat([...parts, response]);
  },
  close: () => inner.close(),
});

/** Bits 4 and 3 of the first form: 01 is the secure messaging of a GlobalPlatform channel. */
const MESSAGING_BITS = 0x4c;
const MESSAGING_OF_CHANNEL = 0x04;

function classOfGetResponse(cla: number): number {
  const isInChannel = (cla & MESSAGING_BITS) === MESSAGING_OF_CHANNEL;
  return cla & ~(CLA_CHAINING | (isInChannel ? MESSAGING_OF_CHANNEL : 0));
}
