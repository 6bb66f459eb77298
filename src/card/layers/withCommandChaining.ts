import { OneCardError } from '../../errors/index.ts';
import { encodeCommand, NC_SHORT_MAX, NE_SHORT_MAX, parseCommand } from '../apdu.ts';
import { CLA_CHAINING, isInterindustryClass } from '../classByte.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { CardTransport, TransportLayer } from '../transport.ts';

/**
 * Sends commands in short form to a card without extended length fields: data of more than 255 bytes
 * goes as a chain (ISO/IEC 7816-4:2005 §5.1.1.1), CLA bit 5 set in all but the last command, each
 * command before the last answered by 9000 and nothing else. At most 65,535 / 255 = 257 commands. An
 * Le above 256 becomes 00; what lies beyond comes by `61 xx`.
 *
 * Commands that are short already, that the caller chains himself, or whose class is proprietary
 * (chaining is not defined there) pass through untouched.
 * @throws OneCardError `card.chaining-interrupted` when the card answers one of the commands before
 *   the last with anything but 9000: it has then dropped the chain (ibid.).
 */
export const withCommandChaining: TransportLayer = (inner) => ({
  async transmit(bytes) {
    const command = parseCommand(bytes);
    const { cla, data } = command;
    const isMine = command.isExtended && isInterindustryClass(cla) && !(cla & CLA_CHAINING);
    if (!isMine) return inner.transmit(bytes);

    const lastOffset = data.length === 0 ? 0 : data.length - 1 - ((data.length - 1) % NC_SHORT_MAX);
    for (let offset = 0; offset < lastOffset; offset += NC_SHORT_MAX) {
      const chunk = data.subarray(offset, offset + NC_SHORT_MAX);
      await sendLink(inner, { ...command, cla: cla | CLA_CHAINING, data: chunk }, offset);
    }
    return inner.transmit(
      encodeCommand({
        ...command,
        data: data.subarray(lastOffset),
        ne: Math.min(command.ne, NE_SHORT_MAX),
        isExtended: false,
      }),
    );
  },
  close: () => inner.close(),
});

async function sendLink(
  inner: CardTransport,
  link: ReturnType<typeof parseCommand>,
  sentBytes: number,
): Promise<void> {
  const response = await inner.transmit(encodeCommand({ ...link, ne: 0, isExtended: false }));
  const sw = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
  if (response.length === 2 && sw === SW_SUCCESS) return;
  throw new OneCardError('card.chaining-interrupted', {
    sw: statusWordText(sw),
    answerBytes: response.length,
    acceptedBytes: sentBytes,
  });
}
